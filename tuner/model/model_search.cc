#include "tuner/model/model_search.h"

#include <utility>

namespace tuner {

SearchProblem search_problem(const ModelCoordinates& coordinates,
                             const GaussianProcess& process,
                             PosteriorScore score) {
  SearchProblem problem;
  problem.scores = [&coordinates, &process, score](const Eigen::MatrixXd& points) {
    const Posterior posterior = process.predict(coordinates.columns(points));
    Eigen::VectorXd scores(points.rows());
    for (Eigen::Index i = 0; i < scores.size(); ++i) {
      scores[i] = score(posterior.mean[i], posterior.variance[i]).value;
    }
    return scores;
  };
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
