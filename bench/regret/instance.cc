#include "bench/regret/instance.h"

#include <Eigen/QR>
#include <algorithm>
#include <cstdio>
#include <numeric>
#include <utility>
#include <vector>

#include "tuner/base/rng.h"

namespace tuner::regret {
namespace {

constexpr double kFarthest = 0.2;  // of a range, that the minimum is moved
constexpr double kMargin = 0.05;   // of a range, that stays between the minimum and the border

std::string coordinate_name(Eigen::Index i) {
  char text[16];
  std::snprintf(text, sizeof text, "x%02d", static_cast<int>(i + 1));
  return text;
}

// P of instance.h, on the unit cube.
struct Shuffle {
  std::vector<Eigen::Index>
      from;                     // coordinate i of the function is coordinate from[i] of the space
  std::vector<bool> reflected;  // by coordinate of the function

  Eigen::VectorXd forth(const Eigen::VectorXd& w) const {
    Eigen::VectorXd shuffled(w.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      shuffled[static_cast<Eigen::Index>(i)] = reflected[i] ? 1.0 - w[from[i]] : w[from[i]];
    }
    return shuffled;
  }
  Eigen::VectorXd back(const Eigen::VectorXd& shuffled) const {
    Eigen::VectorXd w(shuffled.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      const double value = shuffled[static_cast<Eigen::Index>(i)];
      w[from[i]] = reflected[i] ? 1.0 - value : value;
    }
    return w;
  }
};

Shuffle shuffle_of(const Box& box, std::uint64_t instance) {
  const Eigen::Index d = box.best.size();
  Shuffle shuffle{std::vector<Eigen::Index>(static_cast<std::size_t>(d)),
                  std::vector<bool>(static_cast<std::size_t>(d), false)};
  std::iota(shuffle.from.begin(), shuffle.from.end(), 0);
  if (instance == 0) return shuffle;
  shuffle.from = permutation(d, instance, box.name);
  Rng rng = Rng::for_trial(instance, TrialId{1}, "reflections of " + box.name);
  for (std::size_t i = 0; i < shuffle.reflected.size(); ++i)
    shuffle.reflected[i] = rng.below(2) == 1;
  return shuffle;
}

// t of instance.h, on the unit cube.
Eigen::VectorXd target_of(const Box& box, std::uint64_t instance) {
  Eigen::VectorXd target = (box.best - box.lower).cwiseQuotient(box.upper - box.lower);
  if (instance == 0) return target;
  Rng rng = Rng::for_trial(instance, TrialId{1}, "shift of " + box.name);
  for (double& t : target) {
    t = std::clamp(t + kFarthest * (2.0 * rng.uniform() - 1.0), kMargin, 1.0 - kMargin);
  }
  return target;
}

bool is_rotated(const Box& box, std::uint64_t instance) {
  return box.rotation == Rotation::kAlways ||
         (box.rotation == Rotation::kExceptPublished && instance > 0);
}

SearchSpace space_of(const Box& box) {
  std::vector<Parameter> parameters;
  for (Eigen::Index i = 0; i < box.best.size(); ++i) {
    parameters.push_back(
        {coordinate_name(i), Continuous{box.lower[i], box.upper[i], Scale::kLinear}});
  }
  return SearchSpace::create(std::move(parameters)).value();
}

}  // namespace

Box cube(std::string name, Eigen::Index dimension, double lower, double upper, double best) {
  Box box{std::move(name), "", {}, {}, {}, {}};
  box.lower = Eigen::VectorXd::Constant(dimension, lower);
  box.upper = Eigen::VectorXd::Constant(dimension, upper);
  box.best = Eigen::VectorXd::Constant(dimension, best);
  return box;
}

// The space keeps the ranges of the function: coordinates are exchanged as shares of their ranges.
Problem instance_of(const Box& box, std::uint64_t instance) {
  const Shuffle shuffle = shuffle_of(box, instance);
  const Eigen::VectorXd target = target_of(box, instance), range = box.upper - box.lower;
  const Eigen::Index d = box.best.size();
  const Eigen::MatrixXd rotate =
      is_rotated(box, instance) ? rotation(d, instance, box.name) : Eigen::MatrixXd::Identity(d, d);
  const auto loss = [=](const Configuration& configuration) {
    Eigen::VectorXd w(d);
    Eigen::Index i = 0;
    for (const auto& [name, value] : configuration) {
      w[i] = (std::get<double>(value) - box.lower[i]) / range[i];
      ++i;
    }
    const Eigen::VectorXd moved = (shuffle.forth(w) - target).cwiseProduct(range);
    return box.function(box.best + rotate * moved);
  };
  const Eigen::VectorXd best = box.lower + shuffle.back(target).cwiseProduct(range);
  Problem problem{box.name, box.family, space_of(box), loss, {}, box.budget};
  for (Eigen::Index i = 0; i < d; ++i) problem.best.emplace(coordinate_name(i), best[i]);
  return problem;
}

std::vector<Eigen::Index> permutation(Eigen::Index count,
                                      std::uint64_t instance,
                                      std::string_view purpose) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  Rng rng = Rng::for_trial(instance, TrialId{1}, "permutation of " + std::string(purpose));
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
  return order;
}

// The orthogonal factor of a matrix of normal numbers.
Eigen::MatrixXd rotation(Eigen::Index dimension, std::uint64_t instance, std::string_view purpose) {
  Rng rng = Rng::for_trial(instance, TrialId{1}, "rotation of " + std::string(purpose));
  Eigen::MatrixXd normal(dimension, dimension);
  for (double& entry : normal.reshaped()) entry = rng.normal();
  return Eigen::HouseholderQR<Eigen::MatrixXd>(normal).householderQ();
}

}  // namespace tuner::regret
