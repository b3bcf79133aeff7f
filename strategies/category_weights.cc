#include "strategies/category_weights.h"

#include "tuner/base/check.h"

namespace tuner {

CategoryWeights::CategoryWeights(Eigen::Index count, double floor)
    : probabilities_(Eigen::VectorXd::Constant(count, 1.0 / static_cast<double>(count))),
      floor_(floor) {
  TUNER_CHECK(count >= 2 && floor >= 0.0 && floor * static_cast<double>(count) <= 1.0,
              "the floor must leave room for all values");
}

Eigen::Index CategoryWeights::draw(double u) const {
  double sum = 0.0;
  for (Eigen::Index k = 0; k + 1 < probabilities_.size(); ++k) {
    sum += probabilities_[k];
    if (u < sum) return k;
  }
  return probabilities_.size() - 1;
}

void CategoryWeights::update(const Eigen::VectorXi& values,
                             const Eigen::VectorXd& weights,
                             double rate) {
  probabilities_ *= 1.0 - rate;
  for (Eigen::Index i = 0; i < values.size(); ++i) probabilities_[values[i]] += rate * weights[i];
  apply_floor();
}

// What is lifted to the floor is taken from the rest in proportion to what each has above the floor.
void CategoryWeights::apply_floor() {
  const double spare = (probabilities_.array() - floor_).max(0.0).sum();
  const double wanted = 1.0 - floor_ * static_cast<double>(probabilities_.size());
  if (spare <= 0.0) return;
  probabilities_ = floor_ + (probabilities_.array() - floor_).max(0.0) * (wanted / spare);
}

}  // namespace tuner
