#include "tuner/gp/non_dominated.h"

#include <algorithm>
#include <vector>

#include "tuner/base/check.h"

namespace tuner {
namespace {

std::vector<Eigen::Index> sorted_rows(const Eigen::MatrixXd& points) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(points.rows()));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Eigen::Index>(i);
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    for (Eigen::Index j = 0; j < points.cols(); ++j) {
      if (points(a, j) != points(b, j)) return points(a, j) < points(b, j);
    }
    return false;
  });
  return order;
}

}  // namespace

Eigen::MatrixXd non_dominated(const Eigen::MatrixXd& points) {
  std::vector<Eigen::Index> kept;
  for (const Eigen::Index i : sorted_rows(points)) {
    const bool beaten = std::any_of(kept.begin(), kept.end(), [&](Eigen::Index better) {
      return (points.row(better).array() <= points.row(i).array()).all();
    });
    if (!beaten) kept.push_back(i);
  }
  return points(kept, Eigen::all);
}

Eigen::MatrixXd front_below(const Eigen::MatrixXd& points, const Eigen::VectorXd& reference) {
  TUNER_CHECK(points.cols() == reference.size() && reference.size() >= 1,
              "points and reference have the same objectives");
  std::vector<Eigen::Index> below;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    if ((points.row(i).transpose().array() < reference.array()).all()) below.push_back(i);
  }
  return non_dominated(points(below, Eigen::all));
}

}  // namespace tuner
