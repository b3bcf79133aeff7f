#include "tuner/gp/normal.h"

#include <cmath>
#include <numbers>

namespace tuner {
namespace {

constexpr double kLogSqrtTwoPi = 0.91893853320467274178;
constexpr double kSqrtHalfPi = 1.25331413731550025121;
// Below kDirect the sum φ + zΦ loses digits; below kSeries exp(z²/2) erfc(−z/√2) does, and five
// terms of the asymptotic series leave out less than 2e-10.
constexpr double kDirect = -1.0;
constexpr double kSeries = -25.0;

}  // namespace

double log_normal_pdf(double z) { return -0.5 * z * z - kLogSqrtTwoPi; }

double normal_pdf(double z) { return std::exp(log_normal_pdf(z)); }

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double log_normal_cdf(double z) {
  if (z > 0.0) return std::log1p(-0.5 * std::erfc(z / std::numbers::sqrt2));
  if (z > kSeries) return std::log(normal_cdf(z));
  const double q = 1.0 / (z * z);
  const double tail = -q * (1.0 - 3.0 * q * (1.0 - 5.0 * q * (1.0 - 7.0 * q * (1.0 - 9.0 * q))));
  return log_normal_pdf(z) - std::log(-z) + std::log1p(tail);
}

LogH log_h(double z) {
  if (z > kDirect) {
    const double pdf = normal_pdf(z), cdf = normal_cdf(z);
    const double h = pdf + z * cdf;
    return {std::log(h), cdf / h, pdf / h};
  }
  // h = φ t with t = 1 + z Φ/φ.
  if (z > kSeries) {
    const double x = -z / std::numbers::sqrt2;
    const double ratio = kSqrtHalfPi * std::exp(x * x) * std::erfc(x);  // Φ/φ
    const double t = 1.0 + z * ratio;
    return {log_normal_pdf(z) + std::log(t), ratio / t, 1.0 / t};
  }
  const double q = 1.0 / (z * z);
  const double t = q * (1.0 - 3.0 * q * (1.0 - 5.0 * q * (1.0 - 7.0 * q * (1.0 - 9.0 * q))));
  return {log_normal_pdf(z) + std::log(t), (1.0 - t) / (-z * t), 1.0 / t};
}

}  // namespace tuner
