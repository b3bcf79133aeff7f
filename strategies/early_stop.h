// Stops running trials that promise too little; everything else is left to another strategy.
//
//   Which ones: stopping_rules.h. A trial that was stopped counts with its last value, as one that came so far by itself.
//
// In the flow: the registry puts it around the strategy of a job whose specification has a rule.
#pragma once

#include <memory>
#include <vector>

#include "strategies/stopping_rules.h"
#include "tuner/strategy.h"

namespace tuner {

class EarlyStop final : public Strategy {
 public:
  EarlyStop(const TuningJobSpec& spec, std::unique_ptr<Strategy> inner);

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override {
    return inner_->ask(first, count);
  }
  void recall(TrialId first, std::span<const Suggestion> suggestions) override {
    inner_->recall(first, suggestions);
  }
  void tell(const Outcome& outcome) override;
  Verdict watch(const Progress& progress) override;
  void prepare() override { inner_->prepare(); }
  void rest() override { inner_->rest(); }
  bool exhausted() const override { return inner_->exhausted(); }
  std::optional<TrialId> recommended() const override { return inner_->recommended(); }

 private:
  std::unique_ptr<Strategy> inner_;
  StoppingRules rules_;
};

}  // namespace tuner
