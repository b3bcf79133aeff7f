#include "tuner/space/carry_over.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tuner/space/encoding.h"
#include "tuner/space/misfit.h"

namespace tuner {
namespace {

constexpr double kOutside = 0.1;  // of the range, that is still moved to its end

std::optional<double> number_in(const ParameterValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  return std::nullopt;
}

template <class Range>
std::optional<double> moved_inside(const Range& range, const ParameterValue& value) {
  const std::optional<double> x = number_in(value);
  if (!x) return std::nullopt;
  const double u = position(range, *x);
  if (!(u >= -kOutside && u <= 1.0 + kOutside)) return std::nullopt;
  return std::clamp(*x, static_cast<double>(range.min), static_cast<double>(range.max));
}

std::optional<ParameterValue> value_in(const Continuous& range, const ParameterValue& value) {
  const std::optional<double> x = moved_inside(range, value);
  if (!x) return std::nullopt;
  return level_count(range) == 0 ? *x : level(range, level_index(range, *x));
}

std::optional<ParameterValue> value_in(const Integer& range, const ParameterValue& value) {
  const std::optional<double> x = moved_inside(range, value);
  if (!x) return std::nullopt;
  const double index =
      std::round((*x - static_cast<double>(range.min)) / static_cast<double>(range.step));
  const std::uint64_t last = level_count(range) - 1;
  return level(range, index < static_cast<double>(last) ? static_cast<std::uint64_t>(index) : last);
}

std::optional<ParameterValue> value_in(const Categorical& categorical,
                                       const ParameterValue& value) {
  if (!misfit(categorical, value).empty()) return std::nullopt;
  return value;
}

std::optional<ParameterValue> carried_value(const Domain& domain, const ParameterValue& value) {
  return std::visit([&value](const auto& each) { return value_in(each, value); }, domain);
}

}  // namespace

Configuration completed(const SearchSpace& space, Configuration partial) {
  for (const std::size_t j : space.parents_first()) {
    const Parameter& parameter = space.parameters()[j];
    if (!space.is_active(j, partial) || partial.contains(parameter.name)) continue;
    partial[parameter.name] = decode_value(parameter.domain, 0.5);
  }
  return partial;
}

std::optional<Configuration> carried_over(const SearchSpace& space, const Configuration& from) {
  Configuration carried;
  for (const std::size_t j : space.parents_first()) {
    if (!space.is_active(j, carried)) continue;
    const Parameter& parameter = space.parameters()[j];
    const auto found = from.find(parameter.name);
    const auto value = found == from.end() ? std::optional(decode_value(parameter.domain, 0.5))
                                           : carried_value(parameter.domain, found->second);
    if (!value) return std::nullopt;
    carried[parameter.name] = *value;
  }
  if (!space.allows(carried)) return std::nullopt;
  return carried;
}

}  // namespace tuner
