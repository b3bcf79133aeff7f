#include "strategies/front_direction.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "strategies/bayesian_front.h"

namespace tuner {
namespace {

constexpr double kLeast = 0.05;  // of a direction, in any loss
constexpr double kAugmented =
    0.05;  // so that of two equal distances the one that is better elsewhere is smaller

}  // namespace

Eigen::VectorXd draw_direction(Eigen::Index objectives, Rng rng) {
  Eigen::VectorXd direction(objectives);
  for (double& part : direction) part = std::abs(rng.normal());
  return direction.normalized().cwiseMax(kLeast);
}

Eigen::VectorXd distances_along(const Eigen::VectorXd& direction, const Eigen::MatrixXd& losses) {
  const double unit = std::max(losses.cwiseAbs().maxCoeff(), std::numeric_limits<double>::min());
  const Eigen::MatrixXd scaled = losses / unit;  // so that no difference overflows
  const Extent extent = extent_of(scaled);
  const Eigen::ArrayXXd shares = (scaled.rowwise() - extent.best.transpose()).array().rowwise() /
                                 extent.range.transpose().array();
  return (shares.rowwise() / direction.transpose().array()).rowwise().maxCoeff() +
         kAugmented * shares.rowwise().sum();
}

}  // namespace tuner
