#include "service/server/suggestion_time.h"

#include "strategies/strategy_around.h"

namespace tuner {
namespace {

class Timed final : public StrategyAround {
 public:
  Timed(std::unique_ptr<Strategy> inner, const Clock& clock, SuggestionTime& time)
      : StrategyAround(std::move(inner)), clock_(clock), time_(time) {}

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override {
    const auto began = clock_.steady();
    auto suggestions = StrategyAround::ask(first, count);
    time_.milliseconds += (clock_.steady() - began).count();
    if (suggestions) time_.suggestions += suggestions->size();
    return suggestions;
  }

 private:
  const Clock& clock_;
  SuggestionTime& time_;
};

}  // namespace

void count_suggestion_time(TunerParts& parts, const Clock& clock, SuggestionTime& time) {
  const auto wrap = [&](std::unique_ptr<Strategy>& strategy) {
    if (strategy) strategy = std::make_unique<Timed>(std::move(strategy), clock, time);
  };
  wrap(parts.strategy);
  for (Extension& extension : parts.extensions) wrap(extension.strategy);
}

}  // namespace tuner
