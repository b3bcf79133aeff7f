#include "tuner/base/sobol.h"

#include <boost/random/sobol.hpp>
#include <string>

#include "tuner/base/check.h"
#include "tuner/base/ids.h"

namespace tuner {
namespace {

constexpr std::size_t kBits = 32;

std::uint32_t reverse_bits(std::uint32_t x) {
  x = __builtin_bswap32(x);
  x = ((x & 0x0f0f0f0fU) << 4) | ((x >> 4) & 0x0f0f0f0fU);
  x = ((x & 0x33333333U) << 2) | ((x >> 2) & 0x33333333U);
  return ((x & 0x55555555U) << 1) | ((x >> 1) & 0x55555555U);
}

// Every bit of the result depends on the same and the lower bits of x only: on reversed bits, a nested scrambling.
std::uint32_t laine_karras(std::uint32_t x, std::uint32_t seed) {
  x ^= x * 0x3d20adeaU;
  x += seed;
  x *= (seed >> 16) | 1U;
  x ^= x * 0x05526c56U;
  x ^= x * 0x53a22864U;
  return x;
}

std::uint32_t owen_scramble(std::uint32_t x, std::uint32_t seed) {
  return reverse_bits(laine_karras(reverse_bits(x), seed));
}

}  // namespace

ScrambledSobol::ScrambledSobol(std::size_t dimension, std::uint64_t seed) {
  TUNER_CHECK(dimension >= 1 && dimension <= kMaxDimension, "Sobol's dimension is out of range");
  // Boost's n-th point (from 1, in Gray-code order) is the exclusive-or of the directions at the set bits of n ^ (n >> 1).
  // For n = 2^(k+1) - 1 that is direction k alone.
  boost::random::sobol_engine<std::uint32_t, kBits> engine(dimension);
  directions_.resize(dimension * kBits);
  for (std::size_t bit = 0; bit < kBits; ++bit) {
    engine.seed(static_cast<std::uint32_t>((std::uint64_t{2} << bit) - 2));
    for (std::size_t j = 0; j < dimension; ++j) directions_[j * kBits + bit] = engine();
  }
  for (std::size_t j = 0; j < dimension; ++j) {
    seeds_.push_back(static_cast<std::uint32_t>(stable_hash("sobol " + std::to_string(j), seed)));
  }
}

std::vector<double> ScrambledSobol::point(std::uint32_t index) const {
  std::vector<double> result(seeds_.size());
  for (std::size_t j = 0; j < seeds_.size(); ++j) {
    std::uint32_t x = 0;
    for (std::size_t bit = 0; bit < kBits; ++bit) {
      if ((index >> bit) & 1U) x ^= directions_[j * kBits + bit];
    }
    result[j] = (static_cast<double>(owen_scramble(x, seeds_[j])) + 0.5) * 0x1.0p-32;
  }
  return result;
}

}  // namespace tuner
