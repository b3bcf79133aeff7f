#include "tuner/gp/acquisition.h"

#include <algorithm>
#include <cmath>

#include "tuner/gp/normal.h"

namespace tuner {

// ∂/∂μ = −(Φ/h)/σ,  ∂/∂σ = (φ/h)/σ,  ∂σ/∂σ² = 1/(2σ)
AcquisitionValue LogExpectedImprovement::operator()(double mean, double variance) const {
  const double deviation = std::sqrt(variance);
  const LogH h = log_h((incumbent_ - mean) / deviation);
  return {std::log(deviation) + h.value, -h.cdf_ratio / deviation, 0.5 * h.pdf_ratio / variance};
}

// The derivatives of a sum of exponentials are those of its terms, each with its share of the sum.
AcquisitionValue LogExpectedLeap::operator()(double mean, double variance) const {
  const AcquisitionValue step = step_(mean, variance), leap = leap_(mean, variance);
  const double a = step.value, b = leap.value + log_weight_, top = std::max(a, b);
  const double sum = std::exp(a - top) + std::exp(b - top);
  const double of_step = std::exp(a - top) / sum, of_leap = std::exp(b - top) / sum;
  return {top + std::log(sum),
          of_step * step.d_mean + of_leap * leap.d_mean,
          of_step * step.d_variance + of_leap * leap.d_variance};
}

// With ζ = (t − μ)/σ and r = φ(ζ)/Φ(ζ):  ∂/∂μ = −r/σ,  ∂/∂σ² = −r ζ/(2σ²)
AcquisitionValue LogProbabilityBelow::operator()(double mean, double variance) const {
  const double deviation = std::sqrt(variance), zeta = (threshold_ - mean) / deviation;
  const double value = log_normal_cdf(zeta), ratio = std::exp(log_normal_pdf(zeta) - value);
  return {value, -ratio / deviation, -0.5 * ratio * zeta / variance};
}

}  // namespace tuner
