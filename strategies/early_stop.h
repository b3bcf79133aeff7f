// Stops running trials that promise too little; everything else is left to another strategy.
//
//   Which ones: stopping_rules.h. A trial that was stopped counts with its last value, as one that came so far by itself.
//
// In the flow: the registry puts it around the strategy of a job whose specification has a rule.
#pragma once

#include <memory>

#include "strategies/stopping_rules.h"
#include "strategies/strategy_around.h"

namespace tuner {

class EarlyStop final : public StrategyAround {
 public:
  EarlyStop(const TuningJobSpec& spec, std::unique_ptr<Strategy> inner);

  void tell(const Outcome& outcome) override;
  Verdict watch(const Progress& progress) override;

 private:
  StoppingRules rules_;
};

}  // namespace tuner
