#include "tuner/gp/acquisition.h"

#include <cmath>

#include "tuner/gp/normal.h"

namespace tuner {

// ∂/∂μ = −(Φ/h)/σ,  ∂/∂σ = (φ/h)/σ,  ∂σ/∂σ² = 1/(2σ)
AcquisitionValue LogExpectedImprovement::operator()(double mean, double variance) const {
  const double deviation = std::sqrt(variance);
  const LogH h = log_h((incumbent_ - mean) / deviation);
  return {std::log(deviation) + h.value, -h.cdf_ratio / deviation, 0.5 * h.pdf_ratio / variance};
}

AcquisitionValue LowerConfidenceBound::operator()(double mean, double variance) const {
  const double deviation = std::sqrt(variance);
  return {deviations_ * deviation - mean, -1.0, 0.5 * deviations_ / deviation};
}

// With ζ = (t − μ)/σ and r = φ(ζ)/Φ(ζ):  ∂/∂μ = −r/σ,  ∂/∂σ² = −r ζ/(2σ²)
AcquisitionValue LogProbabilityBelow::operator()(double mean, double variance) const {
  const double deviation = std::sqrt(variance), zeta = (threshold_ - mean) / deviation;
  const double value = log_normal_cdf(zeta), ratio = std::exp(log_normal_pdf(zeta) - value);
  return {value, -ratio / deviation, -0.5 * ratio * zeta / variance};
}

}  // namespace tuner
