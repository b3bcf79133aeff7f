#include "tuner/base/rng.h"

#include <cmath>

#include "tuner/base/check.h"

namespace tuner {

namespace {

// Σ c_i x^i.
double polynomial(const std::array<double, 8>& c, double x) {
  double sum = c[7];
  for (std::size_t i = 7; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

struct Ratio {
  std::array<double, 8> above, below;

  double operator()(double x) const { return polynomial(above, x) / polynomial(below, x); }
};

// Of (0.425² − q²), q = p − ½; of r − 1.6; of r − 5, r = √(−ln of the smaller tail).
constexpr Ratio kMiddle = {{3.3871328727963666080e0,
                            1.3314166789178437745e+2,
                            1.9715909503065514427e+3,
                            1.3731693765509461125e+4,
                            4.5921953931549871457e+4,
                            6.7265770927008700853e+4,
                            3.3430575583588128105e+4,
                            2.5090809287301226727e+3},
                           {1.0,
                            4.2313330701600911252e+1,
                            6.8718700749205790830e+2,
                            5.3941960214247511077e+3,
                            2.1213794301586595867e+4,
                            3.9307895800092710610e+4,
                            2.8729085735721942674e+4,
                            5.2264952788528545610e+3}};
constexpr Ratio kTail = {{1.42343711074968357734e0,
                          4.63033784615654529590e0,
                          5.76949722146069140550e0,
                          3.64784832476320460504e0,
                          1.27045825245236838258e0,
                          2.41780725177450611770e-1,
                          2.27238449892691845833e-2,
                          7.74545014278341407640e-4},
                         {1.0,
                          2.05319162663775882187e0,
                          1.67638483018380384940e0,
                          6.89767334985100004550e-1,
                          1.48103976427480074590e-1,
                          1.51986665636164571966e-2,
                          5.47593808499534494600e-4,
                          1.05075007164441684324e-9}};
constexpr Ratio kFarTail = {{6.65790464350110377720e0,
                             5.46378491116411436990e0,
                             1.78482653991729133580e0,
                             2.96560571828504891230e-1,
                             2.65321895265761230930e-2,
                             1.24266094738807843860e-3,
                             2.71155556874348757815e-5,
                             2.01033439929228813265e-7},
                            {1.0,
                             5.99832206555887937690e-1,
                             1.36929880922735805310e-1,
                             1.48753612908506148525e-2,
                             7.86869131145613259100e-4,
                             1.84631831751005468180e-5,
                             1.42151175831644588870e-7,
                             2.04426310338993978564e-15}};

}  // namespace

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) return q * kMiddle(0.180625 - q * q);
  const double r = std::sqrt(-std::log(q < 0.0 ? p : 1.0 - p));
  return std::copysign(r <= 5.0 ? kTail(r - 1.6) : kFarTail(r - 5.0), q);
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
