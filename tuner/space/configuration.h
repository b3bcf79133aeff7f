// A configuration: the values of the active parameters of one trial.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace tuner {

// One value of a categorical parameter. The text is passed to the training exactly as the user wrote it ("1e-3" stays
// "1e-3"); the kind only says how it is written in JSON.
struct Category {
  enum class Kind { kString, kNumber, kBoolean };
  std::string text;
  Kind kind = Kind::kString;
  auto operator<=>(const Category&) const = default;
};

// double for Continuous, int64 for Integer, Category for Categorical.
using ParameterValue = std::variant<double, std::int64_t, Category>;

// Inactive parameters are absent; that makes equal configurations equal maps.
using Configuration = std::map<std::string, ParameterValue, std::less<>>;

// What the training sees: the shortest text that reads back as the same double ("0.1", "1e-05"), a plain integer, or the
// category's own text.
std::string to_text(const ParameterValue& value);

// The shortest text that reads back as the same double; "nan", "inf", "-inf" for what is not finite.
std::string shortest(double value);

// "activation=relu learning-rate=0.01": sorted by name, for people and logs.
std::string to_text(const Configuration& configuration);

}  // namespace tuner
