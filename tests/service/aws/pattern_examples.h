// Texts that a regular expression matches as a whole, for tests. It reads the part of the language that the shapes of the AWS
// services use: characters, escapes, classes, groups, alternatives, repeats; anchors and look-around are taken as empty, so
// that a test holds each example against the real matcher.
#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuner::aws {

class PatternExamples {
 public:
  explicit PatternExamples(std::string_view pattern);

  // A text of just that many characters, all of them ASCII; nullopt: the expression has none.
  std::optional<std::string> of_length(std::size_t length) const { return filled(root_, length); }
  std::size_t shortest() const { return root_.shortest; }

 private:
  struct Node {
    enum class Kind { kCharacter, kSequence, kChoice, kRepeat };
    Kind kind;
    char character = 'a';
    std::vector<Node> parts = {};
    std::size_t least = 1, most = 1;        // of a repeat
    std::size_t shortest = 1, longest = 1;  // lengths of its texts
  };
  using Class = std::bitset<128>;

  Node alternatives();
  Node sequence();
  Node repeated(Node node);
  Node atom();
  Node group();
  Class bracketed();
  Class escaped();
  std::size_t number();
  bool at(char c) const { return position_ < pattern_.size() && pattern_[position_] == c; }
  bool skip(std::string_view text);

  static Node one_of(const Class& characters);
  static Node sequence_of(std::vector<Node> parts);
  static std::optional<std::string> filled(const Node& node, std::size_t length);
  static std::optional<std::string> filled_from(const Node& node,
                                                std::size_t part,
                                                std::size_t length);
  static std::optional<std::string> filled_repeat(const Node& node, std::size_t length);

  std::string pattern_;
  std::size_t position_ = 0;
  Node root_;
};

}  // namespace tuner::aws
