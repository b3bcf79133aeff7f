#include "strategies/with_prior.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "strategies/ask_tell.h"
#include "strategies/registry.h"
#include "tests/contract/strategy_contract.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

// Two other tasks, of whose results some do not fit.
RelatedTasks related_to(const SearchSpace& space, std::size_t objectives) {
  const Encoding encoding(space);
  RelatedTasks tasks(2);
  Rng rng = Rng::for_trial(5, {1}, "related");
  for (auto& task : tasks) {
    for (int i = 0; i < 12; ++i) {
      Eigen::VectorXd u(encoding.dimension());
      for (double& each : u) each = rng.uniform();
      EarlierResult result{.configuration = encoding.decode(u)};
      for (std::size_t j = 0; j < objectives; ++j) result.losses.push_back(rng.normal());
      task.push_back(std::move(result));
    }
  }
  tasks[1].push_back({.configuration = {{"unknown", 1.0}},
                      .status = TrialStatus::kFailed,
                      .failure = FailureClass::kUserError});
  return tasks;
}

StrategyCase case_of(const char* name, std::size_t objectives = 1) {
  const auto make = [name, objectives](const SearchSpace& space, std::uint64_t seed) {
    return make_strategy(name,
                         space,
                         seed,
                         objectives,
                         {.start = {space.witness()}, .related = related_to(space, objectives)});
  };
  return {.make = make, .objectives = objectives};
}
INSTANTIATE_TEST_SUITE_P(BayesianWithPrior,
                         StrategyContract,
                         testing::Values(case_of("bayesian"), case_of("bayesian", 2)));
INSTANTIATE_TEST_SUITE_P(AutoWithPrior, StrategyContract, testing::Values(case_of("auto")));
INSTANTIATE_TEST_SUITE_P(TpeWithPrior, StrategyContract, testing::Values(case_of("tpe")));
INSTANTIATE_TEST_SUITE_P(CmaEsWithPrior, StrategyContract, testing::Values(case_of("cma_es")));
INSTANTIATE_TEST_SUITE_P(NsgaIiWithPrior, StrategyContract, testing::Values(case_of("nsga_ii", 2)));

SearchSpace few() { return SearchSpace::create({{"x", Integer{1, 20}}}).value(); }

Configuration at(double x) { return {{"x", x}}; }
Configuration whole(std::int64_t x) { return {{"x", x}}; }

double loss_of(const Configuration& configuration) {
  const ParameterValue& value = configuration.at("x");
  const auto* whole = std::get_if<std::int64_t>(&value);
  return std::pow(
      whole != nullptr ? static_cast<double>(*whole) / 20.0 - 0.3 : std::get<double>(value) - 0.3,
      2);
}

EarlierResult result_of(Configuration configuration) {
  const double loss = loss_of(configuration);
  return {.configuration = std::move(configuration), .losses = {loss}};
}

TEST(WithPrior, RepeatsNoEarlierConfigurationUntilTheSpaceIsUsedUp) {
  Prior prior;
  for (std::int64_t x = 1; x <= 12; ++x) prior.earlier.push_back(result_of(whole(x)));
  for (const std::string& name : strategy_names()) {
    const auto strategy = make_strategy(name, few(), 3, 1, prior).value();
    std::uint32_t trial = 1;
    for (; !strategy->exhausted(); ++trial) {
      const auto suggestions = strategy->ask({trial}, 1).value();
      ASSERT_EQ(suggestions.size(), 1U) << name;
      const Configuration& configuration = suggestions.front().configuration;
      EXPECT_GT(std::get<std::int64_t>(configuration.at("x")), 12) << name;
      strategy->tell({{trial},
                      suggestions.front(),
                      TrialStatus::kSucceeded,
                      FailureClass::kNone,
                      {loss_of(configuration)}});
    }
    EXPECT_EQ(trial, 9U) << name;
  }
}

// A change to another strategy replays the earlier results too.
TEST(WithPrior, AutoRepeatsNoEarlierConfigurationAfterAChange) {
  const SearchSpace space = SearchSpace::create({{"x", Integer{1, 60}}}).value();
  Prior prior;
  for (std::int64_t x = 1; x <= 12; ++x) prior.earlier.push_back(result_of(whole(x)));
  const auto strategy = make_strategy("auto", space, 3, 1, prior).value();
  std::uint32_t trial = 1;
  for (; !strategy->exhausted(); ++trial) {
    const Suggestion suggestion = strategy->ask({trial}, 1).value().front();
    EXPECT_GT(std::get<std::int64_t>(suggestion.configuration.at("x")), 12);
    strategy->tell({.trial = {trial},
                    .suggestion = suggestion,
                    .losses = {loss_of(suggestion.configuration)},
                    .ran_for = std::chrono::milliseconds(1)});
  }
  EXPECT_EQ(trial, 49U);
}

// Ten results are enough for a model: the first trial of the job is no longer a spread over the space.
TEST(WithPrior, LearnsFromEarlierResultsBeforeTheFirstTrial) {
  Prior prior;
  for (int i = 0; i < 10; ++i) prior.earlier.push_back(result_of(at(i / 9.0)));
  const auto strategy = make_strategy("bayesian", line(), 3, 1, prior).value();
  const Suggestion first = strategy->ask({1}, 1).value().front();
  EXPECT_NEAR(std::get<double>(first.configuration.at("x")), 0.3, 0.05);
}

// The minimum 0.3 is out of reach, and the earlier results know it.
TEST(WithPrior, LearnsWhatViolatesConstraintsFromEarlierResults) {
  Prior prior;
  for (int i = 0; i < 10; ++i) {
    prior.earlier.push_back(result_of(at(i / 9.0)));
    prior.earlier.back().excesses = {0.6 - i / 9.0};
  }
  const auto strategy = make_strategy("bayesian", line(), 3, 1, prior).value();
  const Suggestion first = strategy->ask({1}, 1).value().front();
  EXPECT_NEAR(std::get<double>(first.configuration.at("x")), 0.6, 0.05);
}

TEST(WithPrior, RecommendsTrialsOfTheJobOnly) {
  Prior prior;
  prior.earlier.push_back(result_of(at(0.3)));
  const auto strategy = make_strategy("bayesian", line(), 3, 1, prior).value();
  EXPECT_EQ(strategy->recommended(), std::nullopt);
  strategy->tell({{1}, {at(0.9)}, TrialStatus::kSucceeded, FailureClass::kNone, {0.36}});
  EXPECT_EQ(strategy->recommended(), TrialId{1});
}

TEST(WithPrior, BeginsWithTheBestOfRelatedTasksWhereTheStrategyLearns) {
  Prior prior{.start = {at(0.5)}, .related = {{result_of(at(0.9)), result_of(at(0.25))}}};
  for (const char* name : {"bayesian", "auto", "tpe", "cma_es", "nsga_ii"}) {
    const auto strategy = make_strategy(name, line(), 3, 1, prior).value();
    const auto suggestions = strategy->ask({1}, 2).value();
    EXPECT_EQ(suggestions[0].configuration, at(0.5)) << name;
    EXPECT_EQ(suggestions[1].configuration, at(0.25)) << name;
  }
  const Error error = make_strategy("random", line(), 3, 1, prior).error();
  EXPECT_EQ(error.at, "/strategy");
  EXPECT_EQ(error.message,
            "the strategy 'random' learns nothing from other tasks: choose one of 'bayesian', "
            "'auto', 'tpe', 'cma_es', 'nsga_ii'");
}

TEST(WithPrior, WithoutOneIsTheStrategyAsItWas) {
  for (const std::string& name : strategy_names()) {
    const auto plain = make_strategy(name, few(), 3).value();
    const auto empty = make_strategy(name, few(), 3, 1, Prior{}).value();
    EXPECT_EQ(plain->ask({1}, 6).value(), empty->ask({1}, 6).value()) << name;
  }
}

TEST(WithPrior, RefusesAStartOutsideOfTheSpaceAndResultsOfOtherObjectives) {
  const auto error = [](const Prior& prior) {
    return make_strategy("bayesian", line(), 3, 1, prior).error();
  };
  EXPECT_EQ(error({.start = {at(0.5), at(2.0)}}).at, "/start/1/x");
  EXPECT_EQ(error({.start = {{}}}).at, "/start/0/x");
  EXPECT_EQ(error({.earlier = {{.configuration = at(0.5), .losses = {1.0, 2.0}}}}).at,
            "/earlier/0");
  EXPECT_EQ(error({.related = {{}, {{.configuration = at(0.5), .losses = {1.0, 2.0}}}}}).at,
            "/related/1/0");
}

TEST(WithPrior, RefusesEarlierResultsOfSeveralNumbersOfConstraints) {
  EarlierResult one = result_of(at(0.5)), two = result_of(at(0.6));
  one.excesses = {0.1};
  two.excesses = {0.1, 0.2};
  const EarlierResult failed{.configuration = at(0.1), .status = TrialStatus::kFailed};
  const Prior prior{.earlier = {failed, one, two}};
  const Error error = make_strategy("bayesian", line(), 3, 1, prior).error();
  EXPECT_EQ(error.at, "/earlier/2");
  EXPECT_EQ(error.message, "a result has 2 excesses where there are 1 constraints");
}

TEST(WithPrior, AskAndTellWantsTheConstraintsOfEarlierResults) {
  Prior prior{.earlier = {result_of(at(0.5))}};
  prior.earlier[0].excesses = {0.1};
  AskTell search = AskTell::create(line(), {.seed = 3, .prior = prior}).value();
  EXPECT_FALSE(search.tell(at(0.3), 1.0));
  EXPECT_TRUE(search.tell(at(0.3), 1.0, {-0.1}));
}

TEST(WithPrior, IgnoresEarlierResultsOutsideOfTheSpace) {
  const Prior prior{.earlier = {{.configuration = at(7.0), .losses = {1.0}}}};
  const auto strategy = make_strategy("bayesian", line(), 3, 1, prior).value();
  const auto plain = make_strategy("bayesian", line(), 3).value();
  EXPECT_EQ(strategy->ask({1}, 1).value(), plain->ask({1}, 1).value());
}

TEST(WithPrior, AskAndTellTakesOneAndNumbersItsOwnTrials) {
  SearchOptions options{.seed = 3};
  options.prior = {.start = {at(0.7)}, .earlier = {result_of(at(0.3))}};
  AskTell search = AskTell::create(line(), options).value();
  const NumberedSuggestion first = search.ask().value();
  EXPECT_EQ(first.trial, TrialId{1});
  EXPECT_EQ(first.configuration, at(0.7));
  EXPECT_EQ(search.best(), std::nullopt);
  ASSERT_TRUE(search.tell(first.trial, 0.16));
  EXPECT_EQ(search.best()->trial, TrialId{1});
}

SearchSpace cube() {
  return SearchSpace::create({{"x0", Continuous{0.0, 1.0}},
                              {"x1", Continuous{0.0, 1.0}},
                              {"x2", Continuous{0.0, 1.0}}})
      .value();
}

double distance(const Configuration& configuration, double to) {
  double sum = 0.0;
  for (const auto& [name, value] : configuration) sum += std::pow(std::get<double>(value) - to, 2);
  return sum;
}

// Of eight searches of eight trials each the mean of the lowest losses.
double mean_lowest(const Prior& prior) {
  double sum = 0.0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    AskTell search = AskTell::create(cube(), {.seed = seed, .prior = prior}).value();
    for (int i = 0; i < 8; ++i) {
      const NumberedSuggestion suggestion = search.ask().value();
      EXPECT_TRUE(search.tell(suggestion.trial, distance(suggestion.configuration, 0.3)));
    }
    sum += *search.best_observed()->loss;
  }
  return sum / 8.0;
}

// A task moved by a tenth, with losses of another scale, says where to look.
TEST(WithPrior, SearchesFasterWithRelatedTasks) {
  const Encoding encoding(cube());
  Prior prior{.related = {{}}};
  Rng rng = Rng::for_trial(5, {1}, "related");
  for (int i = 0; i < 30; ++i) {
    const Eigen::VectorXd u = Eigen::VectorXd::NullaryExpr(3, [&rng] { return rng.uniform(); });
    const Configuration configuration = encoding.decode(u);
    prior.related[0].push_back(
        {.configuration = configuration, .losses = {std::exp(distance(configuration, 0.4))}});
  }
  EXPECT_LT(mean_lowest(prior), 0.5 * mean_lowest({}));
}

}  // namespace
}  // namespace tuner
