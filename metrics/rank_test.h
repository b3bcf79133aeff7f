// Do two samples come from the same distribution? The Mann–Whitney U test: two-sided, by ranks, no
// assumption of normality.
//
//   U     the number of pairs (a, b) with a < b, ties counting one half
//   small samples without ties    the exact distribution of U, by counting arrangements
//   otherwise                     the normal approximation with the corrections for ties and
//                                 continuity
//
// Source  [Mann1947]; tie correction [Lehmann1975] section 1.4.
#pragma once

#include <span>
#include <vector>

namespace tuner {

struct RankTest {
  double lower_share = 0.5;  // U / (|a| |b|): how often a value of `a` is below one of `b`
  double p = 1.0;            // of a share at least this far from one half, if both were alike
};

// Contract: both samples are finite and not empty.
RankTest mann_whitney(std::span<const double> a, std::span<const double> b);

// p-values made larger so that all of them together keep their level [Holm1979].
std::vector<double> holm(std::span<const double> p_values);

// The q-quantile by linear interpolation between order statistics. Contract: `values` is finite and
// not empty, 0 <= q <= 1.
double quantile(std::vector<double> values, double q);

}  // namespace tuner
