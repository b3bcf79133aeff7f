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

constexpr double kSlackBeyond = 0.1, kSlackBefore = -0.1;  // of the range, beyond the worst
constexpr double kBeyondBest = 0.03;                       // of the range
constexpr double kNarrowest = 1e-12;                       // of the magnitude: rounding only
constexpr Eigen::Index kMostByBoxes = 4;                   // objectives
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

Eigen::VectorXd reference_of(const Extent& extent) {
  Eigen::VectorXd reference = extent.worst;
  for (Eigen::Index j = 0; j < reference.size(); ++j) {
    const bool beyond = reference.size() == 2 || extent.worst[j] == extent.best[j];
    reference[j] += (beyond ? kSlackBeyond : kSlackBefore) * extent.range[j];
  }
  return reference;
}

Boxes box_within(const Extent& extent,
                 const Eigen::MatrixXd& means,
                 const Eigen::VectorXd& weights) {
  const Eigen::VectorXd z = ideal_point(extent), slope = weights.cwiseQuotient(extent.range);
  double level = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; i < means.rows(); ++i) {
    const Eigen::VectorXd y = means.row(i);
    level = std::min(level, slope.cwiseProduct(y - z).maxCoeff());
  }
  const Eigen::VectorXd corner = z + level * slope.cwiseInverse();
  Boxes box{Eigen::MatrixXd(1, weights.size()), Eigen::MatrixXd(1, weights.size())};
  box.lower.setConstant(-std::numeric_limits<double>::infinity());
  box.upper.row(0) = corner.cwiseMin(reference_of(extent));
  return box;
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
    const double narrow =
        kNarrowest * std::max(std::abs(extent.best[j]), std::abs(extent.worst[j]));
    if (range <= narrow) {
      extent.worst[j] = extent.best[j];
      range = means.col(j).maxCoeff() - means.col(j).minCoeff();
    }
    if (range <= narrow) range = 1.0;
  }
  return extent;
}

Eigen::VectorXd reference_point(const Eigen::MatrixXd& means) {
  return reference_of(extent_of(means));
}

Boxes box_along(const Eigen::MatrixXd& means, const Eigen::VectorXd& weights) {
  return box_within(extent_of(means), means, weights);
}

Boxes space_to_fill(const Eigen::MatrixXd& means, Rng rng) {
  const Eigen::Index objectives = means.cols();
  const Eigen::MatrixXd front = non_dominated(means);
  const Extent extent = extent_of(means);
  const Eigen::VectorXd reference = reference_of(extent);
  if (objectives == 2) {
    // n + 1 boxes at most.
    return free_boxes(front, reference, static_cast<std::size_t>(front.rows()) + 1).value();
  }
  if (objectives <= kMostByBoxes) {
    if (auto boxes = free_boxes(front, reference, kMostBoxes)) {
      const Eigen::RowVectorXd z = ideal_point(extent);
      boxes->lower = boxes->lower.cwiseMax(z.replicate(boxes->lower.rows(), 1));
      return *boxes;
    }
  }
  return box_within(extent, means, draw_weights(objectives, rng));
}

SearchProblem front_growth(const ModelCoordinates& coordinates,
                           const Processes& processes,
                           const Eigen::MatrixXd& means,
                           const Rng& rng) {
  const Boxes boxes = space_to_fill(means, rng);
  SearchProblem problem =
      search_problem(coordinates, processes, LogExpectedHypervolumeImprovement(boxes));
  // What lies beyond the end of a box counts no more, so that the growth may fall where a variance grows.
  if (boxes.lower.allFinite()) problem.bounds = nullptr;
  return problem;
}

}  // namespace tuner
