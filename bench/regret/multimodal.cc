// Functions of many local minima. Source  [Jamil2013].
#include <Eigen/Core>
#include <cmath>
#include <numbers>

#include "bench/regret/functions.h"
#include "bench/regret/instance.h"
#include "bench/regret/problems.h"

namespace tuner::regret {
namespace {

using Eigen::VectorXd;
using std::numbers::pi;

// Of one coordinate of Michalewicz' function, which is a sum over them: the best of a grid, and of a finer one around it.
double michalewicz_best(Eigen::Index i) {
  constexpr int kGrid = 2000;
  double best = pi / 2, step = pi / kGrid;
  for (int round = 0; round < 2; ++round, step /= kGrid) {
    const double middle = best;
    for (int k = -kGrid; k <= kGrid; ++k) {
      const double x = middle + step / 2 * k;
      if (michalewicz_term(x, i) < michalewicz_term(best, i)) best = x;
    }
  }
  return best;
}

double levy_of(const VectorXd& x) {
  const VectorXd w = 1 + (x.array() - 1) / 4;
  const Eigen::Index last = w.size() - 1;
  double sum = std::pow(std::sin(pi * w[0]), 2);
  for (Eigen::Index i = 0; i < last; ++i) {
    sum += std::pow(w[i] - 1, 2) * (1 + 10 * std::pow(std::sin(pi * w[i] + 1), 2));
  }
  return sum + std::pow(w[last] - 1, 2) * (1 + std::pow(std::sin(2 * pi * w[last]), 2));
}

double styblinski_tang_of(const VectorXd& x) {
  const Eigen::ArrayXd a = x.array();
  return 0.5 * (a.pow(4) - 16 * a.square() + 5 * a).sum();
}

double griewank_of(const VectorXd& x) {
  double product = 1.0;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    product *= std::cos(x[i] / std::sqrt(static_cast<double>(i + 1)));
  }
  return 1 + x.squaredNorm() / 4000 - product;
}

Problem multimodal(Box box,
                   double (*function)(const VectorXd&),
                   std::size_t budget,
                   Rotation rotation,
                   std::uint64_t instance) {
  box.family = "multimodal";
  box.function = function;
  box.budget = budget;
  box.rotation = rotation;
  return instance_of(box, instance);
}

}  // namespace

Problem ackley10(std::uint64_t instance) {
  return multimodal(
      cube("ackley10", 10, -10, 10, 0), ackley_of, 80, Rotation::kExceptPublished, instance);
}

Problem michalewicz5(std::uint64_t instance) {
  Box box = cube("michalewicz5", 5, 0, pi, 0);
  box.best = VectorXd::NullaryExpr(5, [](Eigen::Index i) { return michalewicz_best(i); });
  return multimodal(std::move(box), michalewicz_of, 60, Rotation::kNever, instance);
}

Problem levy5(std::uint64_t instance) {
  return multimodal(cube("levy5", 5, -10, 10, 1), levy_of, 60, Rotation::kNever, instance);
}

Problem styblinski_tang5(std::uint64_t instance) {
  return multimodal(cube("styblinski_tang5", 5, -5, 5, -2.903534027771177),
                    styblinski_tang_of,
                    60,
                    Rotation::kNever,
                    instance);
}

// On a box in which the waves matter; on the usual one of ±600 it is a bowl.
Problem griewank4(std::uint64_t instance) {
  return multimodal(
      cube("griewank4", 4, -10, 10, 0), griewank_of, 50, Rotation::kExceptPublished, instance);
}

}  // namespace tuner::regret
