// Strategies for several objectives against random search: the hypervolume of the front after a
// number of trials, in pairs of the same seed (regret.h).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "strategies/bayesian.h"
#include "strategies/nsga_ii.h"
#include "strategies/random.h"
#include "tests/fakes/hypervolume.h"
#include "tests/strategies/model_spaces.h"
#include "tests/strategies/regret.h"

namespace tuner {
namespace {

struct Problem {
  SearchSpace space;
  std::vector<double> (*losses)(const Configuration& configuration);
  Eigen::VectorXd reference;
};

double x(const Configuration& configuration, int j) {
  return std::get<double>(configuration.at("x" + std::to_string(j)));
}

// The distance from the front of the problems by [Zitzler2000]: 1 on it.
double distance(const Configuration& configuration) {
  double sum = 0.0;
  for (int j = 1; j < 6; ++j) sum += x(configuration, j);
  return 1.0 + 9.0 * sum / 5.0;
}

// The front is convex; below the reference it dominates 2.2 − 1/3.
Problem zdt1() {
  return {box(6),
          [](const Configuration& c) -> std::vector<double> {
            const double f = x(c, 0), g = distance(c);
            return {f, g * (1.0 - std::sqrt(f / g))};
          },
          Eigen::Vector2d(1.1, 2.0)};
}

// The front is concave; below the reference it dominates 2.2 − 2/3.
Problem zdt2() {
  return {box(6),
          [](const Configuration& c) -> std::vector<double> {
            const double f = x(c, 0), g = distance(c);
            return {f, g * (1.0 - f / g * f / g)};
          },
          Eigen::Vector2d(1.1, 2.0)};
}

// Squared distances from `M` places; the front is what lies between them.
template <int M>
Problem places() {
  return {box(4),
          [](const Configuration& c) {
            std::vector<double> losses(M, 0.0);
            for (int k = 0; k < M; ++k) {
              for (int j = 0; j < 4; ++j)
                losses[static_cast<std::size_t>(k)] +=
                    std::pow(x(c, j) - (0.1 + 0.2 * ((7 * k + 3 * j) % 5)), 2);
            }
            return losses;
          },
          Eigen::VectorXd::Constant(M, 1.0)};
}

// A sphere whose radius depends on five coordinates, to the fourth and the second power: a convex front of losses that are products.
// Most of a search is where all but one of them are nearly 0; the last one there is no better for that.
Problem products() {
  return {box(9),
          [](const Configuration& c) {
            double radius = 1.0;
            for (int j = 4; j < 9; ++j) radius += std::pow(x(c, j) - 0.4, 2);
            std::vector<double> losses;
            for (int m = 4; m >= 0; --m) {
              double loss = radius;
              for (int j = 0; j < m; ++j) loss *= std::cos(x(c, j) * M_PI_2);
              if (m < 4) loss *= std::sin(x(c, m) * M_PI_2);
              losses.push_back(std::pow(loss, m == 0 ? 2 : 4));
            }
            return losses;
          },
          Eigen::VectorXd::Constant(5, 1.1)};
}

double volume_after(Strategy& strategy, const Problem& problem, std::uint32_t trials) {
  Eigen::MatrixXd points(trials, problem.reference.size());
  for (std::uint32_t trial = 1; trial <= trials; ++trial) {
    const Suggestion suggestion = strategy.ask(TrialId{trial}, 1)->front();
    const std::vector<double> losses = problem.losses(suggestion.configuration);
    points.row(trial - 1) =
        Eigen::Map<const Eigen::RowVectorXd>(losses.data(), problem.reference.size());
    strategy.tell(
        {TrialId{trial}, suggestion, TrialStatus::kSucceeded, FailureClass::kNone, losses});
  }
  return hypervolume(points, problem.reference);
}

using Make = std::unique_ptr<Strategy> (*)(const SearchSpace&, std::uint64_t, std::size_t);

std::unique_ptr<Strategy> bayesian(const SearchSpace& space,
                                   std::uint64_t seed,
                                   std::size_t objectives) {
  return make_bayesian(space, seed, objectives);
}

// Random search is to be beaten, and the median is to be `good_enough`.
void expect_larger_front_than_chance(Make make,
                                     const Problem& problem,
                                     std::uint32_t trials,
                                     double good_enough) {
  std::vector<double> differences, volumes;
  const auto objectives = static_cast<std::size_t>(problem.reference.size());
  for (int pair = 0; pair < kPairs; ++pair) {
    const auto seed = static_cast<std::uint64_t>(1000 + pair);
    volumes.push_back(volume_after(*make(problem.space, seed, objectives), problem, trials));
    const double by_chance = volume_after(*make_random(problem.space, seed), problem, trials);
    differences.push_back(by_chance - volumes.back());
  }
  expect_wins(differences);
  std::sort(volumes.begin(), volumes.end());
  EXPECT_GE(0.5 * (volumes[kPairs / 2 - 1] + volumes[kPairs / 2]), good_enough);
}

TEST(BayesianFrontGrowth, BeatsRandomSearchOnAConvexFront) {
  expect_larger_front_than_chance(bayesian, zdt1(), 40, 1.6);
}

TEST(BayesianFrontGrowth, BeatsRandomSearchOnAConcaveFront) {
  expect_larger_front_than_chance(bayesian, zdt2(), 40, 1.3);
}

TEST(BayesianFrontGrowth, BeatsRandomSearchOnThreeFourAndSixObjectives) {
  expect_larger_front_than_chance(bayesian, places<3>(), 40, 0.4);
  expect_larger_front_than_chance(bayesian, places<4>(), 40, 0.4);
  expect_larger_front_than_chance(bayesian, places<6>(), 40, 0.15);
}

TEST(BayesianFrontGrowth, BeatsRandomSearchOnAConvexFrontOfFiveLosses) {
  expect_larger_front_than_chance(bayesian, products(), 80, 1.2);
}

TEST(NsgaIiFrontGrowth, BeatsRandomSearchOnAConvexFront) {
  expect_larger_front_than_chance(make_nsga_ii, zdt1(), 300, 1.5);
}

TEST(NsgaIiFrontGrowth, BeatsRandomSearchOnAConcaveFront) {
  expect_larger_front_than_chance(make_nsga_ii, zdt2(), 300, 0.8);
}

TEST(NsgaIiFrontGrowth, BeatsRandomSearchOnThreeObjectives) {
  expect_larger_front_than_chance(make_nsga_ii, places<3>(), 300, 0.4);
}

}  // namespace
}  // namespace tuner
