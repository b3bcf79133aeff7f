#include "strategies/with_prior.h"

#include <algorithm>
#include <string>
#include <utility>

#include "strategies/start_first.h"
#include "tuner/model/related_results.h"

namespace tuner {
namespace {

Result<void> check_losses(const std::vector<EarlierResult>& results,
                          std::size_t objectives,
                          const std::string& at) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::size_t count = results[i].losses.size();
    if (count == 0 || count == objectives) continue;
    return fail(ErrorCode::kInvalidArgument,
                "a result has " + std::to_string(count) + " losses where there are " +
                    std::to_string(objectives) + " objectives",
                at + "/" + std::to_string(i));
  }
  return {};
}

// Every result with losses has as many excesses as the first of them.
Result<void> check_excesses(const std::vector<EarlierResult>& results) {
  const std::size_t wanted = constraints_of(results).value_or(0);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::size_t count = results[i].excesses.size();
    if (results[i].losses.empty() || count == wanted) continue;
    return fail(ErrorCode::kInvalidArgument,
                "a result has " + std::to_string(count) + " excesses where there are " +
                    std::to_string(wanted) + " constraints",
                "/earlier/" + std::to_string(i));
  }
  return {};
}

}  // namespace

std::optional<std::size_t> constraints_of(const std::vector<EarlierResult>& results) {
  const auto valued = std::find_if(
      results.begin(), results.end(), [](const auto& each) { return !each.losses.empty(); });
  return valued == results.end() ? std::nullopt : std::optional(valued->excesses.size());
}

Result<void> check_prior(const Prior& prior, const SearchSpace& space, std::size_t objectives) {
  for (std::size_t i = 0; i < prior.start.size(); ++i) {
    const Result<void> legal = space.check(prior.start[i]);
    if (legal) continue;
    const Error& error = legal.error();
    const std::string rule = error.at.starts_with("/forbidden/") ? "" : error.at;
    return fail(error.code, error.message, "/start/" + std::to_string(i) + rule);
  }
  TUNER_RETURN_IF_ERROR(check_losses(prior.earlier, objectives, "/earlier"));
  TUNER_RETURN_IF_ERROR(check_excesses(prior.earlier));
  for (std::size_t t = 0; t < prior.related.size(); ++t) {
    const std::string at = "/related/" + std::to_string(t);
    TUNER_RETURN_IF_ERROR(check_losses(prior.related[t], objectives, at));
  }
  return {};
}

std::unique_ptr<Strategy> with_prior(std::unique_ptr<Strategy> strategy,
                                     const Prior& prior,
                                     const SearchSpace& space,
                                     std::size_t objectives) {
  std::vector<Configuration> start = prior.start;
  const auto best = complementary(space, prior.related, objectives);
  start.insert(start.end(), best.begin(), best.end());
  if (!start.empty()) {
    strategy = std::make_unique<StartFirst>(space, std::move(start), std::move(strategy));
  }
  for (const EarlierResult& result : prior.earlier) {
    strategy->tell({.trial = kBeforeTheJob,
                    .suggestion = {result.configuration},
                    .status = result.status,
                    .failure = result.failure,
                    .losses = result.losses,
                    .excesses = result.excesses});
  }
  return strategy;
}

}  // namespace tuner
