// Known constraints: which combinations of values are not to be tried. What is forbidden is known before any trial, unlike
// what turns out to fail.
//
// Two kinds of rule, both over the values of a configuration:
//
//   clause    forbidden where every named parameter has one of the listed values, or a value of the range
//   sum       forbidden where Σ weight · value > above (or < below)
//
// A rule that names a parameter without a value (an inactive one) forbids nothing. So what is forbidden of a configuration
// of which only some parameters have values yet stays forbidden when the others get theirs: lists are cut there.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "tuner/base/error.h"
#include "tuner/space/configuration.h"
#include "tuner/space/parameter.h"

namespace tuner {

// Bounds against hostile input.
inline constexpr std::size_t kMaxForbidden = 1000;         // rules
inline constexpr std::size_t kMaxForbiddenTerms = 10'000;  // of all rules together

// Either values, or a range that has at least one end; both ends are included.
struct ForbiddenTerm {
  std::string parameter;
  std::vector<ParameterValue> values = {};
  std::optional<double> min = {}, max = {};
  bool is_range() const { return min || max; }
  bool operator==(const ForbiddenTerm&) const = default;
};

struct ForbiddenClause {
  std::vector<ForbiddenTerm> terms;  // at least one, of different parameters
  bool operator==(const ForbiddenClause&) const = default;
};

struct ForbiddenSum {
  struct Weight {
    std::string parameter;
    double weight = 1.0;
    bool operator==(const Weight&) const = default;
  };
  std::vector<Weight> weights;                   // at least one, of different parameters
  std::optional<double> above = {}, below = {};  // exactly one of them
  bool operator==(const ForbiddenSum&) const = default;
};

using Forbidden = std::variant<ForbiddenClause, ForbiddenSum>;

// The parameters that a rule names, in its order.
std::vector<std::string> names_in(const Forbidden& rule);

// "solver = lbfgs and penalty = l1 or elasticnet", "layers + 0.01 · width > 12".
std::string to_text(const Forbidden& rule);

// The number that a value stands for, also that of a category which was written as one; nullopt for other categories.
std::optional<double> number_of(const ParameterValue& value);

// Whether all values of a parameter are numbers.
bool is_numeric(const Domain& domain);

// Every broken rule of a list of parameters and of the rules that forbid some of their combinations, each with its place.
// Whether anything is left is not asked: see problems() in search_space.h.
std::vector<Error> legality_problems(std::span<const Parameter> parameters,
                                     std::span<const Forbidden> forbidden);

// The rules of one space, ready to be asked.
class ForbiddenRules {
 public:
  ForbiddenRules() = default;
  // Contract: legality_problems() finds none; `parameters` are sorted by name.
  ForbiddenRules(std::span<const Parameter> parameters, std::vector<Forbidden> rules);

  std::span<const Forbidden> rules() const { return rules_; }

  // The first rule that forbids the configuration; nullopt where none does.
  std::optional<std::size_t> broken_by(const Configuration& configuration) const;
  // The same of the rules that name parameter `index`.
  std::optional<std::size_t> broken_by(const Configuration& configuration, std::size_t index) const;

 private:
  bool forbids(std::size_t rule, const Configuration& configuration) const;

  std::vector<Forbidden> rules_;
  std::vector<std::vector<double>>
      tolerances_;  // of each term: what two writings of one value may differ by
  std::vector<std::vector<std::size_t>> naming_;  // rules by the index of a parameter
};

}  // namespace tuner
