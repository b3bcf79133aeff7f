#include "tuner/space/misfit.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "tuner/base/text.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

std::string misfit_in(const Continuous& range, const ParameterValue& value) {
  const auto* x = std::get_if<double>(&value);
  if (x == nullptr) return "is not a real number";
  if (!(*x >= range.min && *x <= range.max)) {
    return "is not between " + shortest(range.min) + " and " + shortest(range.max);
  }
  if (range.step <= 0.0 || range.min == range.max) return "";
  const double nearest = std::get<double>(level(range, level_index(range, value)));
  if (std::abs(*x - nearest) <= kOffStep * range.step) return "";
  return "is not on the grid from " + shortest(range.min) + " in steps of " + shortest(range.step);
}

std::string misfit_in(const Integer& range, const ParameterValue& value) {
  const auto* x = std::get_if<std::int64_t>(&value);
  if (x == nullptr) return "is not an integer";
  if (*x < range.min || *x > range.max) {
    return "is not between " + std::to_string(range.min) + " and " + std::to_string(range.max);
  }
  if (level(range, level_index(range, value)) == value) return "";
  return "is not on the grid from " + std::to_string(range.min) + " in steps of " +
         std::to_string(range.step);
}

std::string misfit_in(const Categorical& categorical, const ParameterValue& value) {
  const auto* category = std::get_if<Category>(&value);
  if (category == nullptr) return "is not a category";
  const auto& values = categorical.values;
  if (std::find(values.begin(), values.end(), *category) != values.end()) return "";
  std::vector<std::string> texts;
  for (const Category& known : values) texts.push_back(known.text);
  return "is not one of the " + std::to_string(values.size()) + " values" +
         did_you_mean(category->text, texts);
}

}  // namespace

std::string misfit(const Domain& domain, const ParameterValue& value) {
  return std::visit([&](const auto& each) { return misfit_in(each, value); }, domain);
}

}  // namespace tuner
