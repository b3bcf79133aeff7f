// ASHA with promotion: trials end at a rung, and the best of them are continued by new trials.
//
//   ask    for each trial: at the highest rung where there is one, the best trial that was not continued yet and is among the
//          ⌊m/η⌋ best of the m that completed this rung, is continued up to the next budget; else another strategy suggests a new
//          configuration, with the budget of its bracket (brackets.h)
//   tell   a trial that succeeded has completed the rung that is its budget. The best: those that keep every constraint first,
//          then by loss, then by number
//
// What failed, or was stopped before its budget, is never continued. A continuation that was cancelled may be suggested again. To the
// other strategy a continuation is a suggestion that it recalls.
//
// In the flow: a Strategy around another one, made by the registry where a resource says promotion (docs/adr/0010). The scheduler knows
// nothing of rungs: a continuation is a trial like any other.
//
// Source  [Li2020] algorithm 2.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "strategies/strategy_around.h"
#include "tuner/job/early_stopping.h"

namespace tuner {

class Promotion final : public StrategyAround {
 public:
  Promotion(const Resource& resource, std::uint64_t seed, std::unique_ptr<Strategy> inner);

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override;
  void recall(TrialId first, std::span<const Suggestion> suggestions) override;
  void tell(const Outcome& outcome) override;
  // No new configurations, none to continue, and none whose end could change that.
  bool exhausted() const override;

 private:
  struct Place {
    double violation, loss;
    TrialId trial;
    auto operator<=>(const Place&) const = default;
  };
  struct Completed {
    Place place;
    Configuration configuration;
  };

  std::optional<Suggestion> continuation() const;
  void suggested(TrialId trial, const Suggestion& suggestion);
  // The trial of the rung below that a suggestion continues, also where it repeats one that was cut short.
  std::optional<TrialId> promoted_by(const Suggestion& suggestion) const;
  void complete(const Outcome& outcome);

  Resource resource_;
  std::uint64_t seed_;
  std::vector<std::int64_t> budgets_;            // ascending
  std::vector<std::vector<Completed>> at_rung_;  // by rung, the best first
  std::set<TrialId> continued_;
  std::map<TrialId, TrialId> cut_short_;  // which trial each of them continued
  std::set<TrialId> running_;             // that may come to be continued
};

}  // namespace tuner
