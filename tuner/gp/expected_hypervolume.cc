#include "tuner/gp/expected_hypervolume.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "tuner/base/check.h"
#include "tuner/gp/normal.h"

namespace tuner {
namespace {

// Stripes narrower than this, in units of the length on which Φ changes, are integrated by the
// midpoint: the difference of two ψ would lose its digits, and the rule's relative error is its
// square over 24.
constexpr double kNarrow = 1e-4;
constexpr double kRounding = 1e-12;  // differences of logarithms below this share are noise

// A logarithm and its derivatives by mean and deviation.
struct LogValue {
  double value = 0.0, d_mean = 0.0, d_deviation = 0.0;
};

struct Normal {
  double mean, deviation;
  double at(double c) const { return (c - mean) / deviation; }
};

// ln ψ(c);  ∂ψ/∂μ = −Φ, ∂ψ/∂σ = φ.
LogValue log_psi(const Normal& f, double c) {
  const LogH h = log_h(f.at(c));
  return {std::log(f.deviation) + h.value, -h.cdf_ratio / f.deviation, h.pdf_ratio / f.deviation};
}

// ln(1 − e^{−x}) for x > 0.
double log1mexp(double x) {
  constexpr double kLn2 = 0.69314718055994530942;
  return x < kLn2 ? std::log(-std::expm1(-x)) : std::log1p(-std::exp(-x));
}

// ln of ∫ Φ((c − μ)/σ) dc over a stripe that is narrow.
LogValue log_narrow(const Normal& f, double low, double high) {
  const double z = f.at(low + (high - low) / 2.0);
  const double log_cdf = log_normal_cdf(z);
  const double slope = std::exp(log_normal_pdf(z) - log_cdf) / f.deviation;  // ∂ ln Φ / ∂(z σ)
  return {std::log(high - low) + log_cdf, -slope, -slope * z};
}

// Right of the mean nearly all of Φ is 1: ψ(c) = c − μ + σ h(−ζ), of which the first part is exact.
LogValue log_right(const Normal& f, double low, double high) {
  const double z_low = f.at(low), z_high = f.at(high);
  const double missing = std::exp(log_h(-z_low).value) - std::exp(log_h(-z_high).value);
  const double width = (z_high - z_low) - missing;
  return {std::log(f.deviation * width),
          (normal_cdf(-z_high) - normal_cdf(-z_low)) / (f.deviation * width),
          (normal_pdf(z_high) - normal_pdf(z_low)) / (f.deviation * width)};
}

// ln(ψ(high) − ψ(low)), low < high; `at_low` and `at_high` are ln ψ there.
LogValue log_stripe(
    const Normal& f, double low, double high, const LogValue& at_low, const LogValue& at_high) {
  const double width = (high - low) / f.deviation;
  if (width * std::max(1.0, -f.at(low)) < kNarrow) return log_narrow(f, low, high);
  if (low >= f.mean) return log_right(f, low, high);
  const double fall = at_high.value - at_low.value;
  if (fall < kRounding * std::abs(at_high.value)) return log_narrow(f, low, high);
  const double ratio = std::exp(-fall), rest = -std::expm1(-fall);
  return {at_high.value + log1mexp(fall),
          (at_high.d_mean - ratio * at_low.d_mean) / rest,
          (at_high.d_deviation - ratio * at_low.d_deviation) / rest};
}

// The same for an edge that may be −∞.
LogValue log_side(const Normal& f, double low, double high) {
  const LogValue at_high = log_psi(f, high);
  return std::isinf(low) ? at_high : log_stripe(f, low, high, log_psi(f, low), at_high);
}

}  // namespace

LogExpectedHypervolumeImprovement::LogExpectedHypervolumeImprovement(const Boxes& free)
    : sides_(static_cast<std::size_t>(free.upper.cols())),
      side_of_(free.upper.rows(), free.upper.cols()) {
  TUNER_CHECK(free.upper.rows() > 0 && (free.lower.array() < free.upper.array()).all(),
              "there is free space below every reference, in boxes that are not empty");
  for (Eigen::Index j = 0; j < free.upper.cols(); ++j) {
    std::vector<Side>& sides = sides_[static_cast<std::size_t>(j)];
    for (Eigen::Index i = 0; i < free.upper.rows(); ++i)
      sides.push_back({free.lower(i, j), free.upper(i, j)});
    std::sort(sides.begin(), sides.end());
    sides.erase(std::unique(sides.begin(), sides.end()), sides.end());
    for (Eigen::Index i = 0; i < free.upper.rows(); ++i) {
      const Side side{free.lower(i, j), free.upper(i, j)};
      side_of_(i, j) = std::lower_bound(sides.begin(), sides.end(), side) - sides.begin();
    }
  }
}

FrontAcquisitionValue LogExpectedHypervolumeImprovement::operator()(
    const Eigen::VectorXd& mean, const Eigen::VectorXd& variance) const {
  const Eigen::Index boxes = side_of_.rows(), objectives = side_of_.cols();
  const Eigen::VectorXd deviation = variance.cwiseSqrt();
  std::vector<std::vector<LogValue>> values(sides_.size());
  Eigen::VectorXd logs = Eigen::VectorXd::Zero(boxes);
  for (Eigen::Index j = 0; j < objectives; ++j) {
    const Normal f{mean[j], deviation[j]};
    std::vector<LogValue>& of_sides = values[static_cast<std::size_t>(j)];
    for (const Side& side : sides_[static_cast<std::size_t>(j)])
      of_sides.push_back(log_side(f, side.lower, side.upper));
    for (Eigen::Index i = 0; i < boxes; ++i)
      logs[i] += of_sides[static_cast<std::size_t>(side_of_(i, j))].value;
  }
  const double largest = logs.maxCoeff();
  const Eigen::VectorXd shares = (logs.array() - largest).exp();
  const double sum = shares.sum();
  FrontAcquisitionValue result{largest + std::log(sum),
                               Eigen::VectorXd::Zero(objectives),
                               Eigen::VectorXd::Zero(objectives)};
  for (Eigen::Index j = 0; j < objectives; ++j) {
    for (Eigen::Index i = 0; i < boxes; ++i) {
      const LogValue& side =
          values[static_cast<std::size_t>(j)][static_cast<std::size_t>(side_of_(i, j))];
      result.d_mean[j] += shares[i] / sum * side.d_mean;
      result.d_variance[j] += shares[i] / sum * side.d_deviation / (2.0 * deviation[j]);
    }
  }
  return result;
}

}  // namespace tuner
