// A Parzen estimator: the density of configurations near which others have been seen, as a mixture of one kernel per
// observation and one uniform kernel.
//
//   p(x) = 1/(m + 1) · (π(x) + Σ_i Π_j k_j(x_j | c_ij))                    i = 1 … m, j over the active coordinates of x
//
//   number      a normal distribution with mean c_ij and deviation σ_j, cut to [0, 1]; for a value with a bin of width w
//               the mean density over the bin times w, with variance σ_j² + w²/12
//   levels      the mass of that normal distribution on the bin of the level
//   category    (1 + a/K) / (1 + a) for the same value, (a/K) / (1 + a) for another: a observations shared by all K
//   inactive    where the observation has no value, the kernel is uniform; where x has none, the factor is 1
//
// π is uniform, as a kernel whose coordinates are all inactive. p sums to one over the configurations of a conditional
// space, since each kernel is a distribution over the whole cube, of which inactive coordinates are integrated out.
//
//   σ_j = 0.7 s_j (m_j + 1)^(−1/(d + 4)),  s_j² = (Σ_i (c_ij − c̄_j)² + 1/12) / (m_j + 1)
//
// over the m_j observations with a value; d counts the coordinates that are not constant. 1/12 is the variance of one
// uniform observation. Of K levels σ_j is at least 1/(2K).
//
// Exact   to about 1e-5 in ln p: what is summed over all kernels is in single precision, twice as many to an operation.
// Shapes  observations m × D, queries q × D: points of ParzenSpace, rows.
// Source  estimators of good and bad configurations [Bergstra2011]; joint kernels over all coordinates [Falkner2018];
//         widths [Scott1992] section 6.3. Derivation: docs/numerics.md, section 15.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "strategies/parzen_space.h"
#include "tuner/base/rng.h"

namespace tuner {

class ParzenMixture {
 public:
  // `space` must outlive the mixture. No observations at all are allowed: then p = π.
  ParzenMixture(const ParzenSpace& space, const Eigen::MatrixXd& observations);

  // ln p of every query.
  Eigen::ArrayXd log_density(const Eigen::MatrixXd& queries) const;

  // One point, drawn from p; its inactive coordinates are kInactive.
  Eigen::VectorXd draw(Rng& rng) const;

  double deviation(Eigen::Index j) const { return deviations_[j]; }

 private:
  struct LogSum;

  double deviation_of(Eigen::Index j, const Eigen::MatrixXd& observations) const;
  void tabulate(Eigen::Index j);
  double draw_coordinate(Eigen::Index j, double centre, Rng& rng) const;
  double log_prior(const Eigen::VectorXd& query) const;
  void add_kernels(const Eigen::VectorXd& query,
                   Eigen::Index first,
                   Eigen::Index count,
                   LogSum& sum) const;
  void add_number(Eigen::Index j,
                  double x,
                  Eigen::Index first,
                  Eigen::Ref<Eigen::ArrayXf> logs) const;
  void add_discrete(Eigen::Index j,
                    double x,
                    Eigen::Index first,
                    Eigen::Ref<Eigen::ArrayXf> logs) const;

  const ParzenSpace& space_;
  Eigen::ArrayXXf centres_;    // m × D
  Eigen::ArrayXXf log_norms_;  // m × D: ln Z of numbers, 0 where there is none
  Eigen::ArrayXf common_;      // m: minus the sum of log_norms_ over unconditional coordinates
  Eigen::ArrayXd deviations_;  // D
  std::vector<Eigen::ArrayXXf> log_masses_;  // per coordinate; of levels: K × K, column = centre
};

}  // namespace tuner
