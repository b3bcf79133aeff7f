#include "tuner/gp/gaussian_process.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "tuner/base/check.h"
#include "tuner/gp/triangular.h"

namespace tuner {
namespace {

constexpr double kFirstJitter = 1e-8, kLastJitter = 1e-3;  // times the signal variance
constexpr double kPendingNugget = 1e-6;                    // likewise
constexpr Eigen::Index kMostRoom = 64;                     // rows

}  // namespace

GaussianProcess::GaussianProcess(GpParameters parameters,
                                 ColumnGroups groups,
                                 std::shared_ptr<const MeanFunction> expected)
    : parameters_(std::move(parameters)),
      groups_(std::move(groups)),
      expected_(std::move(expected)) {}

Result<GaussianProcess> GaussianProcess::create(const GpParameters& parameters,
                                                const ColumnGroups& groups,
                                                const Eigen::Ref<const Eigen::MatrixXd>& x,
                                                const Eigen::VectorXd& z,
                                                std::shared_ptr<const MeanFunction> expected) {
  TUNER_CHECK(x.rows() >= 1 && x.rows() == z.size(), "one target per row");
  TUNER_CHECK(parameters.transfer.has_value() == (expected != nullptr), "ρ goes with a g");
  GaussianProcess process(parameters, groups, std::move(expected));
  if (!x.allFinite() || !z.allFinite()) {
    return fail(ErrorCode::kNumerical, "a Gaussian process needs finite inputs and targets");
  }
  TUNER_RETURN_IF_ERROR(process.factorise(x));
  process.set_targets(z);
  return process;
}

Result<void> GaussianProcess::factorise(const Eigen::Ref<const Eigen::MatrixXd>& x) {
  const Eigen::Index n = x.rows();
  reserve(n);
  scaled_.topRows(n) = scale_columns(x, groups_, parameters_.length_scales);
  prior_means_.head(n) = prior_means(x);
  for (double jitter = 0.0; jitter <= kLastJitter; jitter = std::max(10.0 * jitter, kFirstJitter)) {
    Eigen::Ref<Eigen::MatrixXd> block = factor_.topLeftCorner(n, n);
    covariance_of_rows(scaled_.topRows(n), parameters_.signal_variance, block);
    jitter_ = jitter * parameters_.signal_variance;
    block.diagonal().array() += parameters_.noise_variance + jitter_;
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> llt(block);
    const auto pivots = block.diagonal();
    if (llt.info() == Eigen::Success && pivots.minCoeff() > 1e-7 * pivots.maxCoeff()) {
      rows_ = observed_ = n;
      return {};
    }
  }
  return fail(ErrorCode::kNumerical,
              "the covariance of " + std::to_string(n) +
                  " rows is not positive definite, even with jitter");
}

void GaussianProcess::reserve(Eigen::Index rows) {
  if (rows <= factor_.rows()) return;
  const Eigen::Index room =
      std::max(rows, factor_.rows() + std::min(factor_.rows() / 2, kMostRoom));
  factor_.conservativeResize(room, room);
  scaled_.conservativeResize(room, static_cast<Eigen::Index>(groups_.size()));
  prior_means_.conservativeResize(room);
}

void GaussianProcess::append(const Eigen::Ref<const Eigen::MatrixXd>& x, const Eigen::VectorXd& z) {
  TUNER_CHECK(pending() == 0, "observations come before pending points");
  TUNER_CHECK(z.size() == observed_ + x.rows(), "one target per row");
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    add_row(x.row(i), parameters_.noise_variance + jitter_);
    ++observed_;
  }
  set_targets(z);
}

GaussianProcess GaussianProcess::with_pending(const Eigen::Ref<const Eigen::MatrixXd>& x) const {
  GaussianProcess extended = *this;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    extended.add_row(x.row(i), kPendingNugget * parameters_.signal_variance + jitter_);
  }
  return extended;
}

// [L 0; lᵀ λ] with L l = k(x), λ² = σ_f² + nugget − lᵀl, which is at least the nugget.
void GaussianProcess::add_row(const Eigen::VectorXd& x, double nugget) {
  const PointPosterior point = project(x);
  reserve(rows_ + 1);
  scaled_.row(rows_) = point.scaled;
  prior_means_[rows_] = point.mean;
  factor_.row(rows_).head(rows_) = point.c;
  const double rest = parameters_.signal_variance - point.c.squaredNorm() + nugget;
  factor_(rows_, rows_) = std::sqrt(std::max({rest, nugget, variance_floor()}));
  ++rows_;
}

void GaussianProcess::set_targets(const Eigen::VectorXd& z) {
  targets_ = z;
  beta_ = z - prior_means_.head(observed_);
  lower(observed_).solveInPlace(beta_);
}

Eigen::ArrayXd GaussianProcess::prior_means(const Eigen::Ref<const Eigen::MatrixXd>& x) const {
  if (!expected_) return Eigen::ArrayXd::Constant(x.rows(), parameters_.mean);
  return *parameters_.transfer * expected_->values(x).array() + parameters_.mean;
}

double GaussianProcess::prior_mean(const Eigen::VectorXd& x, Eigen::VectorXd& slope) const {
  if (!expected_) return parameters_.mean;
  const double g = expected_->value(x, slope);
  slope *= *parameters_.transfer;
  return *parameters_.transfer * g + parameters_.mean;
}

Eigen::MatrixXd GaussianProcess::covariance(const Eigen::Ref<const Eigen::MatrixXd>& a,
                                            const Eigen::Ref<const Eigen::MatrixXd>& b) const {
  Eigen::MatrixXd k = squared_distances(a, b);
  correlate(k);
  k *= parameters_.signal_variance;
  return k;
}

// The rows of Cᵀ are the queries: there are more of them than rows of L, mostly, and what is done to a long column is cheap.
Posterior GaussianProcess::predict(const Eigen::Ref<const Eigen::MatrixXd>& x) const {
  Eigen::MatrixXd c =
      covariance(scale_columns(x, groups_, parameters_.length_scales), scaled_.topRows(rows_));
  upper(rows_).solveInPlace<Eigen::OnTheRight>(c);
  Posterior posterior;
  posterior.mean = (c.leftCols(observed_) * beta_).array() + prior_means(x);
  posterior.variance =
      (parameters_.signal_variance - c.rowwise().squaredNorm().array()).max(variance_floor());
  return posterior;
}

// The leading block of L is the factor of the leading rows. Pending rows are the last ones.
Posterior GaussianProcess::outline(const Eigen::Ref<const Eigen::MatrixXd>& x,
                                   Eigen::Index leading) const {
  const double signal = parameters_.signal_variance;
  const Eigen::MatrixXd k =
      covariance(scale_columns(x, groups_, parameters_.length_scales), scaled_.topRows(rows_));
  Eigen::MatrixXd c = k.leftCols(std::min(leading, observed_));
  upper(c.cols()).solveInPlace<Eigen::OnTheRight>(c);
  Eigen::ArrayXd known = c.rowwise().squaredNorm();
  const auto nearest = [&](const auto& rows, double nugget) {
    known = known.max(rows.rowwise().maxCoeff().array().square() / (signal + nugget));
  };
  nearest(k.leftCols(observed_), parameters_.noise_variance + jitter_);
  if (pending() > 0) nearest(k.rightCols(pending()), kPendingNugget * signal + jitter_);
  return {(k.leftCols(observed_) * alpha()).array() + prior_means(x),
          (signal - known).max(variance_floor())};
}

Eigen::VectorXd GaussianProcess::means(const Eigen::Ref<const Eigen::MatrixXd>& x) const {
  const Eigen::MatrixXd k =
      covariance(scale_columns(x, groups_, parameters_.length_scales), scaled_.topRows(observed_));
  return (k * alpha()).array() + prior_means(x);
}

// With w = 1/m: c̄ = L⁻¹ K(X, x) w, mean = m + ρ gᵀw + βᵀc̄, variance = wᵀK(x, x)w − c̄ᵀc̄.
Posterior GaussianProcess::average(const Eigen::Ref<const Eigen::MatrixXd>& x) const {
  const Eigen::MatrixXd scaled = scale_columns(x, groups_, parameters_.length_scales);
  Eigen::VectorXd c = covariance(scaled_.topRows(rows_), scaled).rowwise().mean();
  lower(rows_).solveInPlace(c);
  const double prior = expected_ ? prior_means(x).mean() : parameters_.mean;
  const double mean = prior + c.head(observed_).dot(beta_);
  const double variance = covariance(scaled, scaled).mean() - c.squaredNorm();
  return {Eigen::VectorXd::Constant(1, mean),
          Eigen::VectorXd::Constant(1, std::max(variance, variance_floor()))};
}

// mean_i = z_i − α_i / K⁻¹_ii, variance_i = 1 / K⁻¹_ii.
LeaveOneOut GaussianProcess::leave_one_out() const {
  TUNER_CHECK(pending() == 0, "what is pending has no target to predict");
  Eigen::MatrixXd inverse = lower(observed_);
  invert_lower(inverse);
  const Eigen::VectorXd diagonal = inverse.colwise().squaredNorm();
  return {targets_, targets_ - alpha().cwiseQuotient(diagonal), diagonal.cwiseInverse()};
}

// K_f α = (z − m) − σ_n² α.
Eigen::VectorXd GaussianProcess::observed_means() const {
  return targets_ - (parameters_.noise_variance + jitter_) * alpha();
}

// The row of L that belongs to a pending point is its c.
Eigen::VectorXd GaussianProcess::pending_means() const {
  return factor_.block(observed_, 0, pending(), observed_) * beta_ +
         prior_means_.segment(observed_, pending());
}

double GaussianProcess::smallest_mean() const {
  const double observed = observed_means().minCoeff();
  return pending() == 0 ? observed : std::min(observed, pending_means().minCoeff());
}

MeanFunction GaussianProcess::mean_function() const {
  TUNER_CHECK(!expected_, "a mean function stands on its own");
  return {parameters_, groups_, scaled_.topRows(observed_), alpha()};
}

PointPosterior GaussianProcess::project(const Eigen::VectorXd& x) const {
  PointPosterior point;
  point.scaled = scale_columns(x.transpose(), groups_, parameters_.length_scales).transpose();
  point.c = squared_distances_to(point.scaled, scaled_.topRows(rows_));
  point.slope.resize(rows_);
  correlate(point.c, point.slope);
  point.c *= parameters_.signal_variance;
  point.slope *= parameters_.signal_variance;
  lower(rows_).solveInPlace(point.c);
  point.mean = prior_mean(x, point.prior_slope);
  return point;
}

PointPosterior GaussianProcess::at(const Eigen::VectorXd& x) const {
  PointPosterior point = project(x);
  point.mean += point.c.head(observed_).dot(beta_);
  point.variance = std::max(parameters_.signal_variance - point.c.squaredNorm(), variance_floor());
  return point;
}

Eigen::VectorXd GaussianProcess::gradient(const PointPosterior& point,
                                          double da_dmean,
                                          double da_dvariance) const {
  const double through_variance = point.variance > variance_floor() ? -2.0 * da_dvariance : 0.0;
  Eigen::VectorXd weights = through_variance * point.c;
  weights.head(observed_) += da_dmean * beta_;
  upper(rows_).solveInPlace(weights);
  weights.array() *= point.slope.array();
  Eigen::VectorXd gradient = gradient_of_distances(
      weights, point.scaled, scaled_.topRows(rows_), groups_, parameters_.length_scales);
  if (point.prior_slope.size() > 0) gradient += da_dmean * point.prior_slope;
  return gradient;
}

}  // namespace tuner
