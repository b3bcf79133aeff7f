#include "strategies/front_direction.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "strategies/bayesian_front.h"
#include "tuner/gp/non_dominated.h"

namespace tuner {
namespace {

constexpr double kLeast = 0.05;     // of a direction, in any loss
constexpr double kMostOfNow = 3.0;  // of the range of the front as it is now, in any range
constexpr double kFarthest = 1e6;   // of a range: so that no share overflows
constexpr double kAugmented =
    0.05;  // so that of two equal distances the one that is better elsewhere is smaller

// A bad first trial is on the front when it comes, and would hide what its loss has to say for good.
Eigen::VectorXd ranges_near_the_front(const Extent& extent, const Eigen::MatrixXd& losses) {
  const Eigen::VectorXd now = non_dominated(losses).colwise().maxCoeff().transpose() - extent.best;
  const auto has_range = now.array() > 0.0 && extent.worst.array() > extent.best.array();
  return has_range.select(extent.range.cwiseMin(kMostOfNow * now), extent.range);
}

}  // namespace

Eigen::VectorXd draw_direction(Eigen::Index objectives, Rng rng) {
  Eigen::VectorXd direction(objectives);
  for (double& part : direction) part = std::abs(rng.normal());
  return direction.normalized().cwiseMax(kLeast);
}

Eigen::VectorXd distances_along(const Eigen::VectorXd& direction, const Eigen::MatrixXd& losses) {
  const Eigen::ArrayXd units =
      losses.cwiseAbs().colwise().maxCoeff().cwiseMax(std::numeric_limits<double>::min());
  const Eigen::MatrixXd scaled =
      losses.array().rowwise() / units.transpose();  // so that no difference overflows
  const Extent extent = extent_of(scaled);
  const Eigen::ArrayXXd shares = ((scaled.rowwise() - extent.best.transpose()).array().rowwise() /
                                  ranges_near_the_front(extent, scaled).transpose().array())
                                     .min(kFarthest);
  return (shares.rowwise() / direction.transpose().array()).rowwise().maxCoeff() +
         kAugmented * shares.rowwise().sum();
}

}  // namespace tuner
