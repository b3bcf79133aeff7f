#include "strategies/bayesian.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "strategies/loss_models.h"
#include "tests/contract/strategy_contract.h"
#include "tests/strategies/ask_and_tell.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/base/rng.h"

namespace tuner {
namespace {

StrategyCase bayesian_case(std::size_t objectives) {
  const auto make = [objectives](const SearchSpace& space, std::uint64_t seed) {
    return make_bayesian(space, seed, objectives);
  };
  return {.make = make, .objectives = objectives};
}
INSTANTIATE_TEST_SUITE_P(
    Bayesian,
    StrategyContract,
    testing::Values(bayesian_case(1), bayesian_case(2), bayesian_case(3), bayesian_case(5)));

// Smooth and different for every configuration; categories and missing parameters count by their
// text.
double some_loss(const Configuration& configuration) {
  double loss = 0.0;
  for (const auto& [name, value] : configuration) {
    if (const double* x = std::get_if<double>(&value)) loss += std::pow(*x - 0.4, 2);
    if (const auto* i = std::get_if<std::int64_t>(&value)) loss += 0.01 * static_cast<double>(*i);
    if (const auto* category = std::get_if<Category>(&value)) loss += category->text.size() % 3;
  }
  return loss;
}

std::vector<Configuration> run(Strategy& strategy, std::uint32_t trials) {
  return tuner::run(strategy, trials, some_loss);
}

TEST(Bayesian, SuggestsLegalConfigurationsOfEveryKindOfSpace) {
  for (const SearchSpace& space : {mixed_space(), conditional_space(), box(1), box(25)}) {
    const auto strategy = make_bayesian(space, kSeed);
    for (const Configuration& configuration : run(*strategy, 18))
      EXPECT_TRUE(space.check(configuration));
  }
}

TEST(Bayesian, ApproachesTheMinimumOfASmoothFunction) {
  const auto strategy = make_bayesian(box(2), kSeed);
  double best = 1.0;
  run(*strategy, 20, [&](const Configuration& configuration) {
    const double loss = some_loss(configuration);
    best = std::min(best, loss);
    return loss;
  });
  EXPECT_LT(best, 1e-4);
}

TEST(Bayesian, AnswersTheSameForTheSameHistory) {
  const auto a = make_bayesian(conditional_space(), kSeed),
             b = make_bayesian(conditional_space(), kSeed);
  EXPECT_EQ(run(*a, 15), run(*b, 15));
  const auto other = make_bayesian(conditional_space(), kSeed + 1);
  EXPECT_NE(run(*other, 1), run(*make_bayesian(conditional_space(), kSeed), 1));
}

// Recalling instead of asking, preparing or not, and asking one by one or all at once.
TEST(Bayesian, DoesNotRememberHowItsStateCameAbout) {
  const SearchSpace space = mixed_space();
  const auto lived = make_bayesian(space, kSeed), replayed = make_bayesian(space, kSeed);
  const std::vector<Configuration> asked = run(*lived, 14);
  for (std::uint32_t trial = 1; trial <= 14; ++trial) {
    const Suggestion suggestion{asked[trial - 1]};
    replayed->recall(TrialId{trial}, {&suggestion, 1});
    replayed->tell(success(trial, asked[trial - 1], some_loss(asked[trial - 1])));
  }
  lived->prepare();
  const auto at_once = replayed->ask(TrialId{15}, 3);
  ASSERT_TRUE(at_once);
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(ask_one(*lived, 15 + i), (*at_once)[i].configuration) << i;
    lived->prepare();
  }
}

TEST(Bayesian, SpreadsTrialsThatRunAtTheSameTime) {
  const auto strategy = make_bayesian(box(2), kSeed);
  run(*strategy, 12);
  const auto batch = strategy->ask(TrialId{13}, 6);
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Configuration &a = (*batch)[i].configuration, &b = (*batch)[j].configuration;
      const double distance =
          std::hypot(std::get<double>(a.at("x0")) - std::get<double>(b.at("x0")),
                     std::get<double>(a.at("x1")) - std::get<double>(b.at("x1")));
      EXPECT_GT(distance, 1e-3) << i << " " << j;
    }
  }
}

TEST(Bayesian, AsksForNoConfigurationOfAFiniteSpaceTwiceAndThenStops) {
  const SearchSpace space = space_of({{"a", Categorical{{text("x"), text("y"), text("z")}}},
                                      {"b", Integer{1, 2}, {{"a", {text("x"), text("y")}}}},
                                      {"n", Integer{1, 5}}});
  const auto strategy = make_bayesian(space, kSeed);
  std::vector<Configuration> asked = run(*strategy, 20);
  const auto rest = strategy->ask(TrialId{21}, 100);
  ASSERT_TRUE(rest);
  for (const Suggestion& suggestion : *rest) asked.push_back(suggestion.configuration);
  EXPECT_EQ(asked.size(), 25U);
  EXPECT_EQ(std::set<Configuration>(asked.begin(), asked.end()).size(), 25U);
  EXPECT_TRUE(strategy->exhausted());
  EXPECT_TRUE(strategy->ask(TrialId{46}, 1)->empty());
}

TEST(Bayesian, SpacesOfOnePointAreExhaustedAfterOneTrial) {
  for (const SearchSpace& space : {space_of({{"c", Continuous{2.0, 2.0}}}), SearchSpace{}}) {
    const auto strategy = make_bayesian(space, kSeed);
    EXPECT_EQ(strategy->ask(TrialId{1}, 5)->size(), 1U);
    EXPECT_TRUE(strategy->exhausted());
    for (std::uint32_t trial = 1; trial < 9; ++trial) {
      strategy->tell(success(
          trial, space.size() == 0 ? Configuration{} : Configuration{{"c", 2.0}}, 9.0 - trial));
    }
    EXPECT_TRUE(strategy->recommended());
  }
}

// All trials with x0 > 0.5 fail; which of them were, by number.
std::vector<std::uint32_t> run_into_a_wall(Strategy& strategy,
                                           std::uint32_t trials,
                                           const std::function<double(double)>& loss) {
  std::vector<std::uint32_t> failed;
  for (std::uint32_t trial = 1; trial <= trials; ++trial) {
    const Configuration configuration = ask_one(strategy, trial);
    const double x = std::get<double>(configuration.at("x0"));
    if (x > 0.5) {
      strategy.tell(failure(trial, configuration, FailureClass::kOutOfMemory));
      failed.push_back(trial);
    } else {
      strategy.tell(success(trial, configuration, loss(x)));
    }
  }
  return failed;
}

TEST(Bayesian, KeepsAwayFromConfigurationsThatFail) {
  const auto strategy = make_bayesian(box(2), kSeed);
  const auto failed = run_into_a_wall(*strategy, 30, [](double x) { return std::abs(x - 0.3); });
  EXPECT_GE(failed.size(), 2u);
  EXPECT_LE(std::count_if(failed.begin(), failed.end(), [](auto trial) { return trial > 15; }), 4);
}

// The rule for neglected categories does not send every fourth trial there.
TEST(Bayesian, DoesNotReturnToACategoryWhereEverythingFails) {
  const auto strategy =
      make_bayesian(space_of({{"precision", Categorical{{text("fp16"), text("fp32")}}},
                              {"rate", Continuous{0.0, 1.0}},
                              {"share", Continuous{0.0, 1.0}}}),
                    kSeed);
  int failed_late = 0;
  for (std::uint32_t trial = 1; trial <= 60; ++trial) {
    const Configuration configuration = ask_one(*strategy, trial);
    if (std::get<Category>(configuration.at("precision")) == text("fp32")) {
      strategy->tell(failure(trial, configuration, FailureClass::kOutOfMemory));
      if (trial > 20) ++failed_late;
    } else {
      strategy->tell(success(trial, configuration, some_loss(configuration)));
    }
  }
  EXPECT_LE(failed_late, 1);
}

TEST(Bayesian, FindsTheBestNextToConfigurationsThatFail) {
  const auto strategy = make_bayesian(box(1), kSeed);
  double best = 1.0;
  run_into_a_wall(*strategy, 24, [&best](double x) {
    best = std::min(best, 0.5 - x);
    return 0.5 - x;
  });
  EXPECT_LT(best, 0.005);
  EXPECT_TRUE(strategy->recommended());
}

TEST(Bayesian, OfOneSuccessAmongFailuresGoesOnToSearch) {
  const auto strategy = make_bayesian(box(2), kSeed);
  std::set<Configuration> asked;
  for (std::uint32_t trial = 1; trial <= 20; ++trial) {
    const Configuration configuration = ask_one(*strategy, trial);
    EXPECT_TRUE(asked.insert(configuration).second) << trial;
    strategy->tell(trial == 4 ? success(trial, configuration, 1.0)
                              : failure(trial, configuration, FailureClass::kOutOfMemory));
  }
  EXPECT_EQ(strategy->recommended(), TrialId{4});
}

// In one of a hundred parts of the square something is better than everywhere else.
TEST(Bayesian, SpreadsItsTrialsWhileNothingTellsThemApart) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    std::set<std::pair<int, int>> tried;
    const auto strategy = make_bayesian(box(2), seed);
    tuner::run(*strategy, 120, [&](const Configuration& configuration) {
      const auto part = [&](const char* name) {
        return static_cast<int>(10 * real(configuration, name));
      };
      tried.emplace(part("x0"), part("x1"));
      return 0.1;
    });
    EXPECT_GT(tried.size(), 60U) << seed;
    RecordProperty("parts_" + std::to_string(seed), static_cast<int>(tried.size()));
  }
}

TEST(Bayesian, GoesOnWithTheDesignInProportionToTheResultsThatAreNoWorseThanTheBest) {
  const ModelCoordinates coordinates(box(1));
  const auto share = [&](const std::vector<std::vector<double>>& losses) {
    LossModels models(coordinates, losses.front().size());
    for (std::uint32_t i = 0; i < losses.size(); ++i)
      models.add({i + 1}, Eigen::VectorXd::Constant(1, 0.1 * i), losses[i]);
    return models.share_of_ties();
  };
  constexpr double kFailed = std::numeric_limits<double>::infinity();
  EXPECT_EQ(share({{3.0}, {1.0}, {2.0}}), 0.0);
  EXPECT_EQ(share({{3.0}, {1.0}, {1.0}, {kFailed}, {2.0}, {1.0}}), 0.5);
  EXPECT_EQ(share({{1.0}, {1.0}, {0.5}}), 0.0);
  EXPECT_EQ(share({{1.0}, {1.0}}), 1.0);
  EXPECT_EQ(share({{kFailed}, {1.0}}), 0.5);
  EXPECT_EQ(share({{1.0, 2.0}, {1.0, 2.0}}), 1.0);
  EXPECT_EQ(share({{1.0, 2.0}, {1.0, 2.0}, {1.0, 3.0}}), 0.0);
}

TEST(Bayesian, LearnsNothingFromTheInfrastructureAndFromCancelledTrials) {
  const auto plain = make_bayesian(box(2), kSeed), disturbed = make_bayesian(box(2), kSeed);
  const std::vector<Configuration> asked = run(*plain, 10);
  for (std::uint32_t trial = 1; trial <= 10; ++trial) {
    const Suggestion suggestion{asked[trial - 1]};
    disturbed->recall(TrialId{trial}, {&suggestion, 1});
    disturbed->tell(success(trial, asked[trial - 1], some_loss(asked[trial - 1])));
    const Configuration lost{{"x0", 0.01 * trial}, {"x1", 0.5}};
    disturbed->tell(failure(100 + trial, lost, FailureClass::kInfrastructure));
    disturbed->tell(
        {TrialId{200 + trial}, {lost}, TrialStatus::kCancelled, FailureClass::kNone, {0.0}});
  }
  EXPECT_EQ(ask_one(*plain, 11), ask_one(*disturbed, 11));
}

TEST(Bayesian, SurvivesEveryKindOfLoss) {
  const double huge = std::numeric_limits<double>::max();
  const std::vector<std::function<double(int)>> kinds{
      [](int) { return 3.0; },
      [huge](int i) { return i % 2 == 0 ? huge : -huge; },
      [](int i) { return std::pow(10.0, 40.0 * i - 300.0); },
      [](int) { return 0.0; },
      [](int i) { return 1e9 + 1e-9 * i; }};
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const auto strategy = make_bayesian(box(2), kSeed);
    int i = 0;
    const auto asked = run(*strategy, 14, [&](const Configuration&) { return kinds[kind](i++); });
    for (const Configuration& configuration : asked)
      EXPECT_TRUE(box(2).check(configuration)) << kind;
    EXPECT_TRUE(strategy->recommended()) << kind;
  }
}

TEST(Bayesian, SurvivesFailuresAlone) {
  const auto strategy = make_bayesian(mixed_space(), kSeed);
  for (std::uint32_t trial = 1; trial <= 15; ++trial) {
    strategy->tell(failure(trial, ask_one(*strategy, trial), FailureClass::kUserError));
  }
  EXPECT_EQ(strategy->recommended(), std::nullopt);
}

TEST(Bayesian, TakesConfigurationsThatItDidNotSuggestAndIgnoresForeignOnes) {
  const auto strategy = make_bayesian(box(1), kSeed);
  for (std::uint32_t i = 0; i < 30; ++i) {
    strategy->tell(success(i + 1, {{"x0", 0.25}}, 1.0));  // thirty times the same
  }
  strategy->tell(success(31, {{"x0", 2.0}}, -5.0));     // out of range
  strategy->tell(success(32, {{"other", 0.5}}, -5.0));  // unknown
  EXPECT_TRUE(box(1).check(ask_one(*strategy, 33)));
  EXPECT_LE(strategy->recommended()->number, 30U);
}

// With noise the luckiest observation is not the best configuration.
TEST(Bayesian, RecommendsByTheModelAndNotTheLuckiestTrial) {
  const auto strategy = make_bayesian(box(1), kSeed);
  Rng rng = Rng::for_trial(3, TrialId{1}, "noise");
  std::uint32_t trial = 1;
  for (; trial <= 40; ++trial) {
    const double x = (trial - 0.5) / 40.0;
    strategy->tell(success(trial, {{"x0", x}}, 4.0 * std::pow(x - 0.3, 2) + 0.1 * rng.normal()));
  }
  strategy->tell(success(trial, {{"x0", 0.95}}, -0.1));  // truly about 1.7
  const std::uint32_t recommended = strategy->recommended()->number;
  EXPECT_NEAR((recommended - 0.5) / 40.0, 0.3, 0.15);
}

TEST(Bayesian, HasNoRecommendationBeforeTheFirstResult) {
  const auto strategy = make_bayesian(box(1), kSeed);
  ask_one(*strategy, 1);
  EXPECT_EQ(strategy->recommended(), std::nullopt);
}

// The loss falls towards x = 1, and only up to `edge` is the constraint kept; `scale` is the unit of its excess.
std::vector<double> xs_with_edge(double edge, double scale, std::uint32_t trials) {
  const auto strategy = make_bayesian(box(2), kSeed);
  std::vector<double> xs;
  for (std::uint32_t trial = 1; trial <= trials; ++trial) {
    const Configuration configuration = ask_one(*strategy, trial);
    const double x = std::get<double>(configuration.at("x0")),
                 y = std::get<double>(configuration.at("x1"));
    Outcome outcome = success(trial, configuration, std::pow(y - 0.5, 2) - x);
    outcome.excesses = {scale * (x - edge)};
    strategy->tell(outcome);
    xs.push_back(x);
  }
  return xs;
}

TEST(Bayesian, FindsTheBestAtTheEdgeOfAConstraint) {
  for (const double scale : {1.0, 1e6, 1e-6}) {
    double best = 0.0;
    for (const double x : xs_with_edge(0.6, scale, 25)) {
      if (x <= 0.6) best = std::max(best, x);
    }
    EXPECT_GT(best, 0.595) << "unit " << scale;
  }
}

TEST(Bayesian, LooksForWhatKeepsAConstraintWhileNothingDoes) {
  const std::vector<double> xs = xs_with_edge(0.005, 1.0, 14);
  EXPECT_GT(*std::min_element(xs.begin(), xs.begin() + 5), 0.005) << "the design already keeps it";
  EXPECT_LE(*std::min_element(xs.begin(), xs.end()), 0.005);
}

TEST(Bayesian, FillsTheFrontOfWhatKeepsAConstraint) {
  const auto strategy = make_bayesian(box(2), kSeed, 2);
  std::size_t violating = 0, late = 0;
  for (std::uint32_t trial = 1; trial <= 30; ++trial) {
    const Configuration configuration = ask_one(*strategy, trial);
    const double x = std::get<double>(configuration.at("x0")),
                 y = std::get<double>(configuration.at("x1"));
    Outcome outcome = success(trial, configuration, -x);  // against each other: x, and 1 − x + y²
    outcome.losses.push_back(x + y * y);
    outcome.excesses = {x - 0.5};
    strategy->tell(outcome);
    if (trial <= 12) continue;
    ++late;
    if (x > 0.55) ++violating;
  }
  EXPECT_LT(violating, late / 4);
}

TEST(Bayesian, RecommendsNoTrialThatViolatesAConstraint) {
  const auto strategy = make_bayesian(box(1), kSeed);
  for (std::uint32_t trial = 1; trial <= 20; ++trial) {
    const double x = (trial - 0.5) / 20.0;
    Outcome outcome = success(trial, {{"x0", x}}, std::pow(x - 0.3, 2));
    outcome.excesses = {0.5 - x};
    strategy->tell(outcome);
    EXPECT_EQ(strategy->recommended().has_value(), trial > 10);
  }
  EXPECT_EQ(strategy->recommended()->number, 11U);
}

}  // namespace
}  // namespace tuner
