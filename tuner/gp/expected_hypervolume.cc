#include "tuner/gp/expected_hypervolume.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tuner/gp/hypervolume.h"
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

}  // namespace

LogExpectedHypervolumeImprovement::LogExpectedHypervolumeImprovement(
    const Eigen::MatrixXd& points, const Eigen::Vector2d& reference) {
  const Eigen::MatrixXd front = non_dominated(points);
  levels_.push_back(reference[1]);
  for (Eigen::Index i = 0; i < front.rows(); ++i) {
    if (front(i, 0) >= reference[0] || front(i, 1) >= reference[1]) continue;
    edges_.push_back(front(i, 0));
    levels_.push_back(front(i, 1));
  }
  edges_.push_back(reference[0]);
}

FrontAcquisitionValue LogExpectedHypervolumeImprovement::operator()(
    const Eigen::Vector2d& mean, const Eigen::Vector2d& variance) const {
  const Normal first{mean[0], std::sqrt(variance[0])}, second{mean[1], std::sqrt(variance[1])};
  std::vector<LogValue> widths(edges_.size()), heights(edges_.size());
  LogValue before;
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const LogValue at_edge = log_psi(first, edges_[i]);
    widths[i] = i == 0 ? at_edge : log_stripe(first, edges_[i - 1], edges_[i], before, at_edge);
    heights[i] = log_psi(second, levels_[i]);
    before = at_edge;
    largest = std::max(largest, widths[i].value + heights[i].value);
  }
  FrontAcquisitionValue result;
  std::array<double, 2> d_deviation{};
  double sum = 0.0;
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const double share = std::exp(widths[i].value + heights[i].value - largest);
    sum += share;
    result.d_mean[0] += share * widths[i].d_mean;
    result.d_mean[1] += share * heights[i].d_mean;
    d_deviation[0] += share * widths[i].d_deviation;
    d_deviation[1] += share * heights[i].d_deviation;
  }
  result.value = largest + std::log(sum);
  for (std::size_t j = 0; j < 2; ++j) {
    const double deviation = j == 0 ? first.deviation : second.deviation;
    result.d_mean[j] /= sum;
    result.d_variance[j] = d_deviation[j] / sum / (2.0 * deviation);
  }
  return result;
}

}  // namespace tuner
