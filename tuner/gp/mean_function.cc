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
  correlate(k);
  return (parameters_.signal_variance * (k * alpha_)).array() + parameters_.mean;
}

double MeanFunction::value(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const {
  const Eigen::VectorXd at =
      scale_columns(x.transpose(), groups_, parameters_.length_scales).transpose();
  Eigen::VectorXd k = squared_distances_to(at, scaled_), slope(scaled_.rows());
  correlate(k, slope);
  slope.array() *= parameters_.signal_variance * alpha_.array();
  gradient = gradient_of_distances(slope, at, scaled_, groups_, parameters_.length_scales);
  return parameters_.mean + parameters_.signal_variance * k.dot(alpha_);
}

}  // namespace tuner
