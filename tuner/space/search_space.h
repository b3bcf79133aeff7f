// A validated set of parameters: what may be tuned, and which combinations of values are legal.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/space/configuration.h"
#include "tuner/space/forbidden.h"
#include "tuner/space/parameter.h"

namespace tuner {

// Bounds against hostile input.
inline constexpr std::size_t kMaxParameters = 1000;
inline constexpr std::size_t kMaxCategories = 10'000;    // of one parameter
inline constexpr std::size_t kMaxNameLength = 256;       // bytes
inline constexpr std::size_t kMaxCategoryLength = 4096;  // bytes

// Every broken rule of a list of parameters, each with its place ("/parameters/lr/min"); empty when the list is a space.
std::vector<Error> problems(std::span<const Parameter> parameters);

// The same with the rules that forbid combinations ("/forbidden/0/solver/1"). When all rules are well-formed, also whether
// they leave anything: "/forbidden/2" where the rules up to that one leave nothing.
std::vector<Error> problems(std::span<const Parameter> parameters,
                            std::span<const Forbidden> forbidden);

// Immutable. The order in which parameters were given does not matter: they are kept sorted by name.
class SearchSpace {
 public:
  SearchSpace() = default;  // no parameters: one empty configuration

  // The first of problems(), if there is any.
  static Result<SearchSpace> create(std::vector<Parameter> parameters,
                                    std::vector<Forbidden> forbidden = {});

  std::span<const Parameter> parameters() const { return parameters_; }
  std::size_t size() const { return parameters_.size(); }
  std::optional<std::size_t> index_of(std::string_view name) const;

  // Indices such that every parameter comes after the parents of its conditions.
  std::span<const std::size_t> parents_first() const { return parents_first_; }

  // Whether the conditions of parameter `index` hold, given the (active) values of its parents.
  bool is_active(std::size_t index, const Configuration& configuration) const;
  bool is_conditional() const;

  std::span<const Forbidden> forbidden() const { return rules_.rules(); }
  // The first rule that forbids a configuration of legal values; parameters that have none yet forbid nothing.
  std::optional<std::size_t> broken_by(const Configuration& configuration) const {
    return rules_.broken_by(configuration);
  }
  // The same of the rules that name parameter `index`.
  std::optional<std::size_t> broken_by(const Configuration& configuration,
                                       std::size_t index) const {
    return rules_.broken_by(configuration, index);
  }
  bool allows(const Configuration& configuration) const { return !broken_by(configuration); }
  // Some allowed configuration, always the same one: where a search for others may begin that draws do not find.
  const Configuration& witness() const { return witness_; }

  // kInvalidArgument naming the parameter when one is unknown, missing, inactive, of the wrong type, out of range or off its
  // step, and naming the rule when the combination is forbidden.
  Result<void> check(const Configuration& configuration) const;

  // The number of different allowed configurations, conditions taken into account; nullopt if infinite or above `cap`. Costs
  // at most about min(cap, combinations of parent values that matter) steps. Parameters that rules tie together are counted
  // one combination after the other: nullopt also where that takes more than kMostSteps (counting.h).
  std::optional<std::uint64_t> cardinality(std::uint64_t cap) const;

  bool operator==(const SearchSpace& other) const {
    return parameters_ == other.parameters_ && std::ranges::equal(forbidden(), other.forbidden());
  }

 private:
  static SearchSpace without_check(std::vector<Parameter> parameters,
                                   std::vector<Forbidden> forbidden);

  std::vector<Parameter> parameters_;
  std::vector<std::size_t> parents_first_;
  ForbiddenRules rules_;
  Configuration witness_;
};

}  // namespace tuner
