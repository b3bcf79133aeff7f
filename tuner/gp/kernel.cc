#include "tuner/gp/kernel.h"

#include <algorithm>

#include "tuner/base/check.h"

namespace tuner {
namespace {

// κ and its slope for a column of r²: the only place that knows the kernel. A profile is made for the longest column; what it is
// given as r² becomes variance · κ, and `slope` is of the r² that was there before.
class Matern52 {
 public:
  // Contract: no column is longer than `rows`.
  explicit Matern52(Eigen::Index rows) : s_(rows), decay_(rows) {}

  template <typename Column>
  void operator()(double variance, Column&& r2) {
    auto s = s_.head(r2.size());
    s = (5.0 * r2.array()).sqrt();
    r2.array() = variance * (1.0 + s * (1.0 + s / 3.0)) * (-s).exp();
  }

  template <typename Column, typename Slope>
  void operator()(double variance, Column&& r2, Slope&& slope) {
    auto s = s_.head(r2.size()), decay = decay_.head(r2.size());
    s = (5.0 * r2.array()).sqrt();
    decay = variance * (-s).exp();
    slope.array() = (-5.0 / 6.0) * (1.0 + s) * decay;
    r2.array() = (1.0 + s * (1.0 + s / 3.0)) * decay;
  }

 private:
  // Of one column at a time, so that they stay in the first-level cache.
  Eigen::ArrayXd s_, decay_;
};
using Profile = Matern52;

// finish(j, r²) for every column j of the lower triangle of the squared distances between the rows of a; r² is a part of k.
// Block by block of columns, so that a block of products is still in the cache when it becomes something else.
template <typename Finish>
void for_lower_columns(const Eigen::Ref<const Eigen::MatrixXd>& a,
                       Eigen::Ref<Eigen::MatrixXd> k,
                       const Finish& finish) {
  constexpr Eigen::Index kBlock = 32;
  const Eigen::Index n = a.rows();
  const Eigen::ArrayXd norms = a.rowwise().squaredNorm();
  for (Eigen::Index first = 0; first < n; first += kBlock) {
    const Eigen::Index width = std::min(kBlock, n - first);
    k.block(first, first, n - first, width).noalias() =
        a.bottomRows(n - first) * a.middleRows(first, width).transpose();
    for (Eigen::Index j = first; j < first + width; ++j) {
      auto r2 = k.col(j).tail(n - j);
      r2.array() = (norms.tail(n - j) + norms[j] - 2.0 * r2.array()).max(0.0);
      finish(j, r2);
    }
  }
}

}  // namespace

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

Eigen::VectorXd squared_distances_to(const Eigen::VectorXd& point,
                                     const Eigen::Ref<const Eigen::MatrixXd>& a) {
  Eigen::VectorXd r2 = Eigen::VectorXd::Zero(a.rows());
  for (Eigen::Index c = 0; c < a.cols(); ++c) r2.array() += (a.col(c).array() - point[c]).square();
  return r2;
}

Eigen::VectorXd gradient_of_distances(const Eigen::VectorXd& weights,
                                      const Eigen::VectorXd& point,
                                      const Eigen::Ref<const Eigen::MatrixXd>& a,
                                      const ColumnGroups& groups,
                                      const Eigen::VectorXd& length_scales) {
  Eigen::VectorXd gradient = 2.0 * (weights.sum() * point - a.transpose() * weights);
  for (Eigen::Index c = 0; c < gradient.size(); ++c) {
    gradient[c] /= length_scales[groups[static_cast<std::size_t>(c)]];
  }
  return gradient;
}

void correlate(Eigen::Ref<Eigen::MatrixXd> r2) {
  Profile profile(r2.rows());
  for (Eigen::Index j = 0; j < r2.cols(); ++j) profile(1.0, r2.col(j));
}

void correlate(Eigen::Ref<Eigen::MatrixXd> r2, Eigen::Ref<Eigen::MatrixXd> slope) {
  Profile profile(r2.rows());
  for (Eigen::Index j = 0; j < r2.cols(); ++j) profile(1.0, r2.col(j), slope.col(j));
}

void covariance_of_rows(const Eigen::Ref<const Eigen::MatrixXd>& a,
                        double signal_variance,
                        Eigen::Ref<Eigen::MatrixXd> k) {
  Profile profile(a.rows());
  for_lower_columns(a, k, [&](Eigen::Index, auto r2) { profile(signal_variance, r2); });
}

void covariance_of_rows(const Eigen::Ref<const Eigen::MatrixXd>& a,
                        double signal_variance,
                        Eigen::Ref<Eigen::MatrixXd> k,
                        Eigen::Ref<Eigen::MatrixXd> slope) {
  Profile profile(a.rows());
  for_lower_columns(a, k, [&](Eigen::Index j, auto r2) {
    profile(signal_variance, r2, slope.col(j).tail(r2.size()));
  });
}

}  // namespace tuner
