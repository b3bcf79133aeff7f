// A moment in the parts that people write.
#pragma once

#include "tuner/base/clock.h"

namespace tuner {

struct Calendar {
  int year;
  unsigned month, day;  // from 1
  long hours, minutes, seconds, milliseconds;
  unsigned weekday;  // 0: Sunday
};

Calendar calendar(TimePoint time);  // UTC

}  // namespace tuner
