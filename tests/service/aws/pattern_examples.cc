#include "tests/service/aws/pattern_examples.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tuner::aws {
namespace {

constexpr std::size_t kEndless = 1'000'000;

std::bitset<128> between(char first, char last) {
  std::bitset<128> characters;
  for (int c = first; c <= last; ++c) characters.set(static_cast<std::size_t>(c));
  return characters;
}

const std::bitset<128> kAny = ~std::bitset<128>().set('\n');
const std::bitset<128> kDigits = between('0', '9');
const std::bitset<128> kLetters = between('a', 'z') | between('A', 'Z');
const std::bitset<128> kSpaces = between('\t', '\r').set(' ');

}  // namespace

PatternExamples::PatternExamples(std::string_view pattern)
    : pattern_(pattern), root_(alternatives()) {
  if (position_ != pattern_.size()) throw std::invalid_argument("cannot read " + pattern_);
}

bool PatternExamples::skip(std::string_view text) {
  if (pattern_.compare(position_, text.size(), text) != 0) return false;
  position_ += text.size();
  return true;
}

PatternExamples::Node PatternExamples::sequence_of(std::vector<Node> parts) {
  Node node{Node::Kind::kSequence};
  node.shortest = node.longest = 0;
  for (const Node& part : parts) {
    node.shortest += part.shortest;
    node.longest = std::min(kEndless, node.longest + part.longest);
  }
  node.parts = std::move(parts);
  return node;
}

PatternExamples::Node PatternExamples::alternatives() {
  Node node{Node::Kind::kChoice};
  node.shortest = kEndless;
  node.longest = 0;
  do {
    Node branch = sequence();
    node.shortest = std::min(node.shortest, branch.shortest);
    node.longest = std::max(node.longest, branch.longest);
    node.parts.push_back(std::move(branch));
  } while (skip("|"));
  return node;
}

PatternExamples::Node PatternExamples::sequence() {
  std::vector<Node> parts;
  while (position_ < pattern_.size() && !at('|') && !at(')')) parts.push_back(repeated(atom()));
  return sequence_of(std::move(parts));
}

std::size_t PatternExamples::number() {
  std::size_t value = 0;
  for (; position_ < pattern_.size() && kDigits[static_cast<std::size_t>(pattern_[position_])];
       ++position_) {
    value = 10 * value + static_cast<std::size_t>(pattern_[position_] - '0');
  }
  return value;
}

PatternExamples::Node PatternExamples::repeated(Node node) {
  std::size_t least = 1, most = 1;
  if (skip("*")) {
    least = 0, most = kEndless;
  } else if (skip("+")) {
    most = kEndless;
  } else if (skip("?")) {
    least = 0;
  } else if (skip("{")) {
    least = most = number();
    if (skip(",")) most = at('}') ? kEndless : number();
    if (!skip("}")) throw std::invalid_argument("cannot read " + pattern_);
  } else {
    return node;
  }
  Node repeat{Node::Kind::kRepeat};
  repeat.least = least;
  repeat.most = most;
  repeat.shortest = least * node.shortest;
  repeat.longest = std::min(kEndless, most * std::min(node.longest, kEndless));
  repeat.parts.push_back(std::move(node));
  return repeat;
}

PatternExamples::Node PatternExamples::atom() {
  if (skip("(")) return group();
  if (skip("[")) return one_of(bracketed());
  if (skip("^") || skip("$")) return sequence_of({});
  if (skip(".")) return one_of(kAny);
  if (at('\\')) return one_of(escaped());
  return one_of(Class().set(static_cast<std::size_t>(pattern_.at(position_++))));
}

PatternExamples::Node PatternExamples::group() {
  const bool is_look_around = skip("?<!") || skip("?<=") || skip("?!") || skip("?=");
  skip("?:");
  Node inner = alternatives();
  if (!skip(")")) throw std::invalid_argument("cannot read " + pattern_);
  return is_look_around ? sequence_of({}) : inner;
}

PatternExamples::Class PatternExamples::escaped() {
  ++position_;
  const char c = pattern_.at(position_++);
  if (c == 'd') return kDigits;
  if (c == 'w') return kDigits | kLetters | Class().set('_');
  if (c == 's') return kSpaces;
  if (c == 'S') return ~kSpaces;
  if (c != 'p') return Class().set(static_cast<std::size_t>(c));
  const std::size_t end = pattern_.find('}', position_);
  const std::string name = pattern_.substr(position_ + 1, end - position_ - 1);
  position_ = end + 1;
  if (name == "L") return kLetters;
  if (name == "N") return kDigits;
  if (name == "Z") return Class().set(' ');
  if (name == "Alnum") return kLetters | kDigits;
  throw std::invalid_argument("unknown class " + name);
}

PatternExamples::Class PatternExamples::bracketed() {
  const bool is_negated = skip("^");
  Class characters;
  while (!skip("]")) {
    if (at('\\')) {
      characters |= escaped();
      continue;
    }
    const char first = pattern_.at(position_++);
    if (at('-') && pattern_.at(position_ + 1) != ']' && pattern_.at(position_ + 1) != '\\') {
      characters |= between(first, pattern_.at(++position_));
      ++position_;
    } else {
      characters.set(static_cast<std::size_t>(first));
    }
  }
  return is_negated ? ~characters : characters;
}

PatternExamples::Node PatternExamples::one_of(const Class& characters) {
  Node node{Node::Kind::kCharacter};
  for (const char liked : {'a', 'A', '0'}) {
    node.character = liked;
    if (characters[static_cast<std::size_t>(liked)]) return node;
  }
  std::size_t c = 0;
  while (!characters[c]) ++c;
  node.character = static_cast<char>(c);
  return node;
}

std::optional<std::string> PatternExamples::filled(const Node& node, std::size_t length) {
  if (length < node.shortest || length > node.longest) return std::nullopt;
  switch (node.kind) {
    case Node::Kind::kCharacter:
      return std::string(1, node.character);
    case Node::Kind::kSequence:
      return filled_from(node, 0, length);
    case Node::Kind::kRepeat:
      return filled_repeat(node, length);
    case Node::Kind::kChoice:
      break;
  }
  for (const Node& branch : node.parts) {
    if (auto text = filled(branch, length)) return text;
  }
  return std::nullopt;
}

// The first part takes as much as it can, the others what is left.
std::optional<std::string> PatternExamples::filled_from(const Node& node,
                                                        std::size_t part,
                                                        std::size_t length) {
  if (part == node.parts.size()) return length == 0 ? std::optional<std::string>("") : std::nullopt;
  const Node& first = node.parts[part];
  for (std::size_t take = std::min(first.longest, length) + 1; take-- > first.shortest;) {
    auto head = filled(first, take);
    if (!head) continue;
    if (auto tail = filled_from(node, part + 1, length - take)) return *head + *tail;
  }
  return std::nullopt;
}

std::optional<std::string> PatternExamples::filled_repeat(const Node& node, std::size_t length) {
  const Node& part = node.parts.front();
  const std::size_t each = std::max<std::size_t>(1, part.shortest);
  const std::size_t most = std::min(node.most, std::max(node.least, length / each));
  for (std::size_t count = most + 1; count-- > node.least;) {
    std::string text;
    std::size_t left = length;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t others = (count - 1 - i) * part.shortest;
      const auto filling =
          left < others ? std::nullopt : filled(part, std::min(part.longest, left - others));
      if (!filling) break;
      text += *filling;
      left -= filling->size();
    }
    if (text.size() == length) return text;
  }
  return std::nullopt;
}

}  // namespace tuner::aws
