#include "bench/regret/search_run.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "bench/regret/quantile.h"
#include "strategies/ask_tell.h"
#include "tuner/base/rng.h"

namespace tuner::regret {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSpread = 0.5;  // of the logarithm of a trial's duration

class Simulation {
 public:
  Simulation(const Problem& problem, const SearchSetting& setting, AskTell search)
      : problem_(problem), setting_(setting), search_(std::move(search)) {}

  Result<SearchRun> run() {
    TUNER_RETURN_IF_ERROR(fill());
    while (!running_.empty()) {
      TUNER_RETURN_IF_ERROR(end_next());
      TUNER_RETURN_IF_ERROR(fill());
    }
    const auto best = search_.best();
    run_.recommended = best ? problem_.loss(best->configuration) : kInfinity;
    run_.seconds = 0.0;
    for (const double each : milliseconds_) run_.seconds += each / 1e3;
    run_.milliseconds_p50 = quantile(milliseconds_, 0.5);
    run_.milliseconds_p95 = quantile(milliseconds_, 0.95);
    return std::move(run_);
  }

 private:
  struct Running {
    NumberedSuggestion suggestion;
    double asking = 0.0;  // milliseconds
  };

  // Starts trials until all workers are busy, the budget is spent, or the strategy waits for results.
  Result<void> fill() {
    while (running_.size() < setting_.workers && started_ < setting_.budget) {
      const auto before = Clock::now();
      auto suggestion = search_.ask();
      const double asking = since(before);
      if (!suggestion && suggestion.error().code == ErrorCode::kFailedPrecondition) return {};
      if (!suggestion) return fail(std::move(suggestion).error());
      const double duration = std::exp(kSpread * draw(suggestion->trial, "duration").normal());
      const auto end = std::pair(now_ + duration, suggestion->trial);
      running_.emplace(end, Running{std::move(*suggestion), asking});
      ++started_;
    }
    return {};
  }

  Result<void> end_next() {
    auto node = running_.extract(running_.begin());
    now_ = node.key().first;
    const auto& [suggestion, asking] = node.mapped();
    const double loss = problem_.loss(suggestion.configuration);
    const double noise =
        problem_.noise > 0.0 ? problem_.noise * draw(suggestion.trial, "noise").normal() : 0.0;
    const bool kept = problem_.keeps_constraints(suggestion.configuration);
    std::vector<double> excesses;
    if (problem_.excesses && !setting_.violations_fail)
      excesses = problem_.excesses(suggestion.configuration);
    const auto before = Clock::now();
    if (!kept && setting_.violations_fail) {
      TUNER_RETURN_IF_ERROR(search_.tell_failed(suggestion.trial));
    } else {
      TUNER_RETURN_IF_ERROR(search_.tell(suggestion.trial, loss + noise, std::move(excesses)));
    }
    milliseconds_.push_back(asking + since(before));
    if (kept && loss + noise < lowest_) {
      lowest_ = loss + noise;
      run_.incumbents.push_back({run_.trials, loss});
    }
    ++run_.trials;
    return {};
  }

  Rng draw(TrialId trial, const std::string& what) const {
    return Rng::for_trial(setting_.seed, trial, what + " of " + problem_.name);
  }

  static double since(Clock::time_point before) {
    return std::chrono::duration<double, std::milli>(Clock::now() - before).count();
  }

  const Problem& problem_;
  const SearchSetting& setting_;
  AskTell search_;
  std::map<std::pair<double, TrialId>, Running> running_;  // by the time at which they end
  std::size_t started_ = 0;
  double now_ = 0.0;
  double lowest_ = kInfinity;
  std::vector<double> milliseconds_;
  SearchRun run_;
};

}  // namespace

double SearchRun::found() const { return incumbents.empty() ? kInfinity : incumbents.back().loss; }

Result<SearchRun> run_search(const Problem& problem, const SearchSetting& setting) {
  TUNER_ASSIGN_OR_RETURN(
      AskTell search,
      AskTell::create(problem.space, {setting.strategy, setting.seed, setting.prior}));
  return Simulation(problem, setting, std::move(search)).run();
}

}  // namespace tuner::regret
