#include "strategies/auto.h"

#include <utility>
#include <vector>

#include "strategies/bayesian.h"
#include "strategies/cma_es.h"
#include "strategies/key_set.h"
#include "strategies/strategy_around.h"
#include "strategies/tier_choice.h"
#include "strategies/tpe.h"
#include "tuner/space/configuration_key.h"

namespace tuner {
namespace {

std::unique_ptr<Strategy> make(Tier tier,
                               const SearchSpace& space,
                               std::uint64_t seed,
                               const RelatedTasks& related) {
  switch (tier) {
    case Tier::kTpe:
      return make_tpe(space, seed);
    case Tier::kCmaEs:
      return make_cma_es(space, seed);
    case Tier::kBayesian:
      break;
  }
  return make_bayesian(space, seed, 1, related);
}

class Auto final : public StrategyAround {
 public:
  Auto(const SearchSpace& space, std::uint64_t seed, RelatedTasks related)
      : StrategyAround(make(Tier::kBayesian, space, seed, related)),
        space_(space),
        seed_(seed),
        related_(std::move(related)),
        choice_(space),
        tried_(space.size()) {}

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override {
    TUNER_ASSIGN_OR_RETURN(std::vector<Suggestion> suggestions, inner().ask(first, count));
    remember(first, suggestions);
    return suggestions;
  }

  void recall(TrialId first, std::span<const Suggestion> suggestions) override {
    inner().recall(first, suggestions);
    remember(first, suggestions);
  }

  void tell(const Outcome& outcome) override {
    inner().tell(outcome);
    history_.push_back(
        {outcome.trial,
         place_of(outcome.suggestion.configuration),
         true,
         outcome.status,
         outcome.failure,
         outcome.losses.empty() ? std::nullopt : std::optional(outcome.losses.front()),
         outcome.excesses});
    const Tier before = choice_.tier();
    choice_.ended(outcome.trial, outcome.ran_for);
    if (choice_.tier() != before) move();
  }

 private:
  // A suggestion, or how it ended: what the strategies that are chosen from look at.
  struct Event {
    TrialId trial;
    std::uint32_t place;  // in tried_, or kElsewhere
    bool told = false;
    TrialStatus status = {};
    FailureClass failure = {};
    std::optional<double> loss = {};
    std::vector<double> excesses = {};
  };
  static constexpr std::uint32_t kElsewhere = 0xFFFFFFFF;  // no configuration of the space

  std::uint32_t place_of(const Configuration& configuration) {
    return space_.check(configuration) ? tried_.insert(key_of(space_, configuration)) : kElsewhere;
  }

  void remember(TrialId first, std::span<const Suggestion> suggestions) {
    for (const Suggestion& suggestion : suggestions) {
      history_.push_back({first, place_of(suggestion.configuration)});
      choice_.started(first);
      ++first.number;
    }
  }

  void move() {
    replace(make(choice_.tier(), space_, seed_, related_));
    for (const Event& event : history_) repeat(event);
  }

  // A configuration from elsewhere teaches nothing, whatever it was: the empty one is another such.
  void repeat(const Event& event) {
    Suggestion suggestion;
    if (event.place != kElsewhere)
      suggestion.configuration = configuration_of(space_, tried_.at(event.place));
    if (!event.told) return inner().recall(event.trial, {&suggestion, 1});
    Outcome outcome{event.trial, std::move(suggestion), event.status, event.failure};
    if (event.loss) outcome.losses = {*event.loss};
    outcome.excesses = event.excesses;
    inner().tell(outcome);
  }

  SearchSpace space_;
  std::uint64_t seed_;
  RelatedTasks related_;
  TierChoice choice_;
  KeySet tried_;
  std::vector<Event> history_;  // in order
};

}  // namespace

std::unique_ptr<Strategy> make_auto(const SearchSpace& space,
                                    std::uint64_t seed,
                                    RelatedTasks related) {
  return std::make_unique<Auto>(space, seed, std::move(related));
}

}  // namespace tuner
