#include "tuner/space/encoding.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tuner/base/check.h"

namespace tuner {
namespace {

// The monotone map after which a scale is uniform, and its inverse.
double warp(Scale scale, double x) {
  switch (scale) {
    case Scale::kLog:
      return std::log(x);
    case Scale::kReverseLog:
      return -std::log1p(-x);
    default:
      return x;
  }
}

double unwarp(Scale scale, double t) {
  switch (scale) {
    case Scale::kLog:
      return std::exp(t);
    case Scale::kReverseLog:
      return -std::expm1(-t);
    default:
      return t;
  }
}

double position_between(Scale scale, double min, double max, double x) {
  if (min == max) return x == min ? 0.5 : std::numeric_limits<double>::infinity();
  const double low = warp(scale, min), high = warp(scale, max);
  return (warp(scale, x) - low) / (high - low);
}

double decode_range(const Continuous& range, double u) {
  if (u <= 0.0) return range.min;
  if (u >= 1.0) return range.max;
  const Scale scale = resolved_scale(range);
  const double low = warp(scale, range.min), high = warp(scale, range.max);
  return std::clamp(unwarp(scale, low + u * (high - low)), range.min, range.max);
}

// The levels of a domain as equally spaced numbers first, first + step, …, on a scale.
struct Levels {
  double first = 0.0, step = 1.0;
  std::uint64_t last = 0;  // index of the last one
  Scale scale = Scale::kLinear;

  double at(double index) const { return first + index * step; }

  // The outer edges lie half a step outside, but never farther than half way to the singularity of
  // the scale.
  double lowest_edge() const {
    return scale == Scale::kLog ? first - std::min(step, first) / 2 : at(-0.5);
  }
  double highest_edge() const {
    const double top = at(static_cast<double>(last));
    return scale == Scale::kReverseLog ? top + std::min(step, 1.0 - top) / 2 : top + step / 2;
  }
};

Levels levels_of(const Continuous& range) {
  return {range.min, range.step, level_count(range) - 1, resolved_scale(range)};
}

Levels levels_of(const Integer& range) {
  const std::uint64_t width =
      static_cast<std::uint64_t>(range.max) - static_cast<std::uint64_t>(range.min);
  return {static_cast<double>(range.min),
          static_cast<double>(range.step),
          width / static_cast<std::uint64_t>(range.step),
          resolved_scale(range)};
}

Levels levels_of(const Categorical& categorical) {
  return {0.0, 1.0, categorical.values.size() - 1};
}

Levels levels_of(const Domain& domain) {
  return std::visit([](const auto& range) { return levels_of(range); }, domain);
}

std::uint64_t clamped_index(double index, std::uint64_t last) {
  if (!(index > 0.0)) return 0;
  return index >= static_cast<double>(last) ? last : static_cast<std::uint64_t>(index);
}

Bin bin(const Levels& levels, std::uint64_t i) {
  const double index = static_cast<double>(i);
  if (levels.scale == Scale::kLinear) {
    const double count = static_cast<double>(levels.last) + 1.0;
    return {index / count, (index + 1.0) / count};
  }
  const double low = warp(levels.scale, levels.lowest_edge());
  const double high = warp(levels.scale, levels.highest_edge());
  const double left = i == 0 ? low : warp(levels.scale, levels.at(index - 0.5));
  const double right = i == levels.last ? high : warp(levels.scale, levels.at(index + 0.5));
  return {(left - low) / (high - low), (right - low) / (high - low)};
}

double centre(const Levels& levels, std::uint64_t i) {
  if (levels.last == 0) return 0.5;
  if (levels.scale == Scale::kLinear)
    return (static_cast<double>(i) + 0.5) / (static_cast<double>(levels.last) + 1.0);
  return std::clamp(bin(levels, i).centre(), 0.0, 1.0);
}

std::uint64_t index_at(const Levels& levels, double u) {
  if (levels.scale == Scale::kLinear) {
    return clamped_index(u * (static_cast<double>(levels.last) + 1.0), levels.last);
  }
  if (u >= 1.0) return levels.last;
  const double low = warp(levels.scale, levels.lowest_edge());
  const double high = warp(levels.scale, levels.highest_edge());
  const double x = unwarp(levels.scale, low + u * (high - low));
  return clamped_index((x - levels.first) / levels.step + 0.5, levels.last);
}

bool has_levels(const Domain& domain) { return level_count(domain) > 0; }

// Sums such as 0.1 + 2 · 0.1 = 0.30000000000000004 as the decimal number that was meant: rounded to
// 15 digits of the largest number of the range, unless the levels themselves are finer than that.
double decimal(double value, const Continuous& range) {
  const double magnitude = std::max(std::abs(range.min), std::abs(range.max));
  const double digits = 15.0 - std::ceil(std::log10(magnitude));
  constexpr double kLargestExactPower = 22.0;
  if (!(digits >= 0.0 && digits <= kLargestExactPower)) return value;
  const double power = std::pow(10.0, digits);
  const double rounded = std::round(value * power) / power;
  constexpr double kShare = 1e-6;
  return std::abs(rounded - value) <= kShare * range.step ? rounded : value;
}

ParameterValue level_of(const Continuous& range, std::uint64_t i) {
  if (i == 0) return range.min;
  const double value = decimal(range.min + static_cast<double>(i) * range.step, range);
  return std::min(value, range.max);
}

ParameterValue level_of(const Integer& range, std::uint64_t i) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(range.min) +
                                   i * static_cast<std::uint64_t>(range.step));
}

ParameterValue level_of(const Categorical& categorical, std::uint64_t i) {
  return categorical.values[i];
}

std::uint64_t index_of(const Continuous& range, const ParameterValue& value) {
  if (range.min == range.max) return 0;
  return clamped_index((std::get<double>(value) - range.min) / range.step + 0.5,
                       level_count(range) - 1);
}

std::uint64_t index_of(const Integer& range, const ParameterValue& value) {
  const std::int64_t x = std::clamp(std::get<std::int64_t>(value), range.min, range.max);
  return (static_cast<std::uint64_t>(x) - static_cast<std::uint64_t>(range.min)) /
         static_cast<std::uint64_t>(range.step);
}

std::uint64_t index_of(const Categorical& categorical, const ParameterValue& value) {
  const auto& values = categorical.values;
  const auto found = std::find(values.begin(), values.end(), std::get<Category>(value));
  TUNER_CHECK(found != values.end(), "the value is not one of the categories");
  return static_cast<std::uint64_t>(found - values.begin());
}

}  // namespace

double position(const Continuous& range, double x) {
  return position_between(resolved_scale(range), range.min, range.max, x);
}

double position(const Integer& range, double x) {
  return position_between(
      resolved_scale(range), static_cast<double>(range.min), static_cast<double>(range.max), x);
}

ParameterValue level(const Domain& domain, std::uint64_t i) {
  TUNER_CHECK(has_levels(domain) && i <= levels_of(domain).last, "there is no such level");
  return std::visit([&](const auto& range) { return level_of(range, i); }, domain);
}

std::uint64_t level_index(const Domain& domain, const ParameterValue& value) {
  TUNER_CHECK(has_levels(domain), "the domain has no levels");
  return std::visit([&](const auto& range) { return index_of(range, value); }, domain);
}

std::uint64_t level_at(const Domain& domain, double u) {
  TUNER_CHECK(has_levels(domain), "the domain has no levels");
  return index_at(levels_of(domain), u > 0.0 ? std::min(u, 1.0) : 0.0);
}

Bin level_bin(const Domain& domain, std::uint64_t i) {
  TUNER_CHECK(has_levels(domain) && i <= levels_of(domain).last, "there is no such level");
  return levels_of(domain).last == 0 ? Bin{} : bin(levels_of(domain), i);
}

double encode_value(const Domain& domain, const ParameterValue& value) {
  if (has_levels(domain)) return centre(levels_of(domain), level_index(domain, value));
  return std::clamp(position(std::get<Continuous>(domain), std::get<double>(value)), 0.0, 1.0);
}

ParameterValue decode_value(const Domain& domain, double u) {
  const double inside = u > 0.0 ? std::min(u, 1.0) : 0.0;  // also turns NaN into 0
  if (has_levels(domain)) return level(domain, index_at(levels_of(domain), inside));
  return decode_range(std::get<Continuous>(domain), inside);
}

Encoding::Encoding(SearchSpace space) : space_(std::move(space)) {}

Eigen::VectorXd Encoding::encode(const Configuration& configuration) const {
  Eigen::VectorXd u = Eigen::VectorXd::Constant(dimension(), 0.5);
  for (std::size_t j = 0; j < space_.size(); ++j) {
    const Parameter& parameter = space_.parameters()[j];
    const auto found = configuration.find(parameter.name);
    if (found != configuration.end()) {
      u[static_cast<Eigen::Index>(j)] = encode_value(parameter.domain, found->second);
    }
  }
  return u;
}

Configuration Encoding::decode(const Eigen::Ref<const Eigen::VectorXd>& u) const {
  TUNER_CHECK(u.size() == dimension(), "a point must have one coordinate per parameter");
  Configuration configuration;
  for (const std::size_t j : space_.parents_first()) {
    if (!space_.is_active(j, configuration)) continue;
    const Parameter& parameter = space_.parameters()[j];
    configuration[parameter.name] = decode_value(parameter.domain, u[static_cast<Eigen::Index>(j)]);
  }
  return configuration;
}

Eigen::VectorXd Encoding::snap(const Eigen::Ref<const Eigen::VectorXd>& u) const {
  return encode(decode(u));
}

}  // namespace tuner
