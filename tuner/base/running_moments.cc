#include "tuner/base/running_moments.h"

#include <cmath>

namespace tuner {

void RunningMoments::add(double value) {
  ++count;
  const double before = value - mean;
  mean += before / static_cast<double>(count);
  squares += before * (value - mean);
}

double RunningMoments::deviation() const {
  return count == 0 ? 0.0 : std::sqrt(squares / static_cast<double>(count));
}

}  // namespace tuner
