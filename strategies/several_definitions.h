// One search for a job with several definitions: a strategy for each, and one budget that is split by what pays.
//
//   ask    definition_split.h says who is next; that definition's strategy suggests. One that has nothing to suggest now is passed over.
//   tell   goes to the strategy of the definition that the suggestion belongs to, and to the split
//
// A result that violates a constraint does not count in the split. Losses of different definitions are compared with each other, so they
// have to be of one kind.
//
// In the flow: a Strategy around others, made by the registry. No early stopping: trainings of different definitions are not comparable
// on their way.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "strategies/definition_split.h"
#include "tuner/strategy.h"

namespace tuner {

class SeveralDefinitions final : public Strategy {
 public:
  // In the order of the definitions. Contract: not empty, no null pointers.
  explicit SeveralDefinitions(std::vector<std::unique_ptr<Strategy>> inner);

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override;
  void recall(TrialId first, std::span<const Suggestion> suggestions) override;
  // An outcome of a definition that does not exist teaches nothing. A trial that nobody asked for counts as one that was suggested.
  void tell(const Outcome& outcome) override;
  void prepare() override;
  void rest() override;
  bool exhausted() const override;
  // What the strategy of the definition with the best result recommends.
  std::optional<TrialId> recommended() const override;

 private:
  // nullopt: no definition has anything to suggest now.
  Result<std::optional<Suggestion>> next(TrialId trial);

  void suggested(TrialId trial, std::size_t definition);

  std::vector<std::unique_ptr<Strategy>> inner_;
  DefinitionSplit split_;
  std::set<TrialId> running_;  // suggested and not told
};

}  // namespace tuner
