// What a model learns where trials end at rungs: what each would come to at one of them, the level.
//
//   level   the highest budget with at least D + 2 results, D parameters; the lowest while there is none
//   lesson  of a chain of trials (one, or those that continue one another): its loss at the level; of a chain that did not come so far its
//           last loss y_k at a rung k, and what others gained from there:
//             y_k + median over chains with both of (y_level − y_k)
//
// A trial that knows neither teaches another strategy that it was tried, and no more; a failure is told as it is. Whenever the level rises, or
// the results at it have grown by half, the other strategy begins anew: a new one recalls every suggestion and is told all trials in
// their order, by the medians of that moment, each chain with its last trial. In between it is told trials as they end.
//
// A loss at a rung is the lowest up to the first value at or beyond it, as asha judges; of a trial that was granted a budget, or of a complete
// training, its last value.
//
// Source  the level: [Falkner2018] (BOHB), which forgets the trials that did not come so far. Why ours does not: docs/numerics.md, section 23.
// In the flow: a Strategy around one that learns, inside of early_stop.h or promotion.h. A function of the sequence of recalls, tells and
// watched values.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "strategies/loss_curve.h"
#include "strategies/strategy_around.h"
#include "tuner/job/early_stopping.h"

namespace tuner {

class RungModel final : public StrategyAround {
 public:
  using Make = std::function<std::unique_ptr<Strategy>()>;

  // `make` gives the same strategy, of one objective, each time.
  RungModel(const Resource& resource, std::size_t parameters, Make make);

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override;
  void recall(TrialId first, std::span<const Suggestion> suggestions) override;
  void tell(const Outcome& outcome) override;
  Verdict watch(const Progress& progress) override;

 private:
  using Losses = std::vector<std::optional<double>>;  // by budget
  struct Ended {
    Outcome outcome;
    TrialId chain;  // its first trial
    Losses losses;
  };

  void remember(TrialId first, std::span<const Suggestion> suggestions);
  TrialId chain_of(const Outcome& outcome) const;
  Losses losses_of(const Outcome& outcome);
  std::optional<std::size_t> last_rung(const Losses& losses) const;
  Outcome lesson(const Ended& ended) const;
  void begin_anew();
  std::optional<double> gain_from(std::size_t rung) const;

  Resource resource_;
  std::vector<std::int64_t> budgets_;  // ascending
  std::size_t enough_;                 // results
  Make make_;
  std::size_t level_ = 0;                     // of budgets_
  std::size_t anew_at_;                       // results at the level
  std::vector<std::optional<double>> gains_;  // up to the level, by budget
  std::vector<std::size_t> results_;          // by budget
  std::map<TrialId, Suggestion> suggested_;
  std::map<TrialId, LossCurve> curves_;  // of those that run
  std::vector<Ended> ended_;             // in the order of their ends, by number after a beginning
  std::map<TrialId, Losses> chains_;     // by their first trials: of all their trials
  std::map<TrialId, TrialId> first_of_;  // of the trials that have ended
};

}  // namespace tuner
