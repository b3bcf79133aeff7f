// Some configurations before everything else; then another strategy.
//
//   The next of them that was not tried yet is suggested until there is none left: not tried means neither suggested nor told,
//   earlier results included. To the other strategy each is a suggestion of its own that it recalls.
//
// In the flow: a Strategy around another one, made by the registry for configurations that users name and for the best ones of
// related tasks.
#pragma once

#include <memory>
#include <vector>

#include "strategies/strategy_around.h"
#include "tuner/space/configuration_key.h"

namespace tuner {

class StartFirst final : public StrategyAround {
 public:
  // Contract: every configuration passes space.check().
  StartFirst(const SearchSpace& space,
             std::vector<Configuration> start,
             std::unique_ptr<Strategy> inner);

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override;
  void recall(TrialId first, std::span<const Suggestion> suggestions) override;
  void tell(const Outcome& outcome) override;

 private:
  void tried(const Configuration& configuration);

  SearchSpace space_;
  std::vector<ConfigurationKey> waiting_;  // in order
};

}  // namespace tuner
