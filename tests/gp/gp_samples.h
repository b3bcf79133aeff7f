// Points, functions and finite differences that the tests of the numerical core share.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <string_view>

#include "tuner/base/rng.h"
#include "tuner/gp/gp_likelihood.h"

namespace tuner {

inline Eigen::MatrixXd random_points(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Rng rng = Rng::for_trial(seed, TrialId{1}, "test points");
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&rng] { return rng.uniform(); });
}

// A smooth function of the rows with standard deviation of order one.
inline Eigen::VectorXd smooth_values(const Eigen::MatrixXd& x) {
  return (3.0 * x.rowwise().sum().array()).sin() + x.rowwise().squaredNorm().array();
}

inline ColumnGroups own_groups(Eigen::Index columns) {
  ColumnGroups groups;
  for (Eigen::Index c = 0; c < columns; ++c) groups.push_back(c);
  return groups;
}

inline GpParameters usual_parameters(Eigen::Index groups) {
  return {Eigen::VectorXd::LinSpaced(groups, 0.4, 0.9), 1.2, 1e-3, 0.1};
}

// Of data that is asked about once.
inline double log_likelihood(const GpData& data,
                             const Eigen::VectorXd& theta,
                             Eigen::VectorXd& gradient) {
  LogLikelihood likelihood(data);
  const double value = likelihood.at(theta);
  gradient = likelihood.gradient();
  return value;
}

inline double log_posterior(const GpData& data,
                            const Eigen::VectorXd& theta,
                            Eigen::VectorXd& gradient) {
  LogLikelihood likelihood(data);
  return log_posterior(likelihood, theta, gradient);
}

// Central differences with a step for every coordinate.
inline Eigen::VectorXd numerical_gradient(const std::function<double(const Eigen::VectorXd&)>& f,
                                          const Eigen::VectorXd& x,
                                          double step = 1e-5) {
  Eigen::VectorXd gradient(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    Eigen::VectorXd up = x, down = x;
    up[i] += step;
    down[i] -= step;
    gradient[i] = (f(up) - f(down)) / (2.0 * step);
  }
  return gradient;
}

}  // namespace tuner
