// The three kinds of hyperparameter, how each is scaled, and when it is active.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "tuner/space/configuration.h"

namespace tuner {

// How a range is mapped to the unit interval. kAuto becomes kLog where min > 0 and max / min >= 100, else kLinear.
enum class Scale { kAuto, kLinear, kLog, kReverseLog };

// min <= max, both finite. kLog needs min > 0; kReverseLog needs 0 <= min and max < 1 (it is logarithmic in 1 - x).
// step > 0 restricts the values to min, min + step, … up to max; 0 means none.
struct Continuous {
  double min = 0.0, max = 1.0;
  Scale scale = Scale::kAuto;
  double step = 0.0;
  bool operator==(const Continuous&) const = default;
};

// Both ends included. kReverseLog is not for integers; kLog needs min > 0. step >= 1.
struct Integer {
  std::int64_t min = 0, max = 1;
  Scale scale = Scale::kAuto;
  std::int64_t step = 1;
  bool operator==(const Integer&) const = default;
};

// At least one value, all different.
struct Categorical {
  std::vector<Category> values;
  bool operator==(const Categorical&) const = default;
};

// Holds where the parent is active and has one of the values. The parent is an Integer or a Categorical.
struct Condition {
  std::string parent;
  std::vector<ParameterValue> values;
  bool operator==(const Condition&) const = default;
};

using Domain = std::variant<Continuous, Integer, Categorical>;

struct Parameter {
  std::string name;
  Domain domain;
  std::vector<Condition> when = {};  // active where all of them hold; empty: always
  bool operator==(const Parameter&) const = default;
};

// kLinear, kLog or kReverseLog: what kAuto stands for in this range.
Scale resolved_scale(const Continuous& range);
Scale resolved_scale(const Integer& range);

// The number of different values: 0 for a continuous range without step (uncountable), 1 for min = max; 2^64 - 1 also for the
// 2^64 values of the widest integer range.
std::uint64_t level_count(const Domain& domain);

}  // namespace tuner
