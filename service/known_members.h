// Which members an object of JSON may have: the same check at both doors of a search, HTTP and ask-tell lines.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/document.h"

namespace tuner {

struct UnknownMember {
  Error problem;          // at its place, with the name that was probably meant
  bool misspelt = false;  // there is such a name
};
std::vector<UnknownMember> unknown_members(const Node& object,
                                           std::initializer_list<std::string_view> known);

// The first of them, where one sentence is said, without its place.
Result<void> check_members(const Node& object, std::initializer_list<std::string_view> known);

// Only those that were probably meant to be one that is known are refused; of others, which another program may have its reasons
// for, a warning is logged.
Result<void> check_spelling(const Node& object, std::initializer_list<std::string_view> known);

}  // namespace tuner
