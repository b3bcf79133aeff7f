#include "strategies/minimize.h"

#include <exception>
#include <limits>
#include <string>
#include <utility>

namespace tuner {

Result<Minimum> minimize(const std::function<double(const Configuration&)>& function,
                         const SearchSpace& space,
                         const MinimizeOptions& options) {
  TUNER_ASSIGN_OR_RETURN(AskTell search, AskTell::create(space, options.search));
  std::string last_reason = "its values were not finite";
  const auto evaluate = [&](const Configuration& configuration) {
    try {
      return function(configuration);
    } catch (const std::exception& exception) {
      last_reason = exception.what();
      return std::numeric_limits<double>::quiet_NaN();
    }
  };
  while (search.history().size() < options.evaluations) {
    auto suggestion = search.ask();
    if (!suggestion && suggestion.error().code == ErrorCode::kFailedPrecondition) break;  // used up
    if (!suggestion) return fail(std::move(suggestion).error());
    TUNER_RETURN_IF_ERROR(search.tell(suggestion->trial, evaluate(suggestion->configuration)));
  }
  const auto history = search.history();
  auto best = search.best_observed();
  if (!best) {
    return fail(
        ErrorCode::kFailedPrecondition,
        "none of " + std::to_string(history.size()) + " evaluations succeeded: " + last_reason);
  }
  return Minimum{std::move(best->configuration), *best->loss, {history.begin(), history.end()}};
}

}  // namespace tuner
