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

}  // namespace tuner
