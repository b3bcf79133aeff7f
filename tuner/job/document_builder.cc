#include "tuner/job/document_builder.h"

#include <algorithm>
#include <set>
#include <utility>

namespace tuner {
namespace {

constexpr std::string_view kMergeKey = "<<";  // of YAML 1.1, https://yaml.org/type/merge.html

std::size_t size_of(const Node& node) {
  std::size_t size = 1;
  for (const Node& child : node.children) size += size_of(child);
  return size;
}

std::size_t depth_of(const Node& node) {
  std::size_t depth = 0;
  for (const Node& child : node.children) depth = std::max(depth, depth_of(child));
  return depth + 1;
}

// Of those with the same key the first.
void add_lacking(Node& mapping, std::vector<Node> members) {
  std::set<std::string> keys;
  for (const Node& own : mapping.children) keys.insert(own.key);
  for (Node& member : members) {
    if (keys.insert(member.key).second) mapping.children.push_back(std::move(member));
  }
}

void check_depth(std::size_t depth, int line) {
  if (depth > kMaxDocumentDepth) {
    throw DocumentError(
        line, "is nested more than " + std::to_string(kMaxDocumentDepth) + " levels deep");
  }
}

}  // namespace

void DocumentBuilder::count(std::size_t nodes, int line) {
  nodes_ += nodes;
  if (nodes_ > kMaxDocumentNodes) {
    throw DocumentError(
        line, "holds more than " + std::to_string(kMaxDocumentNodes) + " values, aliases followed");
  }
}

bool DocumentBuilder::expects_key() const {
  return !open_.empty() && open_.back().node.kind == Node::Kind::kMapping && !open_.back().has_key;
}

void DocumentBuilder::open(Node::Kind kind, int line, std::size_t anchor) {
  if (expects_key()) throw DocumentError(line, "a key must be plain text, not a list or a mapping");
  check_depth(open_.size() + 1, line);
  count(1, line);
  open_.push_back({Node{.kind = kind, .line = line}, anchor});
}

void DocumentBuilder::close() {
  Open done = std::move(open_.back());
  open_.pop_back();
  if (!done.merged.empty()) add_lacking(done.node, std::move(done.merged));
  place(std::move(done.node), done.anchor);
}

void DocumentBuilder::scalar(std::string text, bool quoted, int line, std::size_t anchor) {
  if (text.find('\0') != std::string::npos)
    throw DocumentError(line, "text must not contain a NUL character");
  if (expects_key() && !quoted && text == kMergeKey) open_.back().has_merge_key = true;
  if (expects_key()) return key(std::move(text), line);
  count(1, line);
  place(Node{.kind = Node::Kind::kScalar, .text = std::move(text), .quoted = quoted, .line = line},
        anchor);
}

void DocumentBuilder::null(int line, std::size_t anchor) {
  if (expects_key()) throw DocumentError(line, "a key must not be empty");
  count(1, line);
  place(Node{.line = line}, anchor);
}

void DocumentBuilder::key(std::string text, int line) {
  if (text.size() > kMaxKeyLength) {
    throw DocumentError(line, "a key is longer than " + std::to_string(kMaxKeyLength) + " bytes");
  }
  Open& mapping = open_.back();
  mapping.key = std::move(text);
  mapping.key_line = line;
  mapping.has_key = true;
}

void DocumentBuilder::alias(std::size_t anchor, int line) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end())
    throw DocumentError(line, "an alias stands for something that contains it");
  if (expects_key()) throw DocumentError(line, "a key must be written out, not be an alias");
  count(size_of(found->second), line);
  check_depth(open_.size() + depth_of(found->second), line);
  place(found->second, 0);
}

// What stands first has precedence.
void DocumentBuilder::merge(const Node& node, int line) {
  if (node.kind == Node::Kind::kMapping) {
    std::vector<Node>& merged = open_.back().merged;
    merged.insert(merged.end(), node.children.begin(), node.children.end());
    return;
  }
  const bool is_list = node.kind == Node::Kind::kList;
  const auto is_mapping = [](const Node& each) { return each.kind == Node::Kind::kMapping; };
  if (!is_list || !std::ranges::all_of(node.children, is_mapping))
    throw DocumentError(line, "'<<' takes a mapping, or a list of mappings");
  for (const Node& each : node.children) merge(each, line);
}

void DocumentBuilder::place(Node node, std::size_t anchor) {
  if (anchor != 0) {
    count(size_of(node), node.line);  // the copy that is kept
    anchors_.insert_or_assign(anchor, node);
  }
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  if (parent.node.kind == Node::Kind::kMapping) {
    node.key = std::exchange(parent.key, {});
    node.line = parent.key_line;
    parent.has_key = false;
    if (std::exchange(parent.has_merge_key, false)) return merge(node, node.line);
  }
  parent.node.children.push_back(std::move(node));
}

Node DocumentBuilder::finish() && { return std::move(root_); }

}  // namespace tuner
