// Integers only: bowls whose minimum is a point of the lattice.
//
//   lattice6   |A (x − t)|² / 6 + ripples, x in {0 … 10}⁶, A a random matrix near the identity
//   sizes5     (Σ log₂(x_i / t_i))² + ¼ Σ log₂²(x_i / t_i), x in {1 … 512}⁵ on a log scale: a budget shared by five sizes
//
// The instance draws t and A.
#include <Eigen/Core>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "bench/regret/problems.h"
#include "tuner/base/rng.h"

namespace tuner::regret {
namespace {

std::string name_of(int i) { return "n" + std::to_string(i + 1); }

Eigen::VectorXd values_of(const Configuration& configuration) {
  Eigen::VectorXd x(static_cast<Eigen::Index>(configuration.size()));
  auto at = x.begin();
  for (const auto& [name, value] : configuration) {
    *at++ = static_cast<double>(std::get<std::int64_t>(value));
  }
  return x;
}

Problem on_lattice(const std::string& name, const Integer& range, const Eigen::VectorXd& best) {
  Problem problem{name, "lattice", {}, {}, {}};
  std::vector<Parameter> parameters;
  for (int i = 0; i < best.size(); ++i) {
    parameters.push_back({name_of(i), range});
    problem.best.emplace(name_of(i), static_cast<std::int64_t>(best[i]));
  }
  problem.space = SearchSpace::create(std::move(parameters)).value();
  return problem;
}

}  // namespace

Problem lattice6(std::uint64_t instance) {
  constexpr Eigen::Index kSize = 6;
  Rng rng = Rng::for_trial(instance, TrialId{1}, "lattice");
  Eigen::VectorXd best(kSize);
  for (double& t : best) t = 1.0 + static_cast<double>(rng.below(9));
  Eigen::MatrixXd mix = Eigen::MatrixXd::Identity(kSize, kSize);
  for (double& entry : mix.reshaped()) entry += 0.3 * rng.normal();
  Problem problem = on_lattice("lattice6", {0, 10, Scale::kLinear}, best);
  problem.loss = [=](const Configuration& configuration) {
    const Eigen::VectorXd away = values_of(configuration) - best;
    const double ripples = (1 - (std::numbers::pi / 2 * away.array()).cos()).sum();
    return (mix * away).squaredNorm() / kSize + 0.5 * ripples;
  };
  return problem;
}

Problem sizes5(std::uint64_t instance) {
  Rng rng = Rng::for_trial(instance, TrialId{1}, "sizes");
  Eigen::VectorXd best(5);
  for (double& t : best) t = std::round(std::exp2(1.0 + 7.0 * rng.uniform()));
  Problem problem = on_lattice("sizes5", {1, 512, Scale::kLog}, best);
  problem.loss = [=](const Configuration& configuration) {
    const Eigen::ArrayXd away =
        (values_of(configuration).array() / best.array()).log() / std::numbers::ln2;
    return std::pow(away.sum(), 2) + 0.25 * away.square().sum();
  };
  return problem;
}

}  // namespace tuner::regret
