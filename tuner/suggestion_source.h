// Where a step of the scheduler takes its new suggestions from.
//
//   asked         the strategy is asked: a job that runs
//   recalled      from the log; the strategy recalls them, which costs nothing: a restart
//   asked again   the strategy is asked for as many as the log has: a proof that they come out again
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/events.h"
#include "tuner/strategy.h"

namespace tuner {

class SuggestionSource {
 public:
  virtual ~SuggestionSource() = default;
  // How many, for the trials from `first` on.
  virtual std::size_t wanted(TrialId first, std::size_t free_slots) const = 0;
  // At most `count` of them.
  virtual Result<std::vector<Suggestion>> next(Strategy& strategy,
                                               TrialId first,
                                               std::size_t count) = 0;
};

class AskedSuggestions final : public SuggestionSource {
 public:
  AskedSuggestions() = default;
  // Again: for as many as were recorded, whatever the capacity is today.
  explicit AskedSuggestions(std::span<const Action> recorded);
  std::size_t wanted(TrialId first, std::size_t free_slots) const override;
  Result<std::vector<Suggestion>> next(Strategy& strategy,
                                       TrialId first,
                                       std::size_t count) override;

 private:
  std::optional<std::vector<StartRun>> recorded_;
};

// As many as were recorded, whatever the capacity is today.
class RecalledSuggestions final : public SuggestionSource {
 public:
  explicit RecalledSuggestions(std::span<const Action> recorded);
  std::size_t wanted(TrialId first, std::size_t) const override;
  Result<std::vector<Suggestion>> next(Strategy& strategy, TrialId first, std::size_t) override;

 private:
  std::vector<StartRun> recorded_;
};

}  // namespace tuner
