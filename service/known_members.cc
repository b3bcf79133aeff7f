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

std::vector<Error> unknown_members(const Node& object,
                                   std::initializer_list<std::string_view> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  std::vector<Error> problems;
  for (const Node& each : object.children) {
    if (std::ranges::find(names, each.key) != names.end()) continue;
    problems.push_back({ErrorCode::kInvalidArgument,
                        "there is no member '" + each.key + "' here" + meant_by(each.key, names),
                        "/" + pointer_token(each.key)});
  }
  return problems;
}

Result<void> check_spelling(const Node& object, std::initializer_list<std::string_view> known) {
  for (const Error& each : unknown_members(object, known)) {
    if (each.message.ends_with('?')) return fail(each.code, each.message);
    log::warning("ask-tell", each.message + ", and it is left out of account");
  }
  return {};
}

Result<void> check_members(const Node& object, std::initializer_list<std::string_view> known) {
  const std::vector<Error> problems = unknown_members(object, known);
  if (problems.empty()) return {};
  return fail(problems.front().code, problems.front().message);
}

}  // namespace tuner
