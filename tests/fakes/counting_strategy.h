// A strategy whose n-th suggestion is {"x": n}: enough to see what a scheduler does with suggestions.
#pragma once

#include <vector>

#include "tuner/strategy.h"

namespace tuner {

class CountingStrategy final : public Strategy {
 public:
  std::size_t size = 1'000'000;  // exhausted after so many suggestions
  std::size_t at_most_per_ask = 1'000'000;
  double stop_above = 1e300;  // watch() stops a trial whose loss exceeds it
  bool fail_next_ask = false;
  std::size_t definitions = 1;  // suggested for in turn
  std::vector<Outcome> told;
  std::size_t asks = 0, recalled = 0;

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override {
    ++asks;
    if (fail_next_ask) return fail(ErrorCode::kNumerical, "no model");
    std::vector<Suggestion> suggestions;
    for (std::size_t i = 0; i < std::min(count, at_most_per_ask) && !exhausted();
         ++i, ++suggested_) {
      suggestions.push_back({{{"x", static_cast<std::int64_t>(first.number + i)}}});
      suggestions.back().definition = (first.number + i - 1) % definitions;
    }
    return suggestions;
  }
  void recall(TrialId, std::span<const Suggestion> suggestions) override {
    suggested_ += suggestions.size();
    recalled += suggestions.size();
  }
  void tell(const Outcome& outcome) override { told.push_back(outcome); }
  Verdict watch(const Progress& progress) override {
    if (progress.loss <= stop_above) return std::nullopt;
    return StopReason{
        "counting", progress.step, StopComparison{progress.loss, stop_above, "the most"}};
  }
  bool exhausted() const override { return suggested_ >= size; }

 private:
  std::size_t suggested_ = 0;
};

}  // namespace tuner
