#include "tuner/space/search_space.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>

#include "tuner/base/check.h"
#include "tuner/base/text.h"
#include "tuner/space/counting.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

std::vector<std::size_t> order_parents_first(const SearchSpace& space) {
  std::vector<std::size_t> order;
  std::vector<bool> placed(space.size(), false);
  const std::function<void(std::size_t)> place = [&](std::size_t i) {
    if (placed[i]) return;
    placed[i] = true;
    for (const Condition& condition : space.parameters()[i].when) {
      place(*space.index_of(condition.parent));
    }
    order.push_back(i);
  };
  for (std::size_t i = 0; i < space.size(); ++i) place(i);
  return order;
}

constexpr double kOffStep = 1e-6;  // of a step: what still counts as lying on the grid

// What is wrong with a value for a domain, as the end of a sentence; empty when nothing is.
std::string misfit(const Continuous& range, const ParameterValue& value) {
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

std::string misfit(const Integer& range, const ParameterValue& value) {
  const auto* x = std::get_if<std::int64_t>(&value);
  if (x == nullptr) return "is not an integer";
  if (*x < range.min || *x > range.max) {
    return "is not between " + std::to_string(range.min) + " and " + std::to_string(range.max);
  }
  if (level(range, level_index(range, value)) == value) return "";
  return "is not on the grid from " + std::to_string(range.min) + " in steps of " +
         std::to_string(range.step);
}

std::string misfit(const Categorical& categorical, const ParameterValue& value) {
  const auto* category = std::get_if<Category>(&value);
  if (category == nullptr) return "is not a category";
  const auto& values = categorical.values;
  if (std::find(values.begin(), values.end(), *category) != values.end()) return "";
  std::vector<std::string> texts;
  for (const Category& known : values) texts.push_back(known.text);
  return "is not one of the " + std::to_string(values.size()) + " values" +
         did_you_mean(category->text, texts);
}

tl::unexpected<Error> misfit_error(std::string_view name, std::string message) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), "/" + pointer_token(name));
}

}  // namespace

Result<SearchSpace> SearchSpace::create(std::vector<Parameter> parameters) {
  if (const auto broken = problems(parameters); !broken.empty()) return fail(broken.front());
  SearchSpace space;
  space.parameters_ = std::move(parameters);
  std::sort(space.parameters_.begin(),
            space.parameters_.end(),
            [](const Parameter& a, const Parameter& b) { return a.name < b.name; });
  space.parents_first_ = order_parents_first(space);
  return space;
}

std::optional<std::size_t> SearchSpace::index_of(std::string_view name) const {
  const auto found = std::lower_bound(
      parameters_.begin(),
      parameters_.end(),
      name,
      [](const Parameter& parameter, std::string_view n) { return parameter.name < n; });
  if (found == parameters_.end() || found->name != name) return std::nullopt;
  return static_cast<std::size_t>(found - parameters_.begin());
}

bool SearchSpace::is_active(std::size_t index, const Configuration& configuration) const {
  TUNER_CHECK(index < parameters_.size(), "there is no parameter of this index");
  const auto& conditions = parameters_[index].when;
  return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
    const auto found = configuration.find(condition.parent);
    if (found == configuration.end()) return false;
    return std::find(condition.values.begin(), condition.values.end(), found->second) !=
           condition.values.end();
  });
}

bool SearchSpace::is_conditional() const {
  return std::any_of(parameters_.begin(), parameters_.end(), [](const Parameter& parameter) {
    return !parameter.when.empty();
  });
}

Result<void> SearchSpace::check(const Configuration& configuration) const {
  for (const auto& [name, value] : configuration) {
    if (index_of(name)) continue;
    std::vector<std::string> names;
    for (const Parameter& parameter : parameters_) names.push_back(parameter.name);
    return misfit_error(name, "there is no parameter '" + name + "'" + did_you_mean(name, names));
  }
  for (const std::size_t i : parents_first_) {
    const Parameter& parameter = parameters_[i];
    const auto found = configuration.find(parameter.name);
    const bool present = found != configuration.end();
    if (present != is_active(i, configuration)) {
      return misfit_error(
          parameter.name,
          present ? "'" + parameter.name + "' has a value although its conditions do not hold"
                  : "'" + parameter.name + "' has no value");
    }
    if (!present) continue;
    const std::string wrong = std::visit(
        [&](const auto& domain) { return misfit(domain, found->second); }, parameter.domain);
    if (!wrong.empty()) {
      return misfit_error(parameter.name, to_text(found->second) + " " + wrong);
    }
  }
  return {};
}

std::optional<std::uint64_t> SearchSpace::cardinality(std::uint64_t cap) const {
  return count_configurations(*this, cap);
}

}  // namespace tuner
