// A Gaussian process conditioned on observations, and on places that are being observed.
//
//   K = K_f + σ_n² I = L Lᵀ,  K_f = σ_f² κ,  β = L⁻¹(z − m);   c = L⁻¹ k(x)
//   mean(x) = m + βᵀ c_{1…n},   variance(x) = σ_f² − cᵀc
//
// Where other tasks say what to expect, m is m + ρ g(x) everywhere, with g as in mean_function.h and
// ρ in the parameters.
//
// Pending points (running trials, no value yet) extend L by p rows with 1e-6 σ_f² in the place of the noise: all n + p entries of
// c enter the variance, the first n the mean. That is what knowing the outcome would do to the
// variance; the mean stays honest.
//
// In the flow: parameters come from gp_fit.h, the rows from whoever encodes configurations;
// acquisition.h reads the result. The factor grows by single rows and is never updated in any other
// way, so that a process that was grown and one that was rebuilt the same way agree bit by bit.
// Value semantics; const members may be used from several threads.
//
// Shapes  n observed rows, p pending rows, P columns in G groups; queries are rows too.
// Source  [Rasmussen2006] algorithm 2.1, leaving one out: eq. 5.12; derivation of the gradient in
//         docs/numerics.md, section 6.
#pragma once

#include <Eigen/Core>
#include <memory>

#include "tuner/base/result.h"
#include "tuner/gp/gp_parameters.h"
#include "tuner/gp/kernel.h"
#include "tuner/gp/mean_function.h"

namespace tuner {

struct Posterior {
  Eigen::VectorXd mean, variance;  // of f, one entry per query; variance > 0
};

// The posterior at one point, with what its gradient needs.
struct PointPosterior {
  double mean = 0.0, variance = 0.0;
  Eigen::VectorXd scaled;       // x / ℓ
  Eigen::VectorXd c;            // L⁻¹ k(x), n + p entries
  Eigen::VectorXd slope;        // σ_f² dκ/d(r²) to every row
  Eigen::VectorXd prior_slope;  // ρ ∇g; empty without a g
};

// What the other observations say of each observation: of its target, noise included.
struct LeaveOneOut {
  Eigen::VectorXd targets, mean, variance;  // n entries
};

class GaussianProcess {
 public:
  // Factorises the covariance of the rows of x. When that fails, or the smallest pivot is below 1e-7 of the largest, jitter of 1e-8 σ_f² …
  // 1e-3 σ_f² is added to the diagonal, tenfold each time; kNumerical when the last also fails or
  // an input is not finite. `expected` is g, null for none. Contract: x is n×P with n >= 1, z has n
  // entries, `groups` has P; `parameters` has ρ where there is a g.
  static Result<GaussianProcess> create(const GpParameters& parameters,
                                        const ColumnGroups& groups,
                                        const Eigen::Ref<const Eigen::MatrixXd>& x,
                                        const Eigen::VectorXd& z,
                                        std::shared_ptr<const MeanFunction> expected = nullptr);

  // Further observed rows; z are the targets of all n' = n + rows of x observations (they change
  // with every standardisation). O(n²) each. Contract: no pending points.
  void append(const Eigen::Ref<const Eigen::MatrixXd>& x, const Eigen::VectorXd& z);

  // The same process with the rows of x pending in addition.
  GaussianProcess with_pending(const Eigen::Ref<const Eigen::MatrixXd>& x) const;

  Eigen::Index observed() const { return observed_; }
  Eigen::Index pending() const { return rows_ - observed_; }
  const GpParameters& parameters() const { return parameters_; }
  double jitter() const { return jitter_; }  // what had to be added to the diagonal; 0 is normal

  Posterior predict(const Eigen::Ref<const Eigen::MatrixXd>& x) const;
  // The means, and what the variances are at most: given no more than the first `leading` rows, or
  // the most correlated one. A fraction of the cost of predict() where `leading` is one of n.
  Posterior outline(const Eigen::Ref<const Eigen::MatrixXd>& x, Eigen::Index leading) const;
  Eigen::VectorXd observed_means()
      const;  // posterior mean at the observed rows, O(n²) without a new kernel matrix
  Eigen::VectorXd pending_means() const;
  double smallest_mean() const;  // at the observed and the pending rows

  // The means alone: one kernel matrix and no triangular solve per query.
  Eigen::VectorXd means(const Eigen::Ref<const Eigen::MatrixXd>& x) const;
  // The posterior of the average of f over the rows of x, one entry each: narrower than the average
  // of the variances, because neighbouring errors are shared. O(m²) for m rows.
  Posterior average(const Eigen::Ref<const Eigen::MatrixXd>& x) const;
  // O(n³). Contract: no pending points.
  LeaveOneOut leave_one_out() const;

  // The means as a function that outlives the process. Contract: there is no g.
  MeanFunction mean_function() const;

  PointPosterior at(const Eigen::VectorXd& x) const;
  // ∇ₓ a for any a(mean, variance), from its two partial derivatives, by reverse accumulation: one
  // triangular solve.
  Eigen::VectorXd gradient(const PointPosterior& point, double da_dmean, double da_dvariance) const;

 private:
  GaussianProcess(GpParameters parameters,
                  ColumnGroups groups,
                  std::shared_ptr<const MeanFunction> expected);

  Result<void> factorise(const Eigen::Ref<const Eigen::MatrixXd>& x);
  void reserve(Eigen::Index rows);
  PointPosterior project(const Eigen::VectorXd& x) const;  // the prior mean, and no variance
  Eigen::MatrixXd covariance(const Eigen::Ref<const Eigen::MatrixXd>& a,
                             const Eigen::Ref<const Eigen::MatrixXd>& b) const;  // a, b scaled
  void add_row(const Eigen::VectorXd& x, double nugget);
  void set_targets(const Eigen::VectorXd& z);
  // m + ρ g at the rows of x; of one row, with ρ ∇g.
  Eigen::ArrayXd prior_means(const Eigen::Ref<const Eigen::MatrixXd>& x) const;
  double prior_mean(const Eigen::VectorXd& x, Eigen::VectorXd& slope) const;
  double variance_floor() const { return 1e-10 * parameters_.signal_variance; }
  // L and Lᵀ of the first `rows` rows.
  auto lower(Eigen::Index rows) const {
    return factor_.topLeftCorner(rows, rows).triangularView<Eigen::Lower>();
  }
  auto upper(Eigen::Index rows) const {
    return factor_.topLeftCorner(rows, rows).transpose().triangularView<Eigen::Upper>();
  }
  Eigen::VectorXd alpha() const { return upper(observed_).solve(beta_); }  // K⁻¹ (z − m)

  GpParameters parameters_;
  ColumnGroups groups_;
  std::shared_ptr<const MeanFunction> expected_;
  Eigen::MatrixXd scaled_;  // rows x / ℓ; like the factor, with room for more rows
  Eigen::MatrixXd factor_;  // L in the lower triangle
  Eigen::VectorXd beta_, targets_;
  Eigen::VectorXd prior_means_;  // of the rows
  Eigen::Index rows_ = 0, observed_ = 0;
  double jitter_ = 0.0;
};

}  // namespace tuner
