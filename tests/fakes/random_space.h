// Random search spaces and configurations for property tests: every kind of parameter, every scale,
// steps, nested conditions, forbidden combinations.
//
// Everything is a function of the generator's state, so that a seed printed on failure brings the
// same space back.
#pragma once

#include <algorithm>
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

// A sum of some numbers that about half of the values break.
inline ForbiddenSum random_sum(Rng& rng, const std::vector<Parameter>& numbers) {
  ForbiddenSum sum;
  double middle = 0.0;
  for (const Parameter& each : numbers) {
    if (!sum.weights.empty() && rng.below(2) == 0) continue;
    sum.weights.push_back({each.name, 2.0 * rng.uniform() - 1.0});
    middle += sum.weights.back().weight * *number_of(decode_value(each.domain, 0.5));
  }
  (rng.below(2) == 0 ? sum.above : sum.below) = middle;
  return sum;
}

inline ForbiddenTerm random_term(Rng& rng, const Parameter& parameter) {
  ForbiddenTerm term{parameter.name};
  const std::uint64_t levels = level_count(parameter.domain);
  if (levels > 0 && (!is_numeric(parameter.domain) || rng.below(2) == 0)) {
    term.values = {level(parameter.domain, rng.below(levels))};
    return term;
  }
  const auto number = [&] { return *number_of(decode_value(parameter.domain, rng.uniform())); };
  const double one = number(), other = number();
  term.min = std::min(one, other);
  if (rng.below(2) == 0) term.max = std::max(one, other);
  return term;
}

// Up to three rules, which may leave nothing.
inline std::vector<Forbidden> random_rules(Rng& rng, const std::vector<Parameter>& parameters) {
  std::vector<Parameter> numbers;
  for (const Parameter& each : parameters) {
    if (is_numeric(each.domain)) numbers.push_back(each);
  }
  std::vector<Forbidden> rules;
  for (std::uint64_t i = 1 + rng.below(3); i > 0; --i) {
    if (!numbers.empty() && rng.below(2) == 0) {
      rules.emplace_back(random_sum(rng, numbers));
      continue;
    }
    const Parameter& one = parameters[rng.below(parameters.size())];
    const Parameter& other = parameters[rng.below(parameters.size())];
    ForbiddenClause clause{{random_term(rng, one)}};
    if (one.name != other.name) clause.terms.push_back(random_term(rng, other));
    rules.emplace_back(std::move(clause));
  }
  return rules;
}

inline Eigen::VectorXd random_point(Rng& rng, Eigen::Index dimension) {
  Eigen::VectorXd u(dimension);
  for (auto& x : u) x = rng.uniform();
  return u;
}

}  // namespace tuner::testing_fakes
