// The probabilities of the values of one categorical parameter in an evolution strategy.
//
//   q ← q + η Σ_i w_i (e_{c_i} − q), then every q_k at least `floor`: the values of the better results become likelier
//
// This is the natural gradient of the expected rank under a categorical distribution; the floor keeps every value
// possible, as the margin does for levels.
//
// Source  [Hamano2024], with a fixed rate η.
#pragma once

#include <Eigen/Core>

namespace tuner {

class CategoryWeights {
 public:
  // Uniform. Contract: count >= 2, 0 <= floor <= 1/count.
  CategoryWeights(Eigen::Index count, double floor);

  const Eigen::VectorXd& probabilities() const { return probabilities_; }

  // The value at u in [0, 1) of the cumulative distribution.
  Eigen::Index draw(double u) const;

  // The values of the ranked results, best first, and their weights (sum 1).
  void update(const Eigen::VectorXi& values, const Eigen::VectorXd& weights, double rate);

 private:
  void apply_floor();

  Eigen::VectorXd probabilities_;
  double floor_;
};

}  // namespace tuner
