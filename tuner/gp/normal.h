// The standard normal distribution with its tails done once, for everybody.
//
//   φ(z) = exp(−z²/2) / √(2π)        Φ(z) = ∫_{−∞}^z φ
//   h(z) = φ(z) + z Φ(z) = E[max(z + ε, 0)],  ε ~ N(0,1)
//
// All functions are finite for |z| <= 1e150 wherever the mathematical value is; nothing underflows
// in log space.
//
// Source  expected improvement in logs [Ament2023]; branches: docs/numerics.md, section 2.
#pragma once

namespace tuner {

inline constexpr double kTwoSided95 = 1.959963984540054;  // Φ(z) − Φ(−z) = 0.95

double normal_pdf(double z);
double log_normal_pdf(double z);
double normal_cdf(double z);
double log_normal_cdf(double z);

struct LogH {
  double value;      // ln h(z)
  double cdf_ratio;  // Φ(z) / h(z), the derivative of ln h
  double pdf_ratio;  // φ(z) / h(z)
};
LogH log_h(double z);

}  // namespace tuner
