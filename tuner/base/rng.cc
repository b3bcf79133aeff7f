#include "tuner/base/rng.h"

#include <cmath>

#include "tuner/base/check.h"

namespace tuner {

// Rational approximations in three regions, relative error below 1.2e-9, then one step of Halley's
// method, which brings it to the precision of std::erfc. Source: [Acklam2003].
double normal_quantile(double p) {
  constexpr double a[] = {-3.969683028665376e+01,
                          2.209460984245205e+02,
                          -2.759285104469687e+02,
                          1.383577518672690e+02,
                          -3.066479806614716e+01,
                          2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01,
                          1.615858368580409e+02,
                          -1.556989798598866e+02,
                          6.680131188771972e+01,
                          -1.328068155288572e+01};
  constexpr double c[] = {-7.784894002430293e-03,
                          -3.223964580411365e-01,
                          -2.400758277161838e+00,
                          -2.549732539343734e+00,
                          4.374664141464968e+00,
                          2.938163982698783e+00};
  constexpr double d[] = {
      7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00};
  constexpr double kTail = 0.02425;
  const auto tail = [&](double q) {
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
           ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
  };
  double x;
  if (p < kTail) {
    x = tail(std::sqrt(-2.0 * std::log(p)));
  } else if (p > 1.0 - kTail) {
    x = -tail(std::sqrt(-2.0 * std::log1p(-p)));
  } else {
    const double q = p - 0.5, r = q * q;
    x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
        (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
  }
  constexpr double kSqrt2Pi = 2.5066282746310002;
  const double error = 0.5 * std::erfc(-x / std::sqrt(2.0)) - p;
  const double u = error * kSqrt2Pi * std::exp(0.5 * x * x);
  return x - u / (1.0 + 0.5 * x * u);
}

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(p1),
               static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(p0)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

Rng Rng::for_trial(std::uint64_t seed, TrialId trial, std::string_view purpose) {
  return Rng(seed, stable_hash(purpose, trial.number));
}

std::uint64_t Rng::operator()() {
  if (used_ == 4) {
    words_ = philox4x32({static_cast<std::uint32_t>(block_),
                         static_cast<std::uint32_t>(block_ >> 32),
                         static_cast<std::uint32_t>(stream_),
                         static_cast<std::uint32_t>(stream_ >> 32)},
                        {static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)});
    ++block_;
    used_ = 0;
  }
  const std::uint64_t low = words_[used_], high = words_[used_ + 1];
  used_ += 2;
  return low | (high << 32);
}

double Rng::uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

double Rng::normal() {
  return normal_quantile((static_cast<double>((*this)() >> 12) + 0.5) * 0x1.0p-52);
}

std::uint64_t Rng::below(std::uint64_t bound) {
  TUNER_CHECK(bound > 0, "the bound of a random integer must be positive");
  const std::uint64_t reject_below = (0 - bound) % bound;
  std::uint64_t draw = (*this)();
  while (draw < reject_below) draw = (*this)();
  return draw % bound;
}

}  // namespace tuner
