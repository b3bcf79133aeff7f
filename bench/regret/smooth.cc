// Smooth functions of few coordinates. Source  Branin, Hartmann: [Dixon1978]; Rosenbrock, camel: [Jamil2013].
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

#include "bench/regret/functions.h"
#include "bench/regret/instance.h"
#include "bench/regret/problems.h"

namespace tuner::regret {
namespace {

using Eigen::VectorXd;
using std::numbers::pi;

double camel_of(const VectorXd& x) {
  const double a = x[0] * x[0], b = x[1] * x[1];
  return (4 - 2.1 * a + a * a / 3) * a + x[0] * x[1] + (4 * b - 4) * b;
}

VectorXd vector(std::initializer_list<double> entries) {
  VectorXd v(static_cast<Eigen::Index>(entries.size()));
  std::copy(entries.begin(), entries.end(), v.begin());
  return v;
}

}  // namespace

// The middle one of its three minima.
Problem branin(std::uint64_t instance) {
  return instance_of(
      {"branin", "smooth", vector({-5, 0}), vector({10, 15}), vector({pi, 2.275}), branin_of, 20},
      instance);
}

Problem camel(std::uint64_t instance) {
  return instance_of({"camel",
                      "smooth",
                      vector({-3, -2}),
                      vector({3, 2}),
                      vector({0.08984201, -0.71265640}),
                      camel_of,
                      20},
                     instance);
}

Problem hartmann6(std::uint64_t instance) {
  Box box = cube("hartmann6", 6, 0, 1, 0);
  box.family = "smooth";
  box.best = vector({0.20168952, 0.15001069, 0.47687398, 0.27533243, 0.31165162, 0.65730053});
  box.function = hartmann6_of;
  return instance_of(box, instance);
}

Problem rosenbrock4(std::uint64_t instance) {
  Box box = cube("rosenbrock4", 4, -2, 2, 1);
  box.family = "smooth";
  box.function = rosenbrock_of;
  return instance_of(box, instance);
}

}  // namespace tuner::regret
