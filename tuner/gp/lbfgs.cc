#include "tuner/gp/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <vector>

namespace tuner {
namespace {

constexpr std::size_t kMemory = 8;
constexpr double kArmijo = 1e-4;
constexpr int kMaxBacktracks = 20;

// The last steps and changes of the gradient: an approximation of the inverse Hessian.
class Memory {
 public:
  bool empty() const { return pairs_.empty(); }
  void clear() { pairs_.clear(); }

  void add(const Eigen::VectorXd& step, const Eigen::VectorXd& change) {
    if (step.dot(change) <= 1e-10 * step.norm() * change.norm()) return;
    pairs_.push_back({step, change});
    if (pairs_.size() > kMemory) pairs_.pop_front();
  }

  // −H g on the coordinates where free is 1; zero elsewhere.
  Eigen::VectorXd direction(const Eigen::VectorXd& g, const Eigen::VectorXd& free) const {
    Eigen::VectorXd q = g.cwiseProduct(free);
    std::vector<double> a(pairs_.size(), 0.0), curvature(pairs_.size());
    double scale = 0.0;
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      const Eigen::VectorXd y = pairs_[i].change.cwiseProduct(free);
      curvature[i] = pairs_[i].step.dot(y);
      if (curvature[i] <= 0.0) continue;
      if (scale == 0.0) scale = curvature[i] / y.squaredNorm();
      a[i] = pairs_[i].step.dot(q) / curvature[i];
      q -= a[i] * y;
    }
    if (scale > 0.0) q *= scale;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (curvature[i] <= 0.0) continue;
      const double b = pairs_[i].change.dot(q) / curvature[i];
      q += (a[i] - b) * pairs_[i].step.cwiseProduct(free);
    }
    return -q;
  }

 private:
  struct Pair {
    Eigen::VectorXd step, change;
  };
  std::deque<Pair> pairs_;
};

class Minimizer {
 public:
  Minimizer(const SmoothFunction& f, const Eigen::VectorXd& lower, const Eigen::VectorXd& upper)
      : f_(f), lower_(lower), upper_(upper) {}

  LbfgsResult run(const Eigen::VectorXd& x0, const LbfgsOptions& options) {
    result_.x = clamp(x0);
    gradient_ = Eigen::VectorXd::Zero(x0.size());
    result_.value = evaluate(result_.x, gradient_);
    if (!std::isfinite(result_.value)) return finish(LbfgsStop::kNotFinite);
    for (; result_.iterations < options.max_iterations; ++result_.iterations) {
      const Eigen::VectorXd free = free_coordinates();
      const double steepest = gradient_.cwiseProduct(free).lpNorm<Eigen::Infinity>();
      if (!(steepest > options.gradient_tolerance)) return finish(LbfgsStop::kGradient);
      const double before = result_.value;
      if (!improve(free)) return finish(LbfgsStop::kLineSearch);
      if (before - result_.value <= options.relative_decrease * std::max(1.0, std::abs(before))) {
        return finish(LbfgsStop::kDecrease);
      }
    }
    return finish(LbfgsStop::kIterations);
  }

 private:
  Eigen::VectorXd clamp(const Eigen::VectorXd& x) const {
    return x.cwiseMax(lower_).cwiseMin(upper_);
  }

  double evaluate(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) {
    ++result_.evaluations;
    const double value = f_(x, gradient);
    return gradient.allFinite() ? value : std::nan("");
  }

  LbfgsResult finish(LbfgsStop stop) {
    result_.stop = stop;
    return std::move(result_);
  }

  Eigen::VectorXd free_coordinates() const {
    Eigen::VectorXd free = Eigen::VectorXd::Ones(gradient_.size());
    for (Eigen::Index i = 0; i < free.size(); ++i) {
      const bool held = (result_.x[i] <= lower_[i] && gradient_[i] > 0.0) ||
                        (result_.x[i] >= upper_[i] && gradient_[i] < 0.0);
      if (held) free[i] = 0.0;
    }
    return free;
  }

  // One iteration: along the quasi-Newton direction, and when that fails once along the gradient.
  bool improve(const Eigen::VectorXd& free) {
    const Eigen::VectorXd direction = memory_.direction(gradient_, free);
    const bool descent = direction.allFinite() && direction.dot(gradient_) < 0.0;
    if (!memory_.empty()) {
      if (descent && search(direction, 1.0)) return true;
      memory_.clear();
    }
    const Eigen::VectorXd steepest = -gradient_.cwiseProduct(free);
    return search(steepest, std::min(1.0, 1.0 / steepest.norm()));
  }

  bool search(const Eigen::VectorXd& direction, double t) {
    Eigen::VectorXd gradient(gradient_.size());
    for (int trial = 0; trial < kMaxBacktracks; ++trial) {
      const Eigen::VectorXd x = clamp(result_.x + t * direction);
      const Eigen::VectorXd step = x - result_.x;
      const double slope = gradient_.dot(step);
      const double value = evaluate(x, gradient);
      if (slope < 0.0 && value <= result_.value + kArmijo * slope) {
        memory_.add(step, gradient - gradient_);
        result_.x = x;
        result_.value = value;
        gradient_ = gradient;
        return true;
      }
      t *= shrink(value - result_.value, slope);
    }
    return false;
  }

  // Minimum of the parabola through f, its slope and the rejected value; a plain cut where that
  // value is unusable.
  static double shrink(double rise, double slope) {
    if (!std::isfinite(rise)) return 0.2;
    return std::clamp(-0.5 * slope / (rise - slope), 0.1, 0.5);
  }

  const SmoothFunction& f_;
  const Eigen::VectorXd& lower_;
  const Eigen::VectorXd& upper_;
  Memory memory_;
  Eigen::VectorXd gradient_;
  LbfgsResult result_;
};

}  // namespace

LbfgsResult minimize_in_box(const SmoothFunction& f,
                            const Eigen::VectorXd& x0,
                            const Eigen::VectorXd& lower,
                            const Eigen::VectorXd& upper,
                            const LbfgsOptions& options) {
  return Minimizer(f, lower, upper).run(x0, options);
}

}  // namespace tuner
