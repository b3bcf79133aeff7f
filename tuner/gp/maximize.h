// Searches the maximum of a score over a cube whose coordinates may be continuous, discrete or
// inactive.
//
// All candidates are scored at once, or where scores are dear those that may be the best; the best
// few that are not neighbours start local searches, each of which alternates between L-BFGS over the continuous coordinates and the best of the
// discrete moves, until neither helps.
//
// What the coordinates mean is the caller's business: it says through SearchProblem which of them
// are free and which moves lead from a point to its discrete neighbours.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

namespace tuner {

// Points u are rows of D entries in [0,1]. Scores are finite or −∞.
struct SearchProblem {
  std::function<Eigen::VectorXd(const Eigen::MatrixXd& points)> scores;  // one per row
  // What the scores are at most, at less cost. Empty: nothing is gained by that.
  std::function<Eigen::VectorXd(const Eigen::MatrixXd& points)> bounds;
  // The score of one point; `gradient` (D entries) is read at the free coordinates only.
  std::function<double(const Eigen::VectorXd& u, Eigen::VectorXd& gradient)> score;
  std::function<std::vector<Eigen::Index>(const Eigen::VectorXd& u)> free_coordinates;
  std::function<Eigen::MatrixXd(const Eigen::VectorXd& u)>
      moves;  // neighbours as rows; may be none
};

struct MaximizeOptions {
  std::size_t starts = 2;
  double start_distance = 0.05;  // between any two starts
  int rounds = 3;                // of the two kinds of search, per start
  int iterations = 25;           // of L-BFGS, per round
  Eigen::Index shortlist = 128;  // candidates with the largest bounds, which are scored
};

struct ScoredPoint {
  Eigen::VectorXd u;
  double score = 0.0;
};

// The results of the local searches and the candidates that were scored, best first; equal scores
// keep their order.
std::vector<ScoredPoint> maximize(const SearchProblem& problem,
                                  const Eigen::MatrixXd& candidates,
                                  const MaximizeOptions& options = {});

}  // namespace tuner
