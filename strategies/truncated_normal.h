// Normal distributions cut to the unit interval, many at a time.
//
//   density   N(x; μ, σ²) / Z(μ, σ) for x in [0, 1]        Z(μ, σ) = Φ((1 − μ)/σ) − Φ(−μ/σ)
//
// Φ is a polynomial times exp(−z²/2), whose operations all run on vectors: absolute error below 7.5e-8. Since μ lies in
// [0, 1], Z is at least ½ − Φ(−1/σ), and the error of ln Z is of the same order.
//
// Source  [Abramowitz1964] 26.2.17.
#pragma once

#include <Eigen/Core>

#include "tuner/base/rng.h"

namespace tuner {

// Φ(z), entry by entry.
Eigen::ArrayXd fast_normal_cdf(const Eigen::Ref<const Eigen::ArrayXd>& z);

// ln Z(μ, σ), entry by entry; μ in [0, 1], 0 < σ <= 10.
Eigen::ArrayXd log_inside_mass(const Eigen::Ref<const Eigen::ArrayXd>& means, double sigma);

// One draw of the cut distribution; the same conditions.
double draw_truncated(double mean, double sigma, Rng& rng);

}  // namespace tuner
