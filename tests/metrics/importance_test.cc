// Importance on functions whose shares of the variance are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "metrics/ped_anova.h"
#include "metrics/sobol_indices.h"
#include "tests/model/trial_samples.h"

namespace tuner {
namespace {

// Variances of a u on [0,1] are a²/12: shares 16/21, 4/21, 1/21, and 0 for x3.
std::optional<double> additive(const Eigen::VectorXd& u, const Configuration&) {
  return 4.0 * u[0] + 2.0 * u[1] + u[2];
}

std::optional<double> additive_of_two(const Eigen::VectorXd& u, const Configuration&) {
  return 4.0 * u[0] + u[1];
}

PedAnova ped_anova_of(const SearchSpace& space, const std::vector<Trial>& trials) {
  auto result = ped_anova(space, {kMinimizeLoss}, trials);
  EXPECT_TRUE(result) << (result ? "" : to_string(result.error()));
  return result ? *std::move(result) : PedAnova{};
}

template <class Rows>
auto row_of(const Rows& rows, const std::string& name) {
  const auto row = std::find_if(
      rows.begin(), rows.end(), [&](const auto& each) { return each.parameter == name; });
  EXPECT_NE(row, rows.end()) << name;
  return *row;
}

TEST(SobolIndices, OfAnAdditiveFunctionAreItsSharesOfTheVariance) {
  const SearchSpace space = box(4);
  const SobolIndices indices =
      sobol_indices(model_of(space, spread_trials(space, 64, additive)), {.whole_space = true});
  const double shares[] = {16.0 / 21.0, 4.0 / 21.0, 1.0 / 21.0, 0.0};
  for (std::size_t j = 0; j < 4; ++j) {
    const SobolIndex index = row_of(indices.parameters, "x" + std::to_string(j));
    EXPECT_NEAR(index.first, shares[j], 0.03) << index.parameter;
    EXPECT_LE(index.first, index.total) << index.parameter;
    EXPECT_NEAR(index.total, shares[j], 0.03) << index.parameter;
    EXPECT_LT(index.total_error, 0.05) << index.parameter;
  }
  EXPECT_NEAR(indices.deviation, std::sqrt(21.0 / 12.0), 0.05);
  EXPECT_NEAR(indices.median, 3.5, 0.1);
}

// x0 x1 on (−½, ½)²: no parameter does anything alone, together they are everything.
TEST(SobolIndices, TellInteractionsFromEffectsAlone) {
  const SearchSpace space = box(3);
  const auto product = [](const Eigen::VectorXd& u, const auto&) {
    return (u[0] - 0.5) * (u[1] - 0.5);
  };
  const SobolIndices indices =
      sobol_indices(model_of(space, spread_trials(space, 100, product)), {.whole_space = true});
  for (const char* name : {"x0", "x1"}) {
    EXPECT_NEAR(row_of(indices.parameters, name).first, 0.0, 0.06) << name;
    EXPECT_NEAR(row_of(indices.parameters, name).total, 1.0, 0.06) << name;
  }
  EXPECT_NEAR(row_of(indices.parameters, "x2").total, 0.0, 0.02);
}

// Where x0 is bad everything is bad; among the good ones x1 decides.
TEST(SobolIndices, DescribeTheGoodHalfUnlessAskedForAll) {
  const SearchSpace space = box(2);
  const auto cliff = [](const Eigen::VectorXd& u, const auto&) {
    return 4.0 / (1.0 + std::exp(-30.0 * (u[0] - 0.75))) + u[1];
  };
  const TrialModel model = model_of(space, spread_trials(space, 120, cliff));
  const SobolIndices good = sobol_indices(model);
  const SobolIndices all = sobol_indices(model, {.whole_space = true});
  EXPECT_EQ(good.parameters.front().parameter, "x1");
  EXPECT_EQ(all.parameters.front().parameter, "x0");
}

// Three trials in four crowd around the optimum of x0 and x1, as those of a search that has converged; x2 and x3 do nothing.
TEST(SobolIndices, OfACrowdedSearchAreThoseOfTheSpace) {
  const SearchSpace space = box(4);
  const auto bowl = [](const Eigen::VectorXd& u, const auto&) {
    return std::pow(u[0] - 0.3, 2) + std::pow(u[1] - 0.6, 2);
  };
  std::vector<Trial> trials = spread_trials(space, 60, bowl);
  const Encoding encoding(space);
  for (std::size_t i = 15; i < trials.size(); ++i) {
    Eigen::VectorXd u = encoding.encode(trials[i].suggestion.configuration);
    const double radius = std::pow(10.0, -static_cast<double>(i) / 12.0);
    u[0] = 0.3 + radius * (u[0] - 0.5);
    u[1] = 0.6 + radius * (u[1] - 0.5);
    trials[i].suggestion.configuration = encoding.decode(u);
    trials[i].objectives = {bowl(u, trials[i].suggestion.configuration)};
  }
  const auto model = TrialModel::create(space, {kMinimizeLoss}, trials, {}, {.whole_space = true});
  ASSERT_TRUE(model);
  const SobolIndices indices = sobol_indices(*model);
  for (const char* name : {"x0", "x1"}) {
    EXPECT_GT(row_of(indices.parameters, name).total, 0.3) << name;
    EXPECT_LT(row_of(indices.parameters, name).total, 1.0) << name;
  }
  for (const char* name : {"x2", "x3"})
    EXPECT_NEAR(row_of(indices.parameters, name).total, 0.0, 0.02) << name;
}

// "momentum" exists for sgd only, and matters there; "beta" exists for adam and does not.
TEST(SobolIndices, OfConditionalParametersCountWhereTheyExist) {
  const SearchSpace space = conditional_space();
  const auto value = [](const Eigen::VectorXd&, const Configuration& c) -> double {
    const auto momentum = c.find("momentum");
    return momentum == c.end() ? 0.5 : std::get<double>(momentum->second);
  };
  const SobolIndices indices =
      sobol_indices(model_of(space, spread_trials(space, 120, value)), {.whole_space = true});
  EXPECT_EQ(indices.parameters.front().parameter, "momentum");
  EXPECT_LT(row_of(indices.parameters, "beta").total, 0.05);
  EXPECT_LT(row_of(indices.parameters, "rate").total, 0.05);
}

TEST(SobolIndices, AreAFunctionOfTrialsAndSeed) {
  const SearchSpace space = box(3);
  const TrialModel model = model_of(space, spread_trials(space, 30, additive));
  const SobolIndices once = sobol_indices(model), again = sobol_indices(model);
  const SobolIndices other = sobol_indices(model, {.seed = 1});
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_EQ(once.parameters[j].total, again.parameters[j].total);
    EXPECT_EQ(once.parameters[j].total_error, again.parameters[j].total_error);
    EXPECT_NE(once.parameters[j].total, other.parameters[j].total);
    EXPECT_NEAR(once.parameters[j].total, other.parameters[j].total, 0.02);
  }
}

TEST(SobolIndices, LeaveConstantsOutAndKnowThatEightTrialsSayLittle) {
  const SearchSpace space = mixed_space();
  const auto rate = [](const Eigen::VectorXd& u, const auto&) { return u[3] + 0.3 * u[2]; };
  const SobolIndices few = sobol_indices(model_of(space, spread_trials(space, 8, rate)));
  EXPECT_EQ(few.parameters.size(), 5U);
  double error = 0.0;
  for (const SobolIndex& index : few.parameters) error = std::max(error, index.total_error);
  EXPECT_GT(error, 0.05) << "eight trials leave doubts";
}

TEST(SobolIndices, CopeWithAThousandCategories) {
  Categorical many;
  for (int i = 0; i < 1000; ++i) many.values.push_back(text("v" + std::to_string(i)));
  const SearchSpace space = space_of({{"many", many}, {"x", Continuous{0.0, 1.0}}});
  const auto x = [](const Eigen::VectorXd& u, const auto&) { return u[1]; };
  const std::vector<Trial> trials = spread_trials(space, 40, x);
  const SobolIndices indices = sobol_indices(model_of(space, trials), {.points = 64});
  EXPECT_EQ(indices.parameters.front().parameter, "x");
  const PedAnova by_trials = ped_anova_of(space, trials);
  EXPECT_EQ(by_trials.parameters.front().parameter, "x");
  EXPECT_EQ(row_of(by_trials.parameters, "many").share, 0.0)
      << "every set of trials differs from all as much";
}

TEST(PedAnova, RanksTheParametersOfAnAdditiveFunction) {
  const SearchSpace space = box(4);
  const PedAnova result = ped_anova_of(space, spread_trials(space, 400, additive));
  ASSERT_EQ(result.parameters.size(), 4U);
  EXPECT_EQ(result.trials, 400U);
  EXPECT_EQ(result.top, 40U);
  EXPECT_EQ(result.parameters[0].parameter, "x0");
  EXPECT_EQ(result.parameters[1].parameter, "x1");
  EXPECT_TRUE(result.parameters[0].clear && result.parameters[1].clear);
  EXPECT_LT(row_of(result.parameters, "x3").share, 0.02);
  double sum = 0.0;
  for (const ParameterShare& each : result.parameters) sum += each.share;
  EXPECT_NEAR(sum, 1.0, 1e-12);
}

TEST(PedAnova, GivesDummiesNextToNothing) {
  const SearchSpace space = mixed_space();
  const auto rate = [](const Eigen::VectorXd& u, const auto&) { return std::abs(u[3] - 0.3); };
  int clear = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const PedAnova result = ped_anova_of(space, spread_trials(space, 60, rate, seed));
    ASSERT_EQ(result.parameters.size(), 5U);  // the constant is left out
    EXPECT_EQ(result.parameters.front().parameter, "rate") << seed;
    EXPECT_GT(result.parameters.front().share, 0.7) << seed;
    for (std::size_t j = 1; j < 5; ++j) clear += result.parameters[j].clear ? 1 : 0;
  }
  EXPECT_LE(clear, 8) << "of 40 dummies, one in twenty may look clear by chance";
}

// The solver decides everything; momentum exists with the best solver and decides nothing.
TEST(PedAnova, DoesNotCreditAChildWithWhatItsParentDecides) {
  const SearchSpace space = conditional_space();
  const auto by_solver = [](const Eigen::VectorXd& u, const Configuration& c) {
    return (std::get<Category>(c.at("solver")).text == "sgd" ? 0.0 : 1.0) + 0.2 * u[4];
  };
  const PedAnova parent = ped_anova_of(space, spread_trials(space, 300, by_solver));
  EXPECT_LT(row_of(parent.parameters, "momentum").share, 0.05);
  EXPECT_GT(row_of(parent.parameters, "solver").share, 0.3);
  const auto by_momentum = [](const Eigen::VectorXd& u, const Configuration& c) {
    return std::get<Category>(c.at("solver")).text == "sgd" ? u[2] : 0.5;
  };
  const PedAnova child = ped_anova_of(space, spread_trials(space, 300, by_momentum));
  EXPECT_EQ(child.parameters.front().parameter, "momentum");
}

// b = [branch is "a" and x is "1"], γ = ¼. Var E[b | branch] / γ² = 1; within branch "a", which half of
// the trials have, Var(b) / γ² = 4, so that x has 2.
TEST(PedAnova, SplitsTheVarianceBetweenParentAndChildAsItIs) {
  const SearchSpace space =
      space_of({{"branch", Categorical{{text("a"), text("b")}}},
                {"x", Categorical{{text("0"), text("1")}}, {{"branch", {text("a")}}}},
                {"y", Continuous{0.0, 1.0}}});
  const auto both = [](const Eigen::VectorXd&, const Configuration& c) {
    const auto x = c.find("x");
    return x != c.end() && std::get<Category>(x->second).text == "1" ? 0.0 : 1.0;
  };
  const PedAnova result = ped_anova_of(space, spread_trials(space, 400, both));
  EXPECT_EQ(result.top, 100U) << "all that tie with the fortieth";
  EXPECT_NEAR(row_of(result.parameters, "branch").importance, 1.0, 0.1);
  EXPECT_NEAR(row_of(result.parameters, "x").importance, 2.0, 0.1);
  EXPECT_NEAR(row_of(result.parameters, "y").importance, 0.0, 0.1);
}

TEST(PedAnova, CountsFailedConfigurationsAsNotAmongTheBest) {
  const SearchSpace space = box(2);
  const auto fails = [](const Eigen::VectorXd& u, const auto&) -> std::optional<double> {
    if (u[0] > 0.3) return std::nullopt;
    return 1.0 + 0.01 * u[1];
  };
  const PedAnova result = ped_anova_of(space, spread_trials(space, 100, fails));
  EXPECT_EQ(result.trials, 100U);
  EXPECT_TRUE(row_of(result.parameters, "x0").clear);
}

TEST(PedAnova, IsTheSameForTheSameTrialsAndSaysTheThresholdInTheUsersSign) {
  const SearchSpace space = box(2);
  std::vector<Trial> trials = spread_trials(space, 50, additive_of_two);
  const PedAnova once = ped_anova_of(space, trials), again = ped_anova_of(space, trials);
  EXPECT_EQ(once.parameters[0].importance, again.parameters[0].importance);
  for (Trial& trial : trials) trial.objectives = {-*trial.objectives.front()};
  const auto turned =
      ped_anova(space, {std::vector<Objective>{{"score", Goal::kMaximize}}}, trials);
  ASSERT_TRUE(turned);
  EXPECT_EQ(turned->threshold, -once.threshold);
  EXPECT_EQ(turned->parameters[0].importance, once.parameters[0].importance);
}

TEST(PedAnova, SaysWhatIsMissing) {
  const SearchSpace space = box(2);
  const auto message = [&](const std::vector<Trial>& trials) {
    const auto result = ped_anova(space, {kMinimizeLoss}, trials);
    return result ? "" : result.error().message;
  };
  EXPECT_EQ(message(spread_trials(space, 1, additive_of_two)),
            "comparing the best trials with all needs 20 trials, 5 of them with a value; there are "
            "1, 1 with a value");
  const auto nothing = [](const auto&, const auto&) { return std::nullopt; };
  EXPECT_EQ(message(spread_trials(space, 30, nothing)),
            "comparing the best trials with all needs 20 trials, 5 of them with a value; there are "
            "30, 0 with a value");
  const auto constant = [](const auto&, const auto&) { return 0.5; };
  EXPECT_EQ(message(spread_trials(space, 30, constant)),
            "30 of 30 trials are as good as 0.5: the best cannot be told from the rest");
}

}  // namespace
}  // namespace tuner
