#include "strategies/start_first.h"

#include <gtest/gtest.h>

#include "strategies/random.h"
#include "tests/contract/strategy_contract.h"

namespace tuner {
namespace {

Result<std::unique_ptr<Strategy>> made(const SearchSpace& space, std::uint64_t seed) {
  return std::make_unique<StartFirst>(
      space, std::vector<Configuration>{space.witness()}, make_random(space, seed));
}
INSTANTIATE_TEST_SUITE_P(StartFirst, StrategyContract, testing::Values(StrategyCase{made}));

SearchSpace line() { return SearchSpace::create({{"x", Integer{0, 99}}}).value(); }

Configuration at(std::int64_t x) { return {{"x", x}}; }

StartFirst first(std::vector<Configuration> start) {
  return StartFirst(line(), std::move(start), make_random(line(), 3));
}

std::vector<Configuration> asked(Strategy& strategy, std::uint32_t trial, std::size_t count) {
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
  StartFirst strategy = first({at(7), at(2)});
  const auto random = make_random(line(), 3);
  const Suggestion seven{at(7)}, two{at(2)};
  random->recall({1}, {&seven, 1});
  random->recall({2}, {&two, 1});
  const auto suggested = asked(strategy, 1, 4);
  ASSERT_EQ(suggested.size(), 4U);
  EXPECT_EQ(suggested[0], at(7));
  EXPECT_EQ(suggested[1], at(2));
  EXPECT_EQ((std::vector<Configuration>{suggested[2], suggested[3]}), asked(*random, 3, 2));
}

TEST(StartFirst, SkipsRepetitionsAndWhatWasTold) {
  StartFirst strategy = first({at(7), at(2), at(7), at(5)});
  strategy.tell(outcome(0, at(2)));
  EXPECT_EQ(asked(strategy, 1, 2), (std::vector<Configuration>{at(7), at(5)}));
  EXPECT_NE(asked(strategy, 3, 1).front(), at(7));
}

TEST(StartFirst, GoesOnWhereAnotherProcessStopped) {
  StartFirst lived = first({at(7), at(2)}), restarted = first({at(7), at(2)});
  asked(lived, 1, 1);
  const Suggestion seven{at(7)};
  restarted.recall({1}, {&seven, 1});
  EXPECT_EQ(asked(lived, 2, 3), asked(restarted, 2, 3));
}

TEST(StartFirst, KnowsAConfigurationByItsLevels) {
  const SearchSpace space =
      SearchSpace::create({{"x", Continuous{0.0, 1.0, Scale::kLinear, 0.1}}}).value();
  StartFirst strategy(space, {{{"x", 0.1 + 0.2}}}, make_random(space, 3));
  strategy.tell(outcome(1, {{"x", 0.3}}));
  EXPECT_NE(asked(strategy, 2, 1).front(), (Configuration{{"x", 0.3}}));
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
  StartFirst strategy(line(), {at(2)}, std::make_unique<Counting>(rests));
  strategy.rest();
  EXPECT_EQ(rests, 1);
}

TEST(StartFirst, IsExhaustedWithTheSpace) {
  const SearchSpace space = SearchSpace::create({{"x", Integer{1, 2}}}).value();
  StartFirst strategy(space, {at(2)}, make_random(space, 3));
  EXPECT_EQ(asked(strategy, 1, 9), (std::vector<Configuration>{at(2), at(1)}));
  EXPECT_TRUE(strategy.exhausted());
}

}  // namespace
}  // namespace tuner
