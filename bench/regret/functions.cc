#include "bench/regret/functions.h"

#include <cmath>
#include <numbers>

namespace tuner::regret {

using Eigen::VectorXd;
using std::numbers::pi;

double branin_of(const VectorXd& x) {
  const double valley = x[1] - 5.1 / (4 * pi * pi) * x[0] * x[0] + 5 / pi * x[0] - 6;
  return valley * valley + 10 * (1 - 1 / (8 * pi)) * std::cos(x[0]) + 10;
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

double ackley_of(const VectorXd& x) {
  const double spread = std::sqrt(x.squaredNorm() / static_cast<double>(x.size()));
  const double waves = (2 * pi * x).array().cos().mean();
  return -20 * std::exp(-0.2 * spread) - std::exp(waves) + 20 + std::numbers::e;
}

double michalewicz_term(double x, Eigen::Index i) {
  return -std::sin(x) * std::pow(std::sin(static_cast<double>(i + 1) * x * x / pi), 20);
}

double michalewicz_of(const VectorXd& x) {
  double sum = 0.0;
  for (Eigen::Index i = 0; i < x.size(); ++i) sum += michalewicz_term(x[i], i);
  return sum;
}

}  // namespace tuner::regret
