#include "bench/regret/baseline.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner::regret {
namespace {

constexpr std::size_t kSearches = 301;  // odd, so that the median is one of them
constexpr double kFloor = -3.0, kNothing = 1.0;

// True loss of the incumbent after each trial of one random search.
std::vector<double> random_search(const Problem& problem,
                                  const Encoding& encoding,
                                  std::size_t trials,
                                  Rng rng) {
  double lowest = std::numeric_limits<double>::infinity(), incumbent = lowest;
  Eigen::VectorXd u(encoding.dimension());
  std::vector<double> losses;
  for (std::size_t i = 0; i < trials; ++i) {
    for (double& x : u) x = rng.uniform();
    const Configuration configuration = encoding.decode(u);
    const double loss = problem.loss(configuration);
    const double observed = problem.noise > 0.0 ? loss + problem.noise * rng.normal() : loss;
    if (observed < lowest && problem.keeps_constraints(configuration)) {
      lowest = observed;
      incumbent = loss;
    }
    losses.push_back(incumbent);
  }
  return losses;
}

}  // namespace

std::vector<double> random_medians(const Problem& problem,
                                   std::uint64_t instance,
                                   std::size_t trials) {
  const Encoding encoding(problem.space);
  std::vector<std::vector<double>> by_trial(trials);
  for (std::size_t k = 0; k < kSearches; ++k) {
    const TrialId search{static_cast<std::uint32_t>(k + 1)};
    const Rng rng = Rng::for_trial(instance, search, "random search of " + problem.name);
    const auto losses = random_search(problem, encoding, trials, rng);
    for (std::size_t i = 0; i < trials; ++i) by_trial[i].push_back(losses[i]);
  }
  std::vector<double> medians;
  for (std::vector<double>& losses : by_trial) {
    const auto middle = losses.begin() + kSearches / 2;
    std::nth_element(losses.begin(), middle, losses.end());
    medians.push_back(*middle);
  }
  return medians;
}

double log_regret_ratio(double loss, double optimum, double yardstick) {
  if (std::isinf(loss)) return kNothing;
  const double ratio = (loss - optimum) / (yardstick - optimum);
  return ratio > 0.0 ? std::max(std::log10(ratio), kFloor) : kFloor;
}

}  // namespace tuner::regret
