// Keeps a normal distribution over bins from freezing in one of them.
//
//   Once its deviation is small against a bin, all draws decode to one level and nothing can be learnt of the others. The
//   mean and the deviation of the coordinate are therefore corrected so that the levels below and above keep a
//   probability of at least α/2 each; in the first and in the last bin, where there is one side only, α, by the mean alone.
//
// Source  [Hamano2022], section 4, for bins of any width.
#pragma once

#include "tuner/space/encoding.h"

namespace tuner {

struct CoordinateNormal {
  double mean = 0.0, deviation = 0.0;
};

// `bin` holds the mean, clamped to [0, 1]; its edges 0 and 1 are the ends of the range. 0 < alpha < 1/3.
CoordinateNormal with_margin(CoordinateNormal normal, const Bin& bin, double alpha);

}  // namespace tuner
