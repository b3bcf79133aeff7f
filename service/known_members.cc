#include "service/known_members.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tuner/base/log.h"
#include "tuner/base/text.h"

namespace tuner {
namespace {

// "; did you mean 'direction'?", or nothing. How many are asked for is 'n' in lines and 'count' over HTTP, which no spelling tells.
std::string meant_by(std::string_view name, const std::vector<std::string>& known) {
  for (const auto& [here, elsewhere] : {std::pair("n", "count"), std::pair("count", "n")}) {
    if (name == elsewhere && std::ranges::find(known, here) != known.end())
      return did_you_mean(here, known);
  }
  return did_you_mean(name, known);
}

}  // namespace

std::vector<UnknownMember> unknown_members(const Node& object,
                                           std::initializer_list<std::string_view> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  std::vector<UnknownMember> members;
  for (const Node& each : object.children) {
    if (std::ranges::find(names, each.key) != names.end()) continue;
    const std::string hint = meant_by(each.key, names);
    members.push_back({{ErrorCode::kInvalidArgument,
                        "there is no member '" + each.key + "' here" + hint,
                        "/" + pointer_token(each.key)},
                       !hint.empty()});
  }
  return members;
}

Result<void> check_spelling(const Node& object, std::initializer_list<std::string_view> known) {
  for (const auto& [problem, misspelt] : unknown_members(object, known)) {
    if (misspelt) return fail(problem.code, problem.message);
    log::warning("ask-tell", problem.message + ", and it is left out of account");
  }
  return {};
}

Result<void> check_members(const Node& object, std::initializer_list<std::string_view> known) {
  const std::vector<UnknownMember> members = unknown_members(object, known);
  if (members.empty()) return {};
  return fail(members.front().problem.code, members.front().problem.message);
}

}  // namespace tuner
