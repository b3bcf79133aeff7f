// One condition of a search on a value of a record: Equals, Contains, In, … with the rules of types.
//
// The value of a filter is text. It is read as the record's value is: a number, a text (to the letter), "true" or "false", a moment
// "2026-01-02T03:04:05" (UTC, a fraction and "Z" allowed). Orders are of numbers and moments. A hyperparameter is stored as
// text: where it and the filter's value are both numbers, they compare as such, of double precision.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"

namespace tuner::sagemaker {

struct SearchFilter {
  enum class Operator {
    kEquals,
    kGreater,
    kGreaterOrEqual,
    kLess,
    kLessOrEqual,
    kContains,
    kExists,
    kIn
  };
  std::string name;
  Operator operation = Operator::kEquals;
  bool negated = false;                  // NotEquals, NotExists
  std::string value = {};                // as given
  std::vector<std::string> values = {};  // of In
  std::optional<double> number = {};     // the value as a number; a moment as seconds since 1970
};

// From {"Name", "Operator", "Value"}. kInvalidArgument: a value where none belongs or none where one does; an order of text; a
// property of time whose value is no moment.
Result<SearchFilter> read_filter(const nlohmann::json& json);

// Whether one of the values that the filter's name leads to fulfils it.
bool fulfils(const std::vector<const nlohmann::json*>& values, const SearchFilter& filter);

// "2026-01-02T03:04:05" as seconds since 1970; nullopt: it is no such moment.
std::optional<double> read_moment(std::string_view text);

}  // namespace tuner::sagemaker
