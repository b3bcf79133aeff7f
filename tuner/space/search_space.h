// A validated set of parameters: what may be tuned, and which combinations of values are legal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/space/configuration.h"
#include "tuner/space/parameter.h"

namespace tuner {

// Bounds against hostile input.
inline constexpr std::size_t kMaxParameters = 1000;
inline constexpr std::size_t kMaxCategories = 10'000;    // of one parameter
inline constexpr std::size_t kMaxNameLength = 256;       // bytes
inline constexpr std::size_t kMaxCategoryLength = 4096;  // bytes

// Every broken rule of a list of parameters, each with its place ("/parameters/lr/min"); empty when the list is a space.
std::vector<Error> problems(std::span<const Parameter> parameters);

// Immutable. The order in which parameters were given does not matter: they are kept sorted by name.
class SearchSpace {
 public:
  SearchSpace() = default;  // no parameters: one empty configuration

  // The first of problems(), if there is any.
  static Result<SearchSpace> create(std::vector<Parameter> parameters);

  std::span<const Parameter> parameters() const { return parameters_; }
  std::size_t size() const { return parameters_.size(); }
  std::optional<std::size_t> index_of(std::string_view name) const;

  // Indices such that every parameter comes after the parents of its conditions.
  std::span<const std::size_t> parents_first() const { return parents_first_; }

  // Whether the conditions of parameter `index` hold, given the (active) values of its parents.
  bool is_active(std::size_t index, const Configuration& configuration) const;
  bool is_conditional() const;

  // kInvalidArgument naming the parameter when one is unknown, missing, inactive, of the wrong type, out of range or off its step.
  Result<void> check(const Configuration& configuration) const;

  // The number of different configurations, conditions taken into account; nullopt if infinite or above `cap`. Costs at most
  // about min(cap, combinations of parent values that matter) steps.
  std::optional<std::uint64_t> cardinality(std::uint64_t cap) const;

  bool operator==(const SearchSpace& other) const { return parameters_ == other.parameters_; }

 private:
  std::vector<Parameter> parameters_;
  std::vector<std::size_t> parents_first_;
};

}  // namespace tuner
