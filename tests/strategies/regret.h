// A strategy against random search on functions with known minima. One-sided Wilcoxon signed-rank
// test on the pairs (same seed) of the best losses, exact critical value for 12 pairs at α = 0.005:
// the sum of the ranks that speak for random must not exceed 7 (the exact tail probability of 7 is
// 0.0046).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

using Loss = double (*)(const Configuration&);
using MakeStrategy = std::unique_ptr<Strategy> (*)(const SearchSpace& space, std::uint64_t seed);

// [Dixon1978]; minimum 0.397887 on [−5, 10] × [0, 15], here scaled from box(2).
double branin(const Configuration& configuration);

// [Dixon1978]; minimum −3.32237 on box(6).
double hartmann6(const Configuration& configuration);

// On mixed_space(), as a training might behave: minimum 0 at rate 0.01, four layers, gelu.
double mixed(const Configuration& configuration);

// On conditional_space(): the best branch, sgd with nesterov and two steps, is one of many; minimum 0.
double conditional(const Configuration& configuration);

// The number of pairs that the test below is for; the seed of each is 1000 + its number.
inline constexpr int kPairs = 12;

// Fails the running test unless the pairs speak against chance by the test above. Contract: kPairs
// differences, negative where the strategy won.
void expect_wins(const std::vector<double>& differences);

// Fails the running test when random search is not beaten, or the median of the best losses lies
// above `good_enough`.
void expect_better_than_chance(MakeStrategy make,
                               const SearchSpace& space,
                               Loss loss,
                               std::uint32_t trials,
                               double good_enough);

}  // namespace tuner
