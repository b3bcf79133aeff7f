// A rotated ellipsoid: f(x) = Σ 1000^(i/(d−1)) x_i², i = 0 … d−1. Source  [Hansen2009], with a smaller condition number.
#include <Eigen/Core>
#include <cmath>
#include <string>

#include "bench/regret/instance.h"
#include "bench/regret/problems.h"

namespace tuner::regret {
namespace {

constexpr double kCondition = 1000.0;

double ellipsoid_of(const Eigen::VectorXd& x) {
  double sum = 0.0;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(x.size() - 1);
    sum += std::pow(kCondition, share) * x[i] * x[i];
  }
  return sum;
}

Problem ellipsoid(Eigen::Index dimension, std::size_t budget, std::uint64_t instance) {
  Box box = cube("ellipsoid" + std::to_string(dimension), dimension, -5, 5, 0);
  box.family = "ellipsoid";
  box.function = ellipsoid_of;
  box.budget = budget;
  box.rotation = Rotation::kAlways;
  return instance_of(box, instance);
}

}  // namespace

Problem ellipsoid10(std::uint64_t instance) { return ellipsoid(10, 80, instance); }
Problem ellipsoid20(std::uint64_t instance) { return ellipsoid(20, 100, instance); }

}  // namespace tuner::regret
