// Minimises a smooth function in a box: limited-memory BFGS on the free coordinates, projected
// backtracking line search.
//
// A coordinate at its bound whose gradient points outwards is held for the iteration; the two-loop
// recursion works on the others. Pairs without positive curvature are skipped, so that a line
// search with Armijo's condition alone is enough.
//
// Source  [Nocedal2006] algorithms 7.4 and 7.5; projection [Bertsekas1982].
#pragma once

#include <Eigen/Core>
#include <functional>

namespace tuner {

// Returns f(x) and sets the gradient (already of the right size). Not finite: "not here", the line
// search backs off.
using SmoothFunction = std::function<double(const Eigen::VectorXd& x, Eigen::VectorXd& gradient)>;

struct LbfgsOptions {
  int max_iterations = 50;
  double gradient_tolerance = 1e-3;  // largest entry of the projected gradient
  double relative_decrease = 1e-7;   // of f in one iteration
};

enum class LbfgsStop { kGradient, kDecrease, kLineSearch, kIterations, kNotFinite };

struct LbfgsResult {
  Eigen::VectorXd x;
  double value = 0.0;
  int iterations = 0, evaluations = 0;
  LbfgsStop stop = LbfgsStop::kIterations;
};

// Starts at x0 moved into the box; the value never increases. kNotFinite: f is not finite at the
// start.
LbfgsResult minimize_in_box(const SmoothFunction& f,
                            const Eigen::VectorXd& x0,
                            const Eigen::VectorXd& lower,
                            const Eigen::VectorXd& upper,
                            const LbfgsOptions& options = {});

}  // namespace tuner
