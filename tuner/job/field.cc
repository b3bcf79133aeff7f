#include "tuner/job/field.h"

#include <algorithm>

#include "tuner/base/check.h"
#include "tuner/base/utf8.h"

namespace tuner {
namespace {

constexpr std::size_t kMaxShown = 60;

// What stands in the file, short enough for a message.
std::string describe(const Node& node) {
  if (node.kind == Node::Kind::kNull) return "nothing";
  if (node.kind == Node::Kind::kList) return "a list";
  if (node.kind == Node::Kind::kMapping) return "a mapping";
  return (node.quoted ? "the text '" : "'") + shortened_to_bytes(node.text, kMaxShown) + "'";
}

// "; did you mean 'log'?": also a name with which the text begins is meant, as by "logarithmic".
std::string meant_by(const std::string& text, const std::vector<std::string>& names) {
  constexpr std::size_t kShortest = 3;
  for (const std::string& name : names) {
    const bool begins = name.size() >= kShortest && text.starts_with(name);
    if (begins) return did_you_mean(name, names);
  }
  return did_you_mean(text, names);
}

}  // namespace

Field::Field(const Node& node, std::string pointer, Complaints& complaints, std::string spec_root)
    : node_(&node),
      pointer_(std::move(pointer)),
      complaints_(&complaints),
      spec_root_(std::move(spec_root)) {
  complaints_->places().add(pointer_, {pointer_, node_->line});
}

void Field::complain(std::string message) const {
  complaints_->add({pointer_, node_->line}, std::move(message));
}

void Field::expected(std::string_view what) const {
  complain("expected " + std::string(what) + ", found " + describe(*node_));
}

void Field::expected_one_of(const std::vector<std::string>& names) const {
  complain("expected " + std::string(names.size() > 1 ? "one of " : "") + quoted_list(names) +
           ", found " + describe(*node_) + meant_by(node_->text, names));
}

void Field::stands_for(std::string spec_pointer) const {
  complaints_->places().add(spec_root_ + spec_pointer, {pointer_, node_->line});
}

Field Field::within(std::string spec_root) const {
  return {*node_, pointer_, *complaints_, std::move(spec_root)};
}

std::optional<std::string> Field::text() const {
  if (is(Node::Kind::kScalar)) return node_->text;
  expected("text");
  return std::nullopt;
}

std::optional<double> Field::number() const {
  if (is(Node::Kind::kScalar) && !node_->quoted) {
    if (const auto value = parse_number(node_->text)) return value;
  }
  expected("a number");
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> Field::duration() const {
  if (is(Node::Kind::kScalar)) {
    if (const auto value = parse_duration(node_->text)) return value;
  }
  expected("a duration such as 45s, 10m or 1h30m");
  return std::nullopt;
}

std::optional<std::uint64_t> Field::bytes() const {
  if (is(Node::Kind::kScalar)) {
    if (const auto value = parse_bytes(node_->text)) return value;
  }
  expected("a size such as 500kB, 100MB or 2GiB");
  return std::nullopt;
}

std::vector<Field> Field::items() const {
  std::vector<Field> items;
  if (!is(Node::Kind::kList)) {
    expected("a list");
    return items;
  }
  for (std::size_t i = 0; i < node_->children.size(); ++i) {
    items.emplace_back(
        node_->children[i], pointer_ + "/" + std::to_string(i), *complaints_, spec_root_);
  }
  return items;
}

std::vector<Field> Field::members() const {
  std::vector<Field> members;
  if (!is(Node::Kind::kMapping)) {
    expected("a mapping");
    return members;
  }
  for (const Node& child : node_->children) {
    members.emplace_back(
        child, pointer_ + "/" + pointer_token(child.key), *complaints_, spec_root_);
  }
  return members;
}

Field Field::member(std::string_view name) const {
  const Node* node = node_->find(name);
  TUNER_CHECK(node != nullptr, name);
  return {*node, pointer_ + "/" + pointer_token(name), *complaints_, spec_root_};
}

void Field::read_members(const Readers& readers,
                         const std::vector<std::string>& required,
                         std::span<const char* const> later) const {
  std::vector<std::string> known;
  for (const auto& [key, reader] : readers) known.push_back(key);
  for (const Field& member : members()) {
    const auto reader = std::find_if(readers.begin(), readers.end(), [&](const auto& each) {
      return each.first == member.name();
    });
    if (reader != readers.end()) {
      reader->second(member);
      continue;
    }
    if (std::ranges::find(later, member.name()) != later.end()) {
      member.complain("'" + member.name() + "' is not supported by this version");
      continue;
    }
    const std::string advice = did_you_mean(member.name(), known);
    member.complain("unknown key '" + member.name() + "'" +
                    (advice.empty() ? "; known here are " + quoted_list(known) : advice));
  }
  if (!is(Node::Kind::kMapping)) return;
  for (const std::string& key : required) {
    if (node_->find(key) != nullptr) continue;
    complaints_->add({pointer_ + "/" + pointer_token(key), node_->line},
                     "'" + key + "' is missing");
  }
}

}  // namespace tuner
