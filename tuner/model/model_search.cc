#include "tuner/model/model_search.h"

#include <algorithm>
#include <utility>

#include "tuner/gp/surrogate.h"
#include "tuner/space/projection.h"

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

// The moves of the search, which no score changes.
SearchProblem problem_of(const ModelCoordinates& coordinates) {
  SearchProblem problem;
  problem.free_coordinates = [&coordinates](const Eigen::VectorXd& u) {
    return coordinates.free_coordinates(u);
  };
  problem.moves = [&coordinates](const Eigen::VectorXd& u) { return coordinates.moves(u); };
  const Encoding& encoding = coordinates.encoding();
  if (!encoding.space().forbidden().empty()) {
    problem.reachable = [&encoding](const Eigen::VectorXd& from, const Eigen::VectorXd& to) {
      return moved_to_allowed(encoding, to, from);
    };
  }
  return problem;
}

Posterior outline_at(const ModelCoordinates& coordinates,
                     const GaussianProcess& process,
                     const Eigen::MatrixXd& points) {
  return in_blocks(coordinates, points, [&process](const Eigen::MatrixXd& columns) {
    return process.outline(columns, kLeadingRows);
  });
}

// `ask` is posterior_at or outline_at.
template <typename Question>
Eigen::VectorXd joint_scores(const Question& ask,
                             const ModelCoordinates& coordinates,
                             const Processes& processes,
                             const FrontScore& score,
                             const Eigen::MatrixXd& points) {
  const auto objectives = static_cast<Eigen::Index>(processes.size());
  Eigen::MatrixXd means(objectives, points.rows()), variances(objectives, points.rows());
  for (Eigen::Index j = 0; j < objectives; ++j) {
    const Posterior posterior = ask(coordinates, *processes[static_cast<std::size_t>(j)], points);
    means.row(j) = posterior.mean;
    variances.row(j) = posterior.variance;
  }
  Eigen::VectorXd scores(points.rows());
  for (Eigen::Index i = 0; i < scores.size(); ++i) {
    scores[i] = score(means.col(i), variances.col(i)).value;
  }
  return scores;
}

double joint_score(const ModelCoordinates& coordinates,
                   const Processes& processes,
                   const FrontScore& score,
                   const Eigen::VectorXd& u,
                   Eigen::VectorXd& gradient) {
  const Eigen::VectorXd columns = coordinates.columns(u.transpose()).row(0);
  std::vector<PointPosterior> points;
  for (const GaussianProcess* process : processes) points.push_back(process->at(columns));
  Eigen::VectorXd mean(points.size()), variance(points.size());
  for (std::size_t j = 0; j < points.size(); ++j) {
    mean[static_cast<Eigen::Index>(j)] = points[j].mean;
    variance[static_cast<Eigen::Index>(j)] = points[j].variance;
  }
  const FrontAcquisitionValue value = score(mean, variance);
  Eigen::VectorXd slope = Eigen::VectorXd::Zero(columns.size());
  for (std::size_t j = 0; j < points.size(); ++j) {
    const auto k = static_cast<Eigen::Index>(j);
    slope += processes[j]->gradient(points[j], value.d_mean[k], value.d_variance[k]);
  }
  gradient = coordinates.pull_back(u, slope);
  return value.value;
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
  SearchProblem problem = problem_of(coordinates);
  problem.scores = [&coordinates, &process, score](const Eigen::MatrixXd& points) {
    return scores_of(posterior_at(coordinates, process, points), score);
  };
  if (process.observed() > kManyRows) {
    problem.bounds = [&coordinates, &process, score](const Eigen::MatrixXd& points) {
      return scores_of(outline_at(coordinates, process, points), score);
    };
  }
  problem.score = [&coordinates, &process, score = std::move(score)](const Eigen::VectorXd& u,
                                                                     Eigen::VectorXd& gradient) {
    const PointPosterior point = process.at(coordinates.columns(u.transpose()).row(0));
    const AcquisitionValue value = score(point.mean, point.variance);
    gradient = coordinates.pull_back(u, process.gradient(point, value.d_mean, value.d_variance));
    return value.value;
  };
  return problem;
}

SearchProblem search_problem(const ModelCoordinates& coordinates,
                             Processes processes,
                             FrontScore score) {
  SearchProblem problem = problem_of(coordinates);
  problem.scores = [&coordinates, processes, score](const Eigen::MatrixXd& points) {
    return joint_scores(posterior_at, coordinates, processes, score, points);
  };
  if (processes.front()->observed() > kManyRows) {
    problem.bounds = [&coordinates, processes, score](const Eigen::MatrixXd& points) {
      return joint_scores(outline_at, coordinates, processes, score, points);
    };
  }
  problem.score = [&coordinates, processes = std::move(processes), score = std::move(score)](
                      const Eigen::VectorXd& u, Eigen::VectorXd& gradient) {
    return joint_score(coordinates, processes, score, u, gradient);
  };
  return problem;
}

// What bounds the score bounds the sum.
SearchProblem with_penalty(SearchProblem problem, SearchProblem penalty) {
  problem.scores = [scores = std::move(problem.scores),
                    penalties = std::move(penalty.scores)](const Eigen::MatrixXd& points) {
    return Eigen::VectorXd(scores(points) + penalties(points));
  };
  problem.score = [score = std::move(problem.score), penalty = std::move(penalty.score)](
                      const Eigen::VectorXd& u, Eigen::VectorXd& gradient) {
    Eigen::VectorXd further;
    const double value = score(u, gradient) + penalty(u, further);
    gradient += further;
    return value;
  };
  return problem;
}

}  // namespace tuner
