#include "tuner/gp/kernel.h"

#include <algorithm>

#include "tuner/base/check.h"

namespace tuner {

Eigen::Index group_count(const ColumnGroups& groups) {
  return groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1;
}

Eigen::MatrixXd scale_columns(const Eigen::Ref<const Eigen::MatrixXd>& x,
                              const ColumnGroups& groups,
                              const Eigen::VectorXd& length_scales) {
  TUNER_CHECK(x.cols() == static_cast<Eigen::Index>(groups.size()), "one group per column");
  Eigen::MatrixXd scaled(x.rows(), x.cols());
  for (Eigen::Index c = 0; c < x.cols(); ++c) {
    scaled.col(c) = x.col(c) / length_scales[groups[static_cast<std::size_t>(c)]];
  }
  return scaled;
}

Eigen::MatrixXd squared_distances(const Eigen::Ref<const Eigen::MatrixXd>& a,
                                  const Eigen::Ref<const Eigen::MatrixXd>& b) {
  const Eigen::VectorXd a_norms = a.rowwise().squaredNorm();
  const Eigen::VectorXd b_norms = b.rowwise().squaredNorm();
  Eigen::MatrixXd r2(a.rows(), b.rows());
  r2.noalias() = a * b.transpose();
  for (Eigen::Index j = 0; j < r2.cols(); ++j) {
    r2.col(j) = (a_norms.array() + b_norms[j] - 2.0 * r2.col(j).array()).max(0.0);
  }
  return r2;
}

// Column by column, so that the temporaries of a long column stay in the first-level cache.
void matern52(Eigen::Ref<Eigen::MatrixXd> r2) {
  Eigen::ArrayXd s(r2.rows());
  for (Eigen::Index j = 0; j < r2.cols(); ++j) {
    s = (5.0 * r2.col(j).array()).sqrt();
    r2.col(j) = (1.0 + s * (1.0 + s / 3.0)) * (-s).exp();
  }
}

void matern52(Eigen::Ref<Eigen::MatrixXd> r2, Eigen::Ref<Eigen::MatrixXd> slope) {
  Eigen::ArrayXd s(r2.rows()), e(r2.rows());
  for (Eigen::Index j = 0; j < r2.cols(); ++j) {
    s = (5.0 * r2.col(j).array()).sqrt();
    e = (-s).exp();
    slope.col(j) = (-5.0 / 6.0) * (1.0 + s) * e;
    r2.col(j) = (1.0 + s * (1.0 + s / 3.0)) * e;
  }
}

}  // namespace tuner
