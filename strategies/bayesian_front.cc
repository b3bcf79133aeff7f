#include "strategies/bayesian_front.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tuner/gp/expected_hypervolume.h"
#include "tuner/gp/non_dominated.h"
#include "tuner/model/model_search.h"

namespace tuner {
namespace {

constexpr double kSlackOfTwo = 0.1, kSlackOfMore = -0.1;  // of the range, beyond the worst
constexpr double kBeyondBest = 0.03;                      // of the range
constexpr Eigen::Index kMostByBoxes = 4;                  // objectives
constexpr std::size_t kMostBoxes = 1000;

Eigen::MatrixXd once_on_the_front(const Eigen::MatrixXd& means) {
  std::vector<Eigen::Index> kept;
  for (Eigen::Index i = 0; i < means.rows(); ++i) {
    const bool beaten = std::any_of(kept.begin(), kept.end(), [&](Eigen::Index earlier) {
      return (means.row(earlier).array() <= means.row(i).array()).all();
    });
    if (!beaten) kept.push_back(i);
  }
  return means(kept, Eigen::all);
}

Eigen::VectorXd ideal_point(const Extent& extent) {
  return extent.best - kBeyondBest * extent.range;
}

// Uniform on the simplex.
Eigen::VectorXd draw_weights(Eigen::Index objectives, Rng& rng) {
  Eigen::VectorXd weights(objectives);
  for (double& weight : weights) weight = std::max(-std::log1p(-rng.uniform()), 1e-12);
  return weights / weights.sum();
}

}  // namespace

Extent extent_of(const Eigen::MatrixXd& means) {
  const Eigen::MatrixXd points = once_on_the_front(means);
  Extent extent{points.colwise().minCoeff(), points.colwise().maxCoeff(), {}};
  extent.range = extent.worst - extent.best;
  for (Eigen::Index j = 0; j < extent.range.size(); ++j) {
    double& range = extent.range[j];
    if (range == 0.0) range = means.col(j).maxCoeff() - means.col(j).minCoeff();
    if (range == 0.0) range = 1.0;
  }
  return extent;
}

Eigen::VectorXd reference_point(const Eigen::MatrixXd& means) {
  const Extent extent = extent_of(means);
  return extent.worst + (means.cols() == 2 ? kSlackOfTwo : kSlackOfMore) * extent.range;
}

Boxes box_along(const Eigen::MatrixXd& means, const Eigen::VectorXd& weights) {
  const Extent extent = extent_of(means);
  const Eigen::VectorXd z = ideal_point(extent), slope = weights.cwiseQuotient(extent.range);
  double level = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; i < means.rows(); ++i) {
    const Eigen::VectorXd y = means.row(i);
    level = std::min(level, slope.cwiseProduct(y - z).maxCoeff());
  }
  const Eigen::VectorXd corner = z + level * slope.cwiseInverse();
  Boxes box{Eigen::MatrixXd(1, weights.size()), Eigen::MatrixXd(1, weights.size())};
  box.lower.setConstant(-std::numeric_limits<double>::infinity());
  box.upper.row(0) = corner.cwiseMin(reference_point(means));
  return box;
}

Boxes space_to_fill(const Eigen::MatrixXd& means, Rng rng) {
  const Eigen::Index objectives = means.cols();
  const Eigen::MatrixXd front = non_dominated(means);
  const Eigen::VectorXd reference = reference_point(means);
  if (objectives == 2) {
    // n + 1 boxes at most.
    return free_boxes(front, reference, static_cast<std::size_t>(front.rows()) + 1).value();
  }
  if (objectives <= kMostByBoxes) {
    if (auto boxes = free_boxes(front, reference, kMostBoxes)) {
      const Eigen::RowVectorXd z = ideal_point(extent_of(means));
      boxes->lower = boxes->lower.cwiseMax(z.replicate(boxes->lower.rows(), 1));
      return *boxes;
    }
  }
  return box_along(means, draw_weights(objectives, rng));
}

SearchProblem front_growth(const ModelCoordinates& coordinates,
                           const Processes& processes,
                           const Eigen::MatrixXd& means,
                           const Rng& rng) {
  return search_problem(
      coordinates, processes, LogExpectedHypervolumeImprovement(space_to_fill(means, rng)));
}

}  // namespace tuner
