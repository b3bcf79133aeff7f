// Smooth functions of few coordinates. Source  Branin, Hartmann: [Dixon1978]; Rosenbrock, camel: [Jamil2013].
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

#include "bench/regret/instance.h"
#include "bench/regret/problems.h"

namespace tuner::regret {
namespace {

using Eigen::VectorXd;
using std::numbers::pi;

double branin_of(const VectorXd& x) {
  const double valley = x[1] - 5.1 / (4 * pi * pi) * x[0] * x[0] + 5 / pi * x[0] - 6;
  return valley * valley + 10 * (1 - 1 / (8 * pi)) * std::cos(x[0]) + 10;
}

double camel_of(const VectorXd& x) {
  const double a = x[0] * x[0], b = x[1] * x[1];
  return (4 - 2.1 * a + a * a / 3) * a + x[0] * x[1] + (4 * b - 4) * b;
}

double hartmann6_of(const VectorXd& x) {
  static constexpr double kHeights[4] = {1.0, 1.2, 3.0, 3.2};
  static constexpr double kWidths[4][6] = {{10, 3, 17, 3.5, 1.7, 8},
                                           {0.05, 10, 17, 0.1, 8, 14},
                                           {3, 3.5, 1.7, 10, 17, 8},
                                           {17, 8, 0.05, 10, 0.1, 14}};
  static constexpr double kCentres[4][6] = {{0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
                                            {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
                                            {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
                                            {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}};
  double sum = 0.0;
  for (int i = 0; i < 4; ++i) {
    double distance = 0.0;
    for (int j = 0; j < 6; ++j) distance += kWidths[i][j] * std::pow(x[j] - kCentres[i][j], 2);
    sum += kHeights[i] * std::exp(-distance);
  }
  return -sum;
}

double rosenbrock_of(const VectorXd& x) {
  double sum = 0.0;
  for (Eigen::Index i = 0; i + 1 < x.size(); ++i) {
    sum += 100 * std::pow(x[i + 1] - x[i] * x[i], 2) + std::pow(1 - x[i], 2);
  }
  return sum;
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
