// Random search spaces and configurations for property tests: every kind of parameter, every scale,
// steps, nested conditions.
//
// Everything is a function of the generator's state, so that a seed printed on failure brings the
// same space back.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"
#include "tuner/space/search_space.h"

namespace tuner::testing_fakes {

inline Continuous random_continuous(Rng& rng) {
  Continuous range;
  switch (rng.below(3)) {
    case 0:
      range.scale = Scale::kLog;
      range.min = std::exp(-20.0 + 30.0 * rng.uniform());
      range.max = range.min * std::exp(12.0 * rng.uniform());
      break;
    case 1:
      range.scale = Scale::kReverseLog;
      range.min = 0.5 * rng.uniform();
      range.max = 1.0 - (1.0 - range.min) * std::exp(-0.1 - 10.0 * rng.uniform());
      break;
    default:
      range.scale = rng.below(2) == 0 ? Scale::kAuto : Scale::kLinear;
      range.min = 200.0 * rng.uniform() - 100.0;
      range.max = range.min + std::exp(20.0 * rng.uniform() - 10.0);
  }
  if (rng.below(3) == 0) range.step = (range.max - range.min) / (1.0 + 20.0 * rng.uniform());
  return range;
}

inline Integer random_integer(Rng& rng) {
  Integer range;
  const auto width = static_cast<std::int64_t>(std::exp(25.0 * rng.uniform()));
  if (rng.below(2) == 0) {
    range.scale = Scale::kLog;
    range.min = 1 + static_cast<std::int64_t>(rng.below(20));
  } else {
    range.min = static_cast<std::int64_t>(rng.below(2000)) - 1000;
  }
  range.max = range.min + width;
  range.step = 1 + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(width)));
  return range;
}

inline Categorical random_categorical(Rng& rng) {
  Categorical categorical;
  const std::uint64_t count = 1 + rng.below(5);
  for (std::uint64_t i = 0; i < count; ++i) categorical.values.push_back({"c" + std::to_string(i)});
  return categorical;
}

inline Domain random_domain(Rng& rng) {
  switch (rng.below(3)) {
    case 0:
      return random_continuous(rng);
    case 1:
      return random_integer(rng);
    default:
      return random_categorical(rng);
  }
}

// Parameters p0, p1, …; about half of those that can depend on an earlier one do.
inline std::vector<Parameter> random_parameters(Rng& rng) {
  std::vector<Parameter> parameters;
  const std::uint64_t count = 1 + rng.below(7);
  for (std::uint64_t i = 0; i < count; ++i) {
    Parameter parameter{"p" + std::to_string(i), random_domain(rng)};
    if (!parameters.empty() && rng.below(2) == 0) {
      const Parameter& parent = parameters[rng.below(parameters.size())];
      if (!std::holds_alternative<Continuous>(parent.domain)) {
        const std::uint64_t levels = level_count(parent.domain);
        Condition condition{parent.name, {level(parent.domain, rng.below(levels))}};
        if (const auto other = level(parent.domain, rng.below(levels));
            other != condition.values[0]) {
          condition.values.push_back(other);
        }
        parameter.when.push_back(condition);
      }
    }
    parameters.push_back(parameter);
  }
  return parameters;
}

inline Eigen::VectorXd random_point(Rng& rng, Eigen::Index dimension) {
  Eigen::VectorXd u(dimension);
  for (auto& x : u) x = rng.uniform();
  return u;
}

}  // namespace tuner::testing_fakes
