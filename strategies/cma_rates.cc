#include "strategies/cma_rates.h"

#include <algorithm>
#include <cmath>

namespace tuner {

CmaRates::CmaRates(Eigen::Index dimension, Eigen::Index lambda, bool separable)
    : weights(lambda / 2) {
  const auto d = static_cast<double>(dimension);
  for (Eigen::Index i = 0; i < weights.size(); ++i) {
    weights[i] = std::log((static_cast<double>(lambda) + 1.0) / 2.0) -
                 std::log(static_cast<double>(i) + 1.0);
  }
  weights /= weights.sum();
  const double mu = 1.0 / weights.squaredNorm();
  effective = mu;
  path_sigma = (mu + 2.0) / (d + mu + 5.0);
  damping = 1.0 + 2.0 * std::max(0.0, std::sqrt((mu - 1.0) / (d + 1.0)) - 1.0) + path_sigma;
  path_covariance = (4.0 + mu / d) / (d + 4.0 + 2.0 * mu / d);
  const double faster = separable ? (d + 2.0) / 3.0 : 1.0;
  rank_one = std::min(0.5, faster * 2.0 / ((d + 1.3) * (d + 1.3) + mu));
  rank_mu =
      std::min(1.0 - rank_one, faster * 2.0 * (mu - 2.0 + 1.0 / mu) / ((d + 2.0) * (d + 2.0) + mu));
  expected_norm = std::sqrt(d) * (1.0 - 1.0 / (4.0 * d) + 1.0 / (21.0 * d * d));
  eigen_gap =
      std::max<Eigen::Index>(1, static_cast<Eigen::Index>(1.0 / (10.0 * d * (rank_one + rank_mu))));
}

Eigen::Index usual_lambda(Eigen::Index dimension) {
  return 4 + static_cast<Eigen::Index>(
                 3.0 * std::log(static_cast<double>(std::max<Eigen::Index>(dimension, 1))));
}

}  // namespace tuner
