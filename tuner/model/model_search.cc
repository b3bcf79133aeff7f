#include "tuner/model/model_search.h"

#include <algorithm>
#include <utility>

#include "tuner/gp/surrogate.h"

namespace tuner {
namespace {

constexpr Eigen::Index kMostEntries = 4'000'000;      // of a matrix of columns
constexpr Eigen::Index kManyRows = 2 * kLeadingRows;  // from here on exact variances are dear

// ask(columns) for a bounded number of points at a time.
template <typename Question>
Posterior in_blocks(const ModelCoordinates& coordinates,
                    const Eigen::MatrixXd& points,
                    const Question& ask) {
  const auto columns = static_cast<Eigen::Index>(coordinates.groups().size());
  const Eigen::Index block =
      std::max<Eigen::Index>(kMostEntries / std::max<Eigen::Index>(columns, 1), 1);
  Posterior posterior{Eigen::VectorXd(points.rows()), Eigen::VectorXd(points.rows())};
  for (Eigen::Index first = 0; first < points.rows(); first += block) {
    const Eigen::Index count = std::min(block, points.rows() - first);
    const Posterior part = ask(coordinates.columns(points.middleRows(first, count)));
    posterior.mean.segment(first, count) = part.mean;
    posterior.variance.segment(first, count) = part.variance;
  }
  return posterior;
}

Eigen::VectorXd scores_of(const Posterior& posterior, const PosteriorScore& score) {
  Eigen::VectorXd scores(posterior.mean.size());
  for (Eigen::Index i = 0; i < scores.size(); ++i) {
    scores[i] = score(posterior.mean[i], posterior.variance[i]).value;
  }
  return scores;
}

}  // namespace

Posterior posterior_at(const ModelCoordinates& coordinates,
                       const GaussianProcess& process,
                       const Eigen::MatrixXd& points) {
  return in_blocks(coordinates, points, [&process](const Eigen::MatrixXd& columns) {
    return process.predict(columns);
  });
}

SearchProblem search_problem(const ModelCoordinates& coordinates,
                             const GaussianProcess& process,
                             PosteriorScore score) {
  SearchProblem problem;
  problem.scores = [&coordinates, &process, score](const Eigen::MatrixXd& points) {
    return scores_of(posterior_at(coordinates, process, points), score);
  };
  if (process.observed() > kManyRows) {
    problem.bounds = [&coordinates, &process, score](const Eigen::MatrixXd& points) {
      const auto outline = [&process](const Eigen::MatrixXd& columns) {
        return process.outline(columns, kLeadingRows);
      };
      return scores_of(in_blocks(coordinates, points, outline), score);
    };
  }
  problem.score = [&coordinates, &process, score = std::move(score)](const Eigen::VectorXd& u,
                                                                     Eigen::VectorXd& gradient) {
    const PointPosterior point = process.at(coordinates.columns(u.transpose()).row(0));
    const AcquisitionValue value = score(point.mean, point.variance);
    gradient = coordinates.pull_back(u, process.gradient(point, value.d_mean, value.d_variance));
    return value.value;
  };
  problem.free_coordinates = [&coordinates](const Eigen::VectorXd& u) {
    return coordinates.free_coordinates(u);
  };
  problem.moves = [&coordinates](const Eigen::VectorXd& u) { return coordinates.moves(u); };
  return problem;
}

}  // namespace tuner
