#include "strategies/early_stop.h"

#include <utility>

#include "tuner/job/constraint.h"

namespace tuner {

EarlyStop::EarlyStop(const TuningJobSpec& spec, std::unique_ptr<Strategy> inner)
    : StrategyAround(std::move(inner)), rules_(spec) {}

void EarlyStop::tell(const Outcome& outcome) {
  rules_.on_end(outcome.trial,
                outcome.status == TrialStatus::kSucceeded && violation_of(outcome.excesses) == 0.0);
  inner().tell(outcome);
}

Verdict EarlyStop::watch(const Progress& progress) {
  const Verdict verdict = inner().watch(progress);
  auto mine = rules_.on_value(progress.trial, progress.step, progress.loss);
  return mine ? std::move(mine) : verdict;
}

}  // namespace tuner
