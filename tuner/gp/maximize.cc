#include "tuner/gp/maximize.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "tuner/gp/lbfgs.h"

namespace tuner {
namespace {

// Places of the values, the largest first; of equal ones the earlier.
std::vector<Eigen::Index> best_first(const Eigen::VectorXd& values) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::stable_sort(
      order.begin(), order.end(), [&values](auto a, auto b) { return values[a] > values[b]; });
  return order;
}

Eigen::MatrixXd shortlist(const SearchProblem& problem,
                          const Eigen::MatrixXd& candidates,
                          Eigen::Index limit) {
  if (!problem.bounds || candidates.rows() <= limit) return candidates;
  std::vector<Eigen::Index> order = best_first(problem.bounds(candidates));
  order.resize(static_cast<std::size_t>(limit));
  return candidates(order, Eigen::all);
}

// The best points, each at least `distance` away from those before it. `points` are sorted.
std::vector<ScoredPoint> spread_starts(const std::vector<ScoredPoint>& points,
                                       const MaximizeOptions& options) {
  std::vector<ScoredPoint> starts;
  for (const ScoredPoint& point : points) {
    if (starts.size() >= options.starts) break;
    const bool apart = std::all_of(starts.begin(), starts.end(), [&](const ScoredPoint& other) {
      return (other.u - point.u).norm() > options.start_distance;
    });
    if (apart) starts.push_back(point);
  }
  return starts;
}

// L-BFGS over the free coordinates; the others stay.
bool climb(const SearchProblem& problem, ScoredPoint& point, int iterations) {
  const std::vector<Eigen::Index> free = problem.free_coordinates(point.u);
  if (free.empty()) return false;
  Eigen::VectorXd u = point.u, full_gradient(u.size());
  const SmoothFunction negative = [&](const Eigen::VectorXd& x, Eigen::VectorXd& gradient) {
    u(free) = x;
    const double score = problem.score(u, full_gradient);
    gradient = -full_gradient(free);
    return -score;
  };
  const auto count = static_cast<Eigen::Index>(free.size());
  const LbfgsResult found = minimize_in_box(negative,
                                            point.u(free),
                                            Eigen::VectorXd::Zero(count),
                                            Eigen::VectorXd::Ones(count),
                                            {.max_iterations = iterations});
  ScoredPoint end{point.u, -found.value};
  end.u(free) = found.x;
  if (problem.reachable) {
    Eigen::VectorXd legal = problem.reachable(point.u, end.u);
    if (legal != end.u) end = {legal, problem.score(legal, full_gradient)};
  }
  if (!(end.score > point.score)) return false;
  point = std::move(end);
  return true;
}

// The best discrete move, if it is an improvement.
bool step(const SearchProblem& problem, ScoredPoint& point) {
  const Eigen::MatrixXd moves = problem.moves(point.u);
  if (moves.rows() == 0) return false;
  Eigen::Index best = 0;
  const double score = problem.scores(moves).maxCoeff(&best);
  if (!(score > point.score)) return false;
  point = {moves.row(best), score};
  return true;
}

void local_search(const SearchProblem& problem,
                  ScoredPoint& point,
                  const MaximizeOptions& options) {
  for (int round = 0; round < options.rounds; ++round) {
    const bool climbed = climb(problem, point, options.iterations);
    const bool stepped = step(problem, point);
    if (!climbed && !stepped) return;
  }
}

}  // namespace

std::vector<ScoredPoint> maximize(const SearchProblem& problem,
                                  const Eigen::MatrixXd& candidates,
                                  const MaximizeOptions& options) {
  const Eigen::MatrixXd chosen = shortlist(problem, candidates, options.shortlist);
  const Eigen::VectorXd scores = problem.scores(chosen);
  std::vector<ScoredPoint> points;
  points.reserve(static_cast<std::size_t>(chosen.rows()) + options.starts);
  for (const Eigen::Index i : best_first(scores)) points.push_back({chosen.row(i), scores[i]});
  for (ScoredPoint& start : spread_starts(points, options)) {
    local_search(problem, start, options);
    const auto place = std::upper_bound(
        points.begin(), points.end(), start.score, [](double score, const ScoredPoint& point) {
          return score > point.score;
        });
    points.insert(place, std::move(start));
  }
  return points;
}

}  // namespace tuner
