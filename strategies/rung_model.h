// What a model learns where trials end at rungs: the losses of one rung, and no others.
//
//   level   the highest budget with at least D + 2 results, D parameters; the lowest while there is none
//   tell    goes on to another strategy with the loss that the trial had at the level; a trial without one teaches it nothing but
//           that it was tried; a failure is told as it is
//
// When the level rises, a new strategy takes the place of the other: it recalls every suggestion, and is told all trials that have
// ended, in their order. A loss at a rung is the lowest up to the first value at or beyond it, as asha judges; of a trial that
// was granted a budget, its last value; of a complete training, its last value at max.
//
// Source  [Falkner2018] (BOHB).
// In the flow: a Strategy around one that learns, inside of early_stop.h or promotion.h.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "strategies/strategy_around.h"
#include "tuner/job/early_stopping.h"

namespace tuner {

class RungModel final : public StrategyAround {
 public:
  using Make = std::function<std::unique_ptr<Strategy>()>;

  // `make` gives the same strategy each time.
  RungModel(const Resource& resource, std::size_t parameters, Make make);

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override;
  void recall(TrialId first, std::span<const Suggestion> suggestions) override;
  void tell(const Outcome& outcome) override;
  Verdict watch(const Progress& progress) override;

 private:
  using Losses = std::vector<std::optional<double>>;  // by budget
  struct Ended {
    Outcome outcome;
    Losses losses;
  };
  struct Running {
    double best;
    std::int64_t step;  // the last
    Losses losses;
  };

  void remember(TrialId first, std::span<const Suggestion> suggestions);
  Losses losses_of(const Outcome& outcome);
  Outcome lesson(const Ended& ended) const;
  void begin_anew();

  std::vector<std::int64_t> budgets_;  // ascending
  std::size_t enough_;                 // results
  Make make_;
  std::size_t level_ = 0;             // of budgets_
  std::vector<std::size_t> results_;  // by budget
  std::map<TrialId, Suggestion> suggested_;
  std::map<TrialId, Running> running_;  // that had values
  std::vector<Ended> ended_;            // in the order of their ends
};

}  // namespace tuner
