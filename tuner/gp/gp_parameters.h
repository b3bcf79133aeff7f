// The hyperparameters of the Gaussian process, the box they live in, and what is believed of them
// before any data.
//
//   y(x) = m + ρ g(x) + f(x) + ε,   f ~ GP(0, σ_f² κ),   ε ~ N(0, σ_n²)
//
//   ℓ_g      ~ LogNormal(√2 + ½ ln G, √3)         density in ℓ      0.025 … 100
//   ln σ_f²  ~ N(0, 1)                             density in ln σ_f² 0.05 … 20
//   ln σ_n²  ~ ½ N(−3, 1²) + ½ N(−11, 1.5²)        density in ln σ_n² 1e-6 … 1
//   m        ~ N(0, 1)                                               −10 … 10
//   ρ        ~ N(½, ½²)                                               −3 … 3
//
// g is what other tasks make us expect; without any, there is neither g nor ρ.
//
// The targets are standardised, so that these numbers mean the same for every objective. The
// length-scale prior grows with the number of groups G, which keeps high-dimensional models smooth
// [Hvarfner2024]; the noise prior has one component for deterministic objectives and one for noisy
// ones.
//
// Packed form  θ = (ln ℓ_1 … ln ℓ_G, ln σ_f², ln σ_n², m[, ρ]), G + 3 entries or G + 4: what the optimiser
//              sees.
// Source       ρ and g: [Salinas2020]; docs/numerics.md, section 21.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace tuner {

struct GpParameters {
  Eigen::VectorXd length_scales;        // ℓ, one per group
  double signal_variance = 1.0;         // σ_f²
  double noise_variance = 1e-6;         // σ_n²
  double mean = 0.0;                    // m
  std::optional<double> transfer = {};  // ρ, where there is a g

  Eigen::VectorXd pack() const;
  static GpParameters unpack(const Eigen::VectorXd& theta, Eigen::Index groups);
};

// Lower and upper ends of θ; `transfer` says whether it has ρ.
struct ParameterBox {
  Eigen::VectorXd lower, upper;
};
ParameterBox parameter_box(Eigen::Index groups, bool transfer = false);

// ln p(θ) up to a constant; its gradient is added to `gradient`.
double log_prior(const Eigen::VectorXd& theta, Eigen::Index groups, Eigen::VectorXd& gradient);

// Where a fit may begin: length scales of 0.37 √G, less and more, deterministic and noisy.
std::vector<GpParameters> starting_points(Eigen::Index groups, bool transfer = false);

}  // namespace tuner
