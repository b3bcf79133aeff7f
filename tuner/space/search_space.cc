#include "tuner/space/search_space.h"

#include <algorithm>
#include <functional>
#include <string>

#include "tuner/base/check.h"
#include "tuner/base/text.h"
#include "tuner/space/counting.h"
#include "tuner/space/misfit.h"
#include "tuner/space/witness.h"

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

tl::unexpected<Error> misfit_error(std::string_view name, std::string message) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), "/" + pointer_token(name));
}

}  // namespace

SearchSpace SearchSpace::without_check(std::vector<Parameter> parameters,
                                       std::vector<Forbidden> forbidden) {
  SearchSpace space;
  space.parameters_ = std::move(parameters);
  std::sort(space.parameters_.begin(),
            space.parameters_.end(),
            [](const Parameter& a, const Parameter& b) { return a.name < b.name; });
  space.parents_first_ = order_parents_first(space);
  space.rules_ = ForbiddenRules(space.parameters_, std::move(forbidden));
  return space;
}

Result<SearchSpace> SearchSpace::create(std::vector<Parameter> parameters,
                                        std::vector<Forbidden> forbidden) {
  if (const auto broken = legality_problems(parameters, forbidden); !broken.empty()) {
    return fail(broken.front());
  }
  SearchSpace space = without_check(std::move(parameters), std::move(forbidden));
  auto witness = find_allowed(space);
  if (!witness) return fail(std::move(witness).error());
  space.witness_ = std::move(*witness);
  return space;
}

std::vector<Error> problems(std::span<const Parameter> parameters,
                            std::span<const Forbidden> forbidden) {
  auto broken = legality_problems(parameters, forbidden);
  if (!broken.empty() || forbidden.empty()) return broken;
  const auto created = SearchSpace::create({parameters.begin(), parameters.end()},
                                           {forbidden.begin(), forbidden.end()});
  if (!created) broken.push_back(created.error());
  return broken;
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
    const std::string wrong = misfit(parameter.domain, found->second);
    if (!wrong.empty()) {
      return misfit_error(parameter.name, to_text(found->second) + " " + wrong);
    }
  }
  if (const auto rule = broken_by(configuration)) {
    return fail(ErrorCode::kInvalidArgument,
                "the configuration is forbidden: " + to_text(forbidden()[*rule]),
                "/forbidden/" + std::to_string(*rule));
  }
  return {};
}

std::optional<std::uint64_t> SearchSpace::cardinality(std::uint64_t cap) const {
  return count_configurations(*this, cap);
}

}  // namespace tuner
