#include "tuner/gp/mean_function.h"

#include <utility>

namespace tuner {

MeanFunction::MeanFunction(GpParameters parameters,
                           ColumnGroups groups,
                           Eigen::MatrixXd scaled,
                           Eigen::VectorXd alpha)
    : parameters_(std::move(parameters)),
      groups_(std::move(groups)),
      scaled_(std::move(scaled)),
      alpha_(std::move(alpha)) {}

Eigen::VectorXd MeanFunction::values(const Eigen::Ref<const Eigen::MatrixXd>& x) const {
  Eigen::MatrixXd k =
      squared_distances(scale_columns(x, groups_, parameters_.length_scales), scaled_);
  matern52(k);
  return (parameters_.signal_variance * (k * alpha_)).array() + parameters_.mean;
}

// With w_i = α_i dκ/d(r²): ∂g/∂x_c = 2 σ_f² Σ_i w_i (x_c − x_ic) / ℓ_c².
double MeanFunction::value(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const {
  const Eigen::VectorXd at =
      scale_columns(x.transpose(), groups_, parameters_.length_scales).transpose();
  Eigen::VectorXd k = Eigen::VectorXd::Zero(scaled_.rows()), slope(scaled_.rows());
  for (Eigen::Index c = 0; c < scaled_.cols(); ++c) {
    k.array() += (scaled_.col(c).array() - at[c]).square();
  }
  matern52(k, slope);
  slope.array() *= 2.0 * parameters_.signal_variance * alpha_.array();
  gradient = slope.sum() * at - scaled_.transpose() * slope;
  for (Eigen::Index c = 0; c < gradient.size(); ++c) {
    gradient[c] /= parameters_.length_scales[groups_[static_cast<std::size_t>(c)]];
  }
  return parameters_.mean + parameters_.signal_variance * k.dot(alpha_);
}

}  // namespace tuner
