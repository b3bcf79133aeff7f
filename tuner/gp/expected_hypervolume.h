// How promising a point is for a front of two objectives, as a function of the two posteriors there:
// the expected growth of the dominated area, exactly.
//
//   front  a_1 < … < a_M with b_1 > … > b_M;   a_0 = −∞, a_{M+1} = r_1, b_0 = r_2
//   EHVI = Σ_{i=0…M} [ψ_1(a_{i+1}) − ψ_1(a_i)] ψ_2(b_i),   ψ_j(c) = E[(c − f_j)⁺] = σ_j h((c − μ_j)/σ_j)
//
// Stripe i of the first objective is as high as what f_2 leaves below b_i. All is computed in logs,
// for the reasons of acquisition.h: ln EHVI is finite and has a slope where EHVI is zero in double
// precision. O(M).
//
// In the flow: as LogExpectedImprovement for one objective; the two processes are independent.
// Source  EHVI in closed form [Emmerich2016]; in logs [Ament2023]; docs/numerics.md, section 17.
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

namespace tuner {

struct FrontAcquisitionValue {
  double value = 0.0;
  std::array<double, 2> d_mean{}, d_variance{};  // partial derivatives
};

class LogExpectedHypervolumeImprovement {
 public:
  // `points` are n×2, n >= 0; only their front inside the reference counts. Contract: finite.
  LogExpectedHypervolumeImprovement(const Eigen::MatrixXd& points,
                                    const Eigen::Vector2d& reference);

  // Contract: variances > 0.
  FrontAcquisitionValue operator()(const Eigen::Vector2d& mean,
                                   const Eigen::Vector2d& variance) const;

 private:
  std::vector<double> edges_;   // a_1 … a_{M+1}
  std::vector<double> levels_;  // b_0 … b_M
};

}  // namespace tuner
