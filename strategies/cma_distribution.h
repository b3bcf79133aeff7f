// The normal distribution that a covariance matrix adaptation learns, and how it learns.
//
//   x = m + σ A y,  y = B D z,  z ~ N(0, I)                   C = B D² Bᵀ;  A: diagonal, widened for discrete coordinates
//
//   m   ←  m + σ A y_w,                                       y_w = Σ w_i y_i over the ranked results, best first
//   p_σ ←  (1 − c_σ) p_σ + √(c_σ (2 − c_σ) μ_w) C^(−½) y_w
//   p_c ←  (1 − c_c) p_c + h √(c_c (2 − c_c) μ_w) y_w,        h = 0 while |p_σ| is unusually long, else 1
//   C   ←  (1 − c₁ − c_μ + (1 − h) c₁ c_c (2 − c_c)) C + c₁ p_c p_cᵀ + c_μ Σ w_i y_i y_iᵀ
//   σ   ←  σ exp(c_σ/d_σ (|p_σ| / E|N(0, I)| − 1))
//
// C is decomposed every eigen_gap generations only; B and D lag behind it. In more than kMostFull dimensions C is
// diagonal. A result that was not drawn from this distribution is first pulled to within the length √d + 2d/(d + 2) of
// C^(−½) y.
//
// Shapes  m, z, x: d entries. Many results are rows.
// Source  [Hansen2016]; diagonal [Ros2008]; foreign results [Hansen2011]; A [Hamano2022].
#pragma once

#include <Eigen/Core>

#include "strategies/cma_rates.h"

namespace tuner {

class CmaDistribution {
 public:
  static constexpr Eigen::Index kMostFull = 200;

  // Contract: mean.size() >= 1, sigma > 0, lambda >= 2.
  CmaDistribution(Eigen::VectorXd mean, double sigma, Eigen::Index lambda);

  const Eigen::VectorXd& mean() const { return mean_; }
  double sigma() const { return sigma_; }
  const CmaRates& rates() const { return rates_; }
  // C; its diagonal as a column where it is diagonal.
  const Eigen::MatrixXd& covariance() const { return covariance_; }
  // σ A_j √C_jj.
  double deviation(Eigen::Index j) const;
  // The ratio of the longest to the shortest axis of C.
  double axis_ratio() const { return roots_.maxCoeff() / roots_.minCoeff(); }
  bool is_finite() const;

  Eigen::VectorXd sample(const Eigen::VectorXd& z) const;

  // x, moved towards the mean if it lies too far out to have been drawn.
  Eigen::VectorXd pulled_in(const Eigen::VectorXd& x) const;

  // One generation: at most λ results, best first; with fewer than λ/2 the weights of those count.
  void update(const Eigen::MatrixXd& ranked);

  // Sets the mean of one coordinate, and A_j so that its deviation is as given.
  void set_coordinate(Eigen::Index j, double mean, double deviation);
  // Shrinks σ so that no coordinate's deviation exceeds `most`.
  void limit_deviation(double most);

 private:
  bool separable() const { return covariance_.cols() == 1 && mean_.size() > 1; }
  Eigen::VectorXd whitened(const Eigen::VectorXd& y) const;  // D⁻¹ Bᵀ y
  void adapt_covariance(const Eigen::MatrixXd& steps, const Eigen::VectorXd& weights, bool usual);
  void decompose();

  CmaRates rates_;
  Eigen::VectorXd mean_, scale_;  // m, A
  double sigma_;
  Eigen::MatrixXd covariance_, basis_;  // C, B
  Eigen::VectorXd roots_;               // D
  Eigen::VectorXd sigma_path_, covariance_path_;
  Eigen::Index generation_ = 0, decomposed_at_ = 0;
};

}  // namespace tuner
