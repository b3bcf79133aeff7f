#include "tuner/gp/hypervolume.h"

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

// Of a sorted front: stripes between neighbours in the first objective.
double area(const Eigen::MatrixXd& front, const Eigen::VectorXd& reference) {
  double sum = 0.0;
  for (Eigen::Index i = 0; i < front.rows(); ++i) {
    const double right = i + 1 < front.rows() ? front(i + 1, 0) : reference[0];
    sum += (right - front(i, 0)) * (reference[1] - front(i, 1));
  }
  return sum;
}

double volume(const Eigen::MatrixXd& front, const Eigen::VectorXd& reference) {
  if (front.rows() == 0) return 0.0;
  if (front.cols() == 2) return area(front, reference);
  double sum = 0.0;
  for (Eigen::Index i = 0; i < front.rows(); ++i) {
    const Eigen::RowVectorXd point = front.row(i);
    Eigen::MatrixXd limited = front.bottomRows(front.rows() - i - 1);
    for (Eigen::Index k = 0; k < limited.rows(); ++k)
      limited.row(k) = limited.row(k).cwiseMax(point);
    const double box = (reference.transpose() - point).prod();
    sum += box - volume(non_dominated(limited), reference);
  }
  return sum;
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

double hypervolume(const Eigen::MatrixXd& points, const Eigen::VectorXd& reference) {
  return volume(front_below(points, reference), reference);
}

}  // namespace tuner
