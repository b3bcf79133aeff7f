// Stops a running trial that does worse than the median of those before it; everything else is left
// to another strategy.
//
//   A new value at step s stops its trial when it is greater than
//       median over completed trials i of  mean of the losses of i up to step s.
//
//   Completed trials that violate a constraint do not count: what is bought by a violation is no measure
//   for those that keep it.
//
//   Judged from a trial's fourth value on, and once five completed trials have a value by step s:
//   sooner, half of all trials would be stopped on a comparison of first values. A step that is
//   seen again (a retried trial) replaces what came after it.
//
// Source  Amazon SageMaker's early stopping "Auto", after the median stopping rule of [Golovin2017]
// section 3.3.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "tuner/strategy.h"

namespace tuner {

class MedianStop final : public Strategy {
 public:
  static constexpr std::size_t kFirstJudgedValue = 4;
  static constexpr std::size_t kMinCompleted = 5;

  explicit MedianStop(std::unique_ptr<Strategy> inner);

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override;
  void recall(TrialId first, std::span<const Suggestion> suggestions) override;
  void tell(const Outcome& outcome) override;
  Verdict watch(const Progress& progress) override;
  void prepare() override { inner_->prepare(); }
  void rest() override { inner_->rest(); }
  bool exhausted() const override { return inner_->exhausted(); }
  std::optional<TrialId> recommended() const override { return inner_->recommended(); }

 private:
  struct Value {
    std::int64_t step = 0;
    double sum = 0.0;  // of the losses up to and including this one
  };
  using Series = std::vector<Value>;  // by increasing step

  bool is_worse_than_median(const Progress& progress) const;

  std::unique_ptr<Strategy> inner_;
  std::map<TrialId, Series> running_;
  std::vector<Series> completed_;
};

}  // namespace tuner
