// How promising a point is for a front of several objectives, as a function of the posteriors there:
// the expected growth of the dominated volume, exactly.
//
//   EHVI = Σ_i Π_j [ψ_j(upper_ij) − ψ_j(lower_ij)],   ψ_j(c) = E[(c − f_j)⁺] = σ_j h((c − μ_j)/σ_j)
//
// over the boxes of the free space (free_boxes.h). All is computed in logs, for the reasons of
// acquisition.h: ln EHVI is finite and has a slope where EHVI is zero in double precision.
//
// In the flow: as LogExpectedImprovement for one objective; the processes are independent.
//
// Shapes  M objectives, B boxes; O(B M).
// Source  EHVI in closed form [Emmerich2016]; in logs [Ament2023]; docs/numerics.md, section 17.
#pragma once

#include <Eigen/Core>
#include <compare>
#include <vector>

#include "tuner/gp/free_boxes.h"

namespace tuner {

struct FrontAcquisitionValue {
  double value = 0.0;
  Eigen::VectorXd d_mean, d_variance;  // partial derivatives, M entries
};

class LogExpectedHypervolumeImprovement {
 public:
  // Contract: at least one box, lower < upper.
  explicit LogExpectedHypervolumeImprovement(const Boxes& free);

  // Contract: M entries each; variances > 0.
  FrontAcquisitionValue operator()(const Eigen::VectorXd& mean,
                                   const Eigen::VectorXd& variance) const;

 private:
  // What an objective has of a box; many boxes share it.
  struct Side {
    double lower, upper;
    auto operator<=>(const Side&) const = default;
  };

  std::vector<std::vector<Side>> sides_;  // by objective, sorted, each once
  Eigen::MatrixX<Eigen::Index> side_of_;  // B×M: index of the side
};

}  // namespace tuner
