// The strategy against random search on functions with known minima. One-sided Wilcoxon signed-rank
// test on the pairs (same seed) of the best losses, exact critical value for 12 pairs at α = 0.005:
// the sum of the ranks that speak for random must not exceed 7 (the exact tail probability of 7 is
// 0.0046).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "strategies/bayesian.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr int kPairs = 12;
constexpr int kCritical = 7;

using Loss = double (*)(const Configuration&);

double real(const Configuration& configuration, const char* name) {
  return std::get<double>(configuration.at(name));
}

// [Dixon1978]; minimum 0.397887 on [−5, 10] × [0, 15], here scaled from the unit square.
double branin(const Configuration& configuration) {
  constexpr double kPi = std::numbers::pi;
  const double x = 15.0 * real(configuration, "x0") - 5.0, y = 15.0 * real(configuration, "x1");
  const double valley = y - 5.1 / (4.0 * kPi * kPi) * x * x + 5.0 / kPi * x - 6.0;
  return valley * valley + 10.0 * (1.0 - 1.0 / (8.0 * kPi)) * std::cos(x) + 10.0;
}

// [Dixon1978]; minimum −3.32237 on the unit cube.
double hartmann6(const Configuration& configuration) {
  constexpr double kScale[4][6] = {{10, 3, 17, 3.5, 1.7, 8},
                                   {0.05, 10, 17, 0.1, 8, 14},
                                   {3, 3.5, 1.7, 10, 17, 8},
                                   {17, 8, 0.05, 10, 0.1, 14}};
  constexpr double kCentre[4][6] = {{0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
                                    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
                                    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
                                    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}};
  constexpr double kHeight[4] = {1.0, 1.2, 3.0, 3.2};
  double sum = 0.0;
  for (int i = 0; i < 4; ++i) {
    double exponent = 0.0;
    for (int j = 0; j < 6; ++j) {
      const double d = real(configuration, ("x" + std::to_string(j)).c_str()) - kCentre[i][j];
      exponent += kScale[i][j] * d * d;
    }
    sum -= kHeight[i] * std::exp(-exponent);
  }
  return sum;
}

// As a training might behave: best at rate 0.01, four layers, gelu.
double mixed(const Configuration& configuration) {
  const double rate = std::log10(real(configuration, "rate")) + 2.0;
  const double layers =
      static_cast<double>(std::get<std::int64_t>(configuration.at("layers"))) - 4.0;
  const double units =
      std::log2(static_cast<double>(std::get<std::int64_t>(configuration.at("units")))) - 7.0;
  const double width = real(configuration, "width") - 0.375;
  const std::string& activation = std::get<Category>(configuration.at("activation")).text;
  const double penalty = activation == "gelu" ? 0.0 : activation == "relu" ? 0.3 : 1.0;
  return rate * rate + 0.2 * layers * layers + 0.3 * units * units + 2.0 * width * width + penalty;
}

// The best branch, sgd with nesterov and two steps, is one of many.
double conditional(const Configuration& configuration) {
  const double rate = std::log10(real(configuration, "rate")) + 2.0;
  const std::string& solver = std::get<Category>(configuration.at("solver")).text;
  double loss = 0.5 * rate * rate;
  if (solver == "lbfgs") return loss + 0.8;
  if (solver == "adam") return loss + 0.4 + 4.0 * std::pow(real(configuration, "beta") - 0.9, 2);
  loss += 3.0 * std::pow(real(configuration, "momentum") - 0.8, 2);
  if (std::get<Category>(configuration.at("nesterov")).text == "no") loss += 0.2;
  if (configuration.count("decay") == 0) return loss + 0.3;
  return loss + std::pow(real(configuration, "decay") - 0.2, 2);
}

double best_by_model(const SearchSpace& space,
                     Loss loss,
                     std::uint64_t seed,
                     std::uint32_t trials) {
  const auto strategy = make_bayesian(space, seed);
  double best = std::numeric_limits<double>::infinity();
  for (std::uint32_t trial = 1; trial <= trials; ++trial) {
    const auto suggestions = strategy->ask(TrialId{trial}, 1);
    if (!suggestions || suggestions->empty()) break;
    const double value = loss(suggestions->front().configuration);
    best = std::min(best, value);
    strategy->tell({TrialId{trial},
                    suggestions->front(),
                    TrialStatus::kSucceeded,
                    FailureClass::kNone,
                    {value}});
  }
  return best;
}

double best_by_chance(const SearchSpace& space,
                      Loss loss,
                      std::uint64_t seed,
                      std::uint32_t trials) {
  const Encoding encoding(space);
  double best = std::numeric_limits<double>::infinity();
  for (std::uint32_t trial = 1; trial <= trials; ++trial) {
    Rng rng = Rng::for_trial(seed, TrialId{trial}, "random search");
    Eigen::VectorXd u(encoding.dimension());
    for (double& entry : u) entry = rng.uniform();
    best = std::min(best, loss(encoding.decode(u)));
  }
  return best;
}

// The sum of the ranks of |difference| over the pairs that random search won.
int ranks_against(const std::vector<double>& differences) {
  std::vector<std::size_t> order(differences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    return std::abs(differences[a]) < std::abs(differences[b]);
  });
  int sum = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    if (differences[order[rank]] >= 0.0) sum += static_cast<int>(rank) + 1;
  }
  return sum;
}

void expect_better_than_chance(const SearchSpace& space,
                               Loss loss,
                               std::uint32_t trials,
                               double good_enough) {
  std::vector<double> differences, model;
  for (int pair = 0; pair < kPairs; ++pair) {
    const auto seed = static_cast<std::uint64_t>(1000 + pair);
    model.push_back(best_by_model(space, loss, seed, trials));
    differences.push_back(model.back() - best_by_chance(space, loss, seed, trials));
  }
  EXPECT_LE(ranks_against(differences), kCritical);
  std::sort(model.begin(), model.end());
  const double median = 0.5 * (model[kPairs / 2 - 1] + model[kPairs / 2]);
  EXPECT_LE(median, good_enough);
  testing::Test::RecordProperty("median", shortest(median));
}

TEST(BayesianRegret, BeatsRandomSearchOnBranin) {
  expect_better_than_chance(box(2), branin, 30, 0.41);
}

TEST(BayesianRegret, BeatsRandomSearchOnHartmann6) {
  expect_better_than_chance(box(6), hartmann6, 50, -3.1);
}

TEST(BayesianRegret, BeatsRandomSearchOnAMixedSpace) {
  expect_better_than_chance(mixed_space(), mixed, 40, 0.1);
}

TEST(BayesianRegret, BeatsRandomSearchOnAConditionalSpace) {
  expect_better_than_chance(conditional_space(), conditional, 40, 0.1);
}

// More rows than the factor starts from, told all at once and out of the blue.
TEST(BayesianRegret, ImprovesOnThousandsOfTrialsThatWereToldAtOnce) {
  const auto strategy = make_bayesian(box(2), 1);
  double told = std::numeric_limits<double>::infinity(), best = told;
  std::uint32_t trial = 1;
  for (; trial <= 2500; ++trial) {
    Rng rng = Rng::for_trial(1, TrialId{trial}, "told");
    const Configuration configuration{{"x0", rng.uniform()}, {"x1", rng.uniform()}};
    told = std::min(told, branin(configuration));
    strategy->tell({TrialId{trial},
                    {configuration},
                    TrialStatus::kSucceeded,
                    FailureClass::kNone,
                    {branin(configuration)}});
  }
  for (; trial <= 2503; ++trial) {
    const auto suggestions = strategy->ask(TrialId{trial}, 1);
    ASSERT_TRUE(suggestions);
    best = std::min(best, branin(suggestions->front().configuration));
    strategy->tell({TrialId{trial},
                    suggestions->front(),
                    TrialStatus::kSucceeded,
                    FailureClass::kNone,
                    {branin(suggestions->front().configuration)}});
  }
  EXPECT_LT(best, told);
}

}  // namespace
}  // namespace tuner
