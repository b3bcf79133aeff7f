// Random numbers that are a function of (seed, trial, purpose) and of nothing else: no state to save, the same bits everywhere.
//
//   Philox-4x32-10 in counter mode; the key is the seed, the counter's upper half is a hash of trial and purpose.
//
// Source  [Salmon2011] section 3.3; checked against the published known-answer vectors.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tuner/base/ids.h"

namespace tuner {

// One block of Philox-4x32-10.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

// Φ⁻¹(p), 0 < p < 1, of the standard normal distribution; relative error about 1e-16. Source: [Wichura1988], PPND16.
double normal_quantile(double p);

// A cheap value: copying one copies the stream. Meets UniformRandomBitGenerator, but prefer the members below, which give
// the same values on every platform.
class Rng {
 public:
  using result_type = std::uint64_t;

  // The stream for what trial `trial` needs `purpose` for; equal arguments give equal streams.
  static Rng for_trial(std::uint64_t seed, TrialId trial, std::string_view purpose);

  std::uint64_t operator()();
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }

  double uniform();  // in [0, 1), 53 bits
  double normal();   // standard normal, by the inverse distribution function
  std::uint64_t below(std::uint64_t bound);  // in [0, bound), unbiased; bound > 0

 private:
  Rng(std::uint64_t key, std::uint64_t stream) : key_(key), stream_(stream) {}

  std::uint64_t key_, stream_;
  std::uint64_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  std::size_t used_ = 4;
};

}  // namespace tuner
