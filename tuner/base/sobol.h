// Scrambled Sobol points: evenly spread, random by seed, the i-th point available without the ones before it.
//
//   x_ij = owen(seed_j, sobol_j(i)) / 2^32, where owen() is a nested uniform scrambling by a hash of the leading bits.
//
// Shapes  a point is a vector of D entries in (0, 1); D is at most ScrambledSobol::kMaxDimension.
// Source  direction numbers [Joe2008] as tabulated in Boost.Random; scrambling [Burley2020] section 3 after [LaineKarras2011].
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tuner {

class ScrambledSobol {
 public:
  static constexpr std::size_t kMaxDimension = 3667;

  // Contract: 1 <= dimension <= kMaxDimension.
  ScrambledSobol(std::size_t dimension, std::uint64_t seed);

  // Point `index` (from 0). Costs O(dimension · set bits of index).
  std::vector<double> point(std::uint32_t index) const;

 private:
  std::vector<std::uint32_t> directions_;  // 32 per dimension
  std::vector<std::uint32_t> seeds_;       // one per dimension
};

}  // namespace tuner
