#include "tuner/space/forbidden.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "tuner/space/misfit.h"

namespace tuner {
namespace {

constexpr double kRounding = 1e-12;  // of the numbers that are added up

bool matches(const ForbiddenTerm& term, const ParameterValue& value, double tolerance) {
  if (!term.is_range()) {
    const auto* x = std::get_if<double>(&value);
    return std::any_of(term.values.begin(), term.values.end(), [&](const ParameterValue& listed) {
      const auto* y = std::get_if<double>(&listed);
      return x != nullptr && y != nullptr ? std::abs(*x - *y) <= tolerance : listed == value;
    });
  }
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto x = number_of(value);
  return x && *x >= term.min.value_or(-kInfinity) - tolerance &&
         *x <= term.max.value_or(kInfinity) + tolerance;
}

bool forbids(const ForbiddenSum& rule, const Configuration& configuration) {
  double sum = 0.0, size = 0.0;
  for (const auto& [parameter, weight] : rule.weights) {
    const auto found = configuration.find(parameter);
    if (found == configuration.end()) return false;
    const double summand = weight * number_of(found->second).value_or(0.0);
    sum += summand;
    size += std::abs(summand);
  }
  if (rule.above) return sum - *rule.above > kRounding * (size + std::abs(*rule.above));
  return *rule.below - sum > kRounding * (size + std::abs(*rule.below));
}

std::string term_text(const ForbiddenTerm& term) {
  if (term.min && term.max) {
    return shortest(*term.min) + " ≤ " + term.parameter + " ≤ " + shortest(*term.max);
  }
  if (term.min) return term.parameter + " ≥ " + shortest(*term.min);
  if (term.max) return term.parameter + " ≤ " + shortest(*term.max);
  std::string text = term.parameter;
  const char* separator = " = ";
  for (const ParameterValue& value : term.values) {
    text += separator + to_text(value);
    separator = " or ";
  }
  return text;
}

std::string text_of(const ForbiddenClause& clause) {
  std::string text;
  for (const ForbiddenTerm& term : clause.terms) {
    text += (text.empty() ? "" : " and ") + term_text(term);
  }
  return text;
}

std::string text_of(const ForbiddenSum& rule) {
  std::string text;
  for (const auto& [parameter, weight] : rule.weights) {
    const bool negative = weight < 0.0;
    text += text.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    const double size = std::abs(weight);
    text += (size == 1.0 ? "" : shortest(size) + " · ") + parameter;
  }
  if (rule.above) return text + " > " + shortest(*rule.above);
  return text + " < " + shortest(rule.below.value_or(0.0));
}

}  // namespace

std::vector<std::string> names_in(const Forbidden& rule) {
  std::vector<std::string> names;
  if (const auto* clause = std::get_if<ForbiddenClause>(&rule)) {
    for (const ForbiddenTerm& term : clause->terms) names.push_back(term.parameter);
  } else {
    for (const auto& each : std::get<ForbiddenSum>(rule).weights) names.push_back(each.parameter);
  }
  return names;
}

std::string to_text(const Forbidden& rule) {
  return std::visit([](const auto& each) { return text_of(each); }, rule);
}

std::optional<double> number_of(const ParameterValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  const Category& category = std::get<Category>(value);
  if (category.kind != Category::Kind::kNumber) return std::nullopt;
  std::string_view text = category.text;
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool is_numeric(const Domain& domain) {
  const auto* categorical = std::get_if<Categorical>(&domain);
  if (categorical == nullptr) return true;
  const auto& values = categorical->values;
  return std::all_of(
      values.begin(), values.end(), [](const Category& each) { return number_of(each); });
}

ForbiddenRules::ForbiddenRules(std::span<const Parameter> parameters, std::vector<Forbidden> rules)
    : rules_(std::move(rules)), tolerances_(rules_.size()), naming_(parameters.size()) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    for (const std::string& name : names_in(rules_[i])) {
      const auto found = std::ranges::lower_bound(parameters, name, {}, &Parameter::name);
      naming_[static_cast<std::size_t>(found - parameters.begin())].push_back(i);
      const auto* range = std::get_if<Continuous>(&found->domain);
      tolerances_[i].push_back(range == nullptr ? 0.0 : kOffStep * range->step);
    }
  }
}

bool ForbiddenRules::forbids(std::size_t rule, const Configuration& configuration) const {
  if (const auto* sum = std::get_if<ForbiddenSum>(&rules_[rule])) {
    return tuner::forbids(*sum, configuration);
  }
  const auto& terms = std::get<ForbiddenClause>(rules_[rule]).terms;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const auto found = configuration.find(terms[i].parameter);
    if (found == configuration.end()) return false;
    if (!matches(terms[i], found->second, tolerances_[rule][i])) return false;
  }
  return true;
}

std::optional<std::size_t> ForbiddenRules::broken_by(const Configuration& configuration) const {
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
    if (forbids(rule, configuration)) return rule;
  }
  return std::nullopt;
}

std::optional<std::size_t> ForbiddenRules::broken_by(const Configuration& configuration,
                                                     std::size_t index) const {
  if (rules_.empty()) return std::nullopt;
  for (const std::size_t rule : naming_[index]) {
    if (forbids(rule, configuration)) return rule;
  }
  return std::nullopt;
}

}  // namespace tuner
