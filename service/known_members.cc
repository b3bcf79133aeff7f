#include "service/known_members.h"

#include <algorithm>
#include <string>

#include "tuner/base/text.h"

namespace tuner {
namespace {

// What other programs call it, which no spelling leads to.
std::string_view our_name_for(std::string_view name) { return name == "n" ? "count" : name; }

}  // namespace

std::vector<Error> unknown_members(const Node& object,
                                   std::initializer_list<std::string_view> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  std::vector<Error> problems;
  for (const Node& each : object.children) {
    if (std::ranges::find(names, each.key) != names.end()) continue;
    problems.push_back(
        {ErrorCode::kInvalidArgument,
         "there is no member '" + each.key + "' here" + did_you_mean(our_name_for(each.key), names),
         "/" + pointer_token(each.key)});
  }
  return problems;
}

Result<void> check_members(const Node& object, std::initializer_list<std::string_view> known) {
  const std::vector<Error> problems = unknown_members(object, known);
  if (problems.empty()) return {};
  return fail(problems.front().code, problems.front().message);
}

}  // namespace tuner
