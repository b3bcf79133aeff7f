// One compiled regular expression: PCRE2 with its just-in-time compiler, behind a header that does
// not show it.
//
// Python's dialect (named groups as (?P<name>…), look-around, lazy quantifiers); characters are
// UTF-8, and bytes that are not match nothing. A search is bounded in steps, heap and stack, so
// that no expression and no line can stall the tuner. A copy shares the compiled expression and
// searches independently.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;
struct pcre2_real_jit_stack_8;

namespace tuner {

class Pattern {
 public:
  // kInvalidArgument with the position of the error and a caret under it.
  static Result<Pattern> compile(std::string_view expression);
  Pattern(const Pattern& other) : Pattern(other.code_, other.group_names_) {}
  Pattern(Pattern&&) = default;
  Pattern& operator=(Pattern&&) = default;

  enum class Outcome { kMatch, kNoMatch, kLimit };
  // The first match. After kMatch the groups can be asked for, while `text` lives.
  Outcome search(std::string_view text);

  // The same without groups to ask for; any number of threads may call it at once.
  Outcome test(std::string_view text) const;

  // Group numbers from 1 to group_count(); nullopt: it took no part in the last match.
  std::size_t group_count() const { return group_names_.size() - 1; }
  std::optional<std::string_view> group(std::size_t number) const;
  const std::string& group_name(std::size_t number) const { return group_names_[number]; }

 private:
  struct Free {
    void operator()(pcre2_real_match_data_8* data) const;
    void operator()(pcre2_real_match_context_8* context) const;
    void operator()(pcre2_real_jit_stack_8* stack) const;
  };

  using Code = std::shared_ptr<const pcre2_real_code_8>;

  Pattern(Code code, std::vector<std::string> group_names);

  Code code_;
  std::unique_ptr<pcre2_real_match_data_8, Free> data_;
  std::unique_ptr<pcre2_real_jit_stack_8, Free> stack_;
  std::unique_ptr<pcre2_real_match_context_8, Free> context_;
  std::vector<std::string> group_names_;
  std::string_view text_;  // of the last search
  std::size_t groups_set_ = 0;
};

}  // namespace tuner
