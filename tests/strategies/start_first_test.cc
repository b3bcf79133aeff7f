#include "strategies/start_first.h"

#include <gtest/gtest.h>

#include "strategies/random.h"
#include "tests/contract/strategy_contract.h"

namespace tuner {
namespace {

Result<std::unique_ptr<Strategy>> made_start_first(const SearchSpace& space, std::uint64_t seed) {
  return std::make_unique<StartFirst>(
      space, std::vector<Configuration>{space.witness()}, make_random(space, seed));
}
INSTANTIATE_TEST_SUITE_P(StartFirst,
                         StrategyContract,
                         testing::Values(StrategyCase{made_start_first}));

SearchSpace hundred() { return SearchSpace::create({{"x", Integer{0, 99}}}).value(); }

Configuration at_x(std::int64_t x) { return {{"x", x}}; }

StartFirst first(std::vector<Configuration> start) {
  return StartFirst(hundred(), std::move(start), make_random(hundred(), 3));
}

std::vector<Configuration> configurations_asked(Strategy& strategy,
                                                std::uint32_t trial,
                                                std::size_t count) {
  std::vector<Configuration> configurations;
  const auto suggestions = strategy.ask({trial}, count).value();
  for (const Suggestion& suggestion : suggestions) {
    configurations.push_back(suggestion.configuration);
  }
  return configurations;
}

Outcome outcome(std::uint32_t trial, const Configuration& configuration) {
  return {TrialId{trial}, {configuration}, TrialStatus::kSucceeded, FailureClass::kNone, {1.0}};
}

TEST(StartFirst, SuggestsThemInOrderAndThenWhatTheOtherStrategySuggests) {
  StartFirst strategy = first({at_x(7), at_x(2)});
  const auto random = make_random(hundred(), 3);
  const Suggestion seven{at_x(7)}, two{at_x(2)};
  random->recall({1}, {&seven, 1});
  random->recall({2}, {&two, 1});
  const auto suggested = configurations_asked(strategy, 1, 4);
  ASSERT_EQ(suggested.size(), 4U);
  EXPECT_EQ(suggested[0], at_x(7));
  EXPECT_EQ(suggested[1], at_x(2));
  EXPECT_EQ((std::vector<Configuration>{suggested[2], suggested[3]}),
            configurations_asked(*random, 3, 2));
}

TEST(StartFirst, SkipsRepetitionsAndWhatWasTold) {
  StartFirst strategy = first({at_x(7), at_x(2), at_x(7), at_x(5)});
  strategy.tell(outcome(0, at_x(2)));
  EXPECT_EQ(configurations_asked(strategy, 1, 2), (std::vector<Configuration>{at_x(7), at_x(5)}));
  EXPECT_NE(configurations_asked(strategy, 3, 1).front(), at_x(7));
}

TEST(StartFirst, GoesOnWhereAnotherProcessStopped) {
  StartFirst lived = first({at_x(7), at_x(2)}), restarted = first({at_x(7), at_x(2)});
  configurations_asked(lived, 1, 1);
  const Suggestion seven{at_x(7)};
  restarted.recall({1}, {&seven, 1});
  EXPECT_EQ(configurations_asked(lived, 2, 3), configurations_asked(restarted, 2, 3));
}

TEST(StartFirst, KnowsAConfigurationByItsLevels) {
  const SearchSpace space =
      SearchSpace::create({{"x", Continuous{0.0, 1.0, Scale::kLinear, 0.1}}}).value();
  StartFirst strategy(space, {{{"x", 0.1 + 0.2}}}, make_random(space, 3));
  strategy.tell(outcome(1, {{"x", 0.3}}));
  EXPECT_NE(configurations_asked(strategy, 2, 1).front(), (Configuration{{"x", 0.3}}));
}

TEST(StartFirst, PassesOnThatASearchRests) {
  class Counting final : public Strategy {
   public:
    explicit Counting(int& rests) : rests_(rests) {}
    Result<std::vector<Suggestion>> ask(TrialId, std::size_t) override { return {}; }
    void recall(TrialId, std::span<const Suggestion>) override {}
    void tell(const Outcome&) override {}
    void rest() override { ++rests_; }

   private:
    int& rests_;
  };
  int rests = 0;
  StartFirst strategy(hundred(), {at_x(2)}, std::make_unique<Counting>(rests));
  strategy.rest();
  EXPECT_EQ(rests, 1);
}

TEST(StartFirst, IsExhaustedWithTheSpace) {
  const SearchSpace space = SearchSpace::create({{"x", Integer{1, 2}}}).value();
  StartFirst strategy(space, {at_x(2)}, make_random(space, 3));
  EXPECT_EQ(configurations_asked(strategy, 1, 9), (std::vector<Configuration>{at_x(2), at_x(1)}));
  EXPECT_TRUE(strategy.exhausted());
}

}  // namespace
}  // namespace tuner
