// The rules of a list of rules; legality_problems() is declared in forbidden.h.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "tuner/base/text.h"
#include "tuner/space/encoding.h"
#include "tuner/space/forbidden.h"
#include "tuner/space/misfit.h"
#include "tuner/space/search_space.h"

namespace tuner {
namespace {

class RuleChecker {
 public:
  // Values are compared with domains only where these break no rule themselves.
  RuleChecker(std::span<const Parameter> parameters, bool domains_are_legal)
      : domains_are_legal_(domains_are_legal) {
    for (const Parameter& parameter : parameters) {
      if (by_name_.emplace(parameter.name, &parameter).second) names_.push_back(parameter.name);
    }
  }

  std::vector<Error> run(std::span<const Forbidden> rules) {
    std::size_t terms = 0;
    for (const Forbidden& rule : rules) terms += names_in(rule).size();
    if (rules.size() > kMaxForbidden || terms > kMaxForbiddenTerms) {
      report("/forbidden",
             std::to_string(rules.size()) + " rules with " + std::to_string(terms) +
                 " parameters are too many: at most " + std::to_string(kMaxForbidden) + " with " +
                 std::to_string(kMaxForbiddenTerms));
      return std::move(problems_);
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const std::string at = "/forbidden/" + std::to_string(i);
      std::visit([&](const auto& rule) { check(rule, at); }, rules[i]);
    }
    return std::move(problems_);
  }

 private:
  void report(std::string at, std::string message) {
    problems_.push_back({ErrorCode::kInvalidArgument, std::move(message), std::move(at)});
  }

  void check(const ForbiddenClause& clause, const std::string& at) {
    if (clause.terms.empty()) report(at, "a clause must name at least one parameter");
    std::set<std::string_view> seen;
    for (const ForbiddenTerm& term : clause.terms) {
      const std::string term_at = at + "/" + pointer_token(term.parameter);
      const Parameter* parameter = find(term.parameter, seen, term_at);
      if (parameter == nullptr || !domains_are_legal_) continue;
      term.is_range() ? check_range(term, parameter->domain, term_at)
                      : check_values(term, parameter->domain, term_at);
    }
  }

  void check(const ForbiddenSum& rule, const std::string& at) {
    if (rule.weights.empty()) report(at + "/sum", "a sum must name at least one parameter");
    std::set<std::string_view> seen;
    for (const auto& [name, weight] : rule.weights) {
      const std::string weight_at = at + "/sum/" + pointer_token(name);
      const Parameter* parameter = find(name, seen, weight_at);
      if (parameter != nullptr && domains_are_legal_ && !is_numeric(parameter->domain)) {
        report(weight_at, "'" + name + "' has values that are no numbers and cannot be added up");
      }
      require_finite(weight_at, "the weight", weight);
    }
    if (rule.above.has_value() == rule.below.has_value()) {
      report(at, "a sum needs either 'above' or 'below'");
    }
    if (rule.above) require_finite(at + "/above", "the bound", *rule.above);
    if (rule.below) require_finite(at + "/below", "the bound", *rule.below);
  }

  const Parameter* find(const std::string& name,
                        std::set<std::string_view>& seen,
                        const std::string& at) {
    if (!seen.insert(name).second) report(at, "'" + name + "' is named twice in one rule");
    const auto found = by_name_.find(name);
    if (found != by_name_.end()) return found->second;
    report(at, "there is no parameter '" + name + "' to forbid" + did_you_mean(name, names_));
    return nullptr;
  }

  void require_finite(const std::string& at, const std::string& what, double number) {
    if (!std::isfinite(number))
      report(at, what + " (" + shortest(number) + ") must be a finite number");
  }

  void check_values(const ForbiddenTerm& term, const Domain& domain, const std::string& at) {
    if (level_count(domain) == 0) {
      report(at,
             "'" + term.parameter +
                 "' is continuous without a step: forbid a range such as {min: 0.5}");
      return;
    }
    if (term.values.empty()) report(at, "a clause must name at least one value");
    for (std::size_t i = 0; i < term.values.size(); ++i) {
      const std::string wrong = misfit(domain, term.values[i]);
      if (wrong.empty()) continue;
      report(at + "/" + std::to_string(i),
             "'" + term.parameter + "' can never be " + to_text(term.values[i]) + ": it " + wrong);
    }
  }

  void check_range(const ForbiddenTerm& term, const Domain& domain, const std::string& at) {
    if (!term.values.empty()) report(at, "give either values or a range");
    const auto low = term.min.value_or(-std::numeric_limits<double>::max());
    const auto high = term.max.value_or(std::numeric_limits<double>::max());
    require_finite(at + "/min", "min", low);
    require_finite(at + "/max", "max", high);
    if (!is_numeric(domain)) {
      report(at, "'" + term.parameter + "' has values that are no numbers: list those it means");
    } else if (low > high) {
      report(at + "/min",
             "min (" + shortest(low) + ") must not be greater than max (" + shortest(high) + ")");
    } else if (!reaches(domain, low, high)) {
      report(at, "'" + term.parameter + "' is never in this range");
    }
  }

  static bool reaches(const Domain& domain, double low, double high) {
    if (const auto* range = std::get_if<Continuous>(&domain)) {
      return low <= range->max && range->min <= high;
    }
    if (const auto* range = std::get_if<Integer>(&domain)) {
      return low <= static_cast<double>(range->max) && static_cast<double>(range->min) <= high;
    }
    return std::ranges::any_of(std::get<Categorical>(domain).values, [&](const Category& each) {
      const double number = *number_of(each);
      return low <= number && number <= high;
    });
  }

  bool domains_are_legal_;
  std::map<std::string_view, const Parameter*> by_name_;
  std::vector<std::string> names_;  // every name once, in the order given
  std::vector<Error> problems_;
};

}  // namespace

std::vector<Error> legality_problems(std::span<const Parameter> parameters,
                                     std::span<const Forbidden> forbidden) {
  std::vector<Error> broken = problems(parameters);
  for (Error& error : RuleChecker(parameters, broken.empty()).run(forbidden)) {
    broken.push_back(std::move(error));
  }
  return broken;
}

}  // namespace tuner
