#include "tests/strategies/regret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr int kCritical = 7;

double real(const Configuration& configuration, const char* name) {
  return std::get<double>(configuration.at(name));
}

double best_by_strategy(MakeStrategy make,
                        const SearchSpace& space,
                        Loss loss,
                        std::uint64_t seed,
                        std::uint32_t trials) {
  const auto strategy = make(space, seed);
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

}  // namespace

double branin(const Configuration& configuration) {
  constexpr double kPi = std::numbers::pi;
  const double x = 15.0 * real(configuration, "x0") - 5.0, y = 15.0 * real(configuration, "x1");
  const double valley = y - 5.1 / (4.0 * kPi * kPi) * x * x + 5.0 / kPi * x - 6.0;
  return valley * valley + 10.0 * (1.0 - 1.0 / (8.0 * kPi)) * std::cos(x) + 10.0;
}

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

void expect_wins(const std::vector<double>& differences) {
  ASSERT_EQ(differences.size(), static_cast<std::size_t>(kPairs));
  EXPECT_LE(ranks_against(differences), kCritical);
}

void expect_better_than_chance(MakeStrategy make,
                               const SearchSpace& space,
                               Loss loss,
                               std::uint32_t trials,
                               double good_enough) {
  std::vector<double> differences, model;
  for (int pair = 0; pair < kPairs; ++pair) {
    const auto seed = static_cast<std::uint64_t>(1000 + pair);
    model.push_back(best_by_strategy(make, space, loss, seed, trials));
    differences.push_back(model.back() - best_by_chance(space, loss, seed, trials));
  }
  expect_wins(differences);
  std::sort(model.begin(), model.end());
  const double median = 0.5 * (model[kPairs / 2 - 1] + model[kPairs / 2]);
  EXPECT_LE(median, good_enough);
  testing::Test::RecordProperty("median", shortest(median));
}

}  // namespace tuner
