#include "service/sagemaker/search_filter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "service/sagemaker/property_path.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;
using Operator = SearchFilter::Operator;

struct OperatorName {
  std::string_view name;
  Operator operation;
  bool negated;
};
constexpr std::array<OperatorName, 10> kOperators{
    {{"Equals", Operator::kEquals, false},
     {"NotEquals", Operator::kEquals, true},
     {"GreaterThan", Operator::kGreater, false},
     {"GreaterThanOrEqualTo", Operator::kGreaterOrEqual, false},
     {"LessThan", Operator::kLess, false},
     {"LessThanOrEqualTo", Operator::kLessOrEqual, false},
     {"Contains", Operator::kContains, false},
     {"Exists", Operator::kExists, false},
     {"NotExists", Operator::kExists, true},
     {"In", Operator::kIn, false}}};

std::optional<double> read_number(std::string_view text) {
  double number = 0.0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::size_t first = text.find_first_not_of(' ', begin);
    const std::size_t last = text.find_last_not_of(' ', end == 0 ? 0 : end - 1);
    const bool blank = first >= end || last == std::string::npos || last < first;
    parts.push_back(blank ? "" : text.substr(first, last + 1 - first));
    begin = end + 1;
  }
  return parts;
}

bool is_order(Operator operation) {
  return operation == Operator::kGreater || operation == Operator::kGreaterOrEqual ||
         operation == Operator::kLess || operation == Operator::kLessOrEqual;
}

bool in_order(double value, const SearchFilter& filter) {
  switch (filter.operation) {
    case Operator::kGreater:
      return value > *filter.number;
    case Operator::kGreaterOrEqual:
      return value >= *filter.number;
    case Operator::kLess:
      return value < *filter.number;
    default:
      return value <= *filter.number;
  }
}

std::optional<double> number_of(const Json& value, const SearchFilter& filter) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string() && filter.name.starts_with("HyperParameters.")) {
    return read_number(value.get_ref<const std::string&>());
  }
  return std::nullopt;
}

// `text` is the filter's value or one of them, `number` the same as a number.
bool equals(const Json& value,
            const SearchFilter& filter,
            const std::string& text,
            const std::optional<double>& number) {
  if (value.is_string() && value.get_ref<const std::string&>() == text) return true;
  if (value.is_boolean()) return text == (value.get<bool>() ? "true" : "false");
  const auto own = number_of(value, filter);
  return own && number && *own == *number;
}

bool fulfils_one(const Json& value, const SearchFilter& filter) {
  switch (filter.operation) {
    case Operator::kExists:
      return true;
    case Operator::kContains:
      return value.is_string() &&
             value.get_ref<const std::string&>().find(filter.value) != std::string::npos;
    case Operator::kEquals:
      return equals(value, filter, filter.value, filter.number);
    case Operator::kIn:
      return std::ranges::any_of(filter.values, [&](const std::string& each) {
        const bool is_time = is_time_property(filter.name);
        return equals(value, filter, each, is_time ? read_moment(each) : read_number(each));
      });
    default:
      break;
  }
  const auto number = number_of(value, filter);
  return number && in_order(*number, filter);
}

tl::unexpected<Error> wrong(const SearchFilter& filter, const std::string& what) {
  return fail(ErrorCode::kInvalidArgument, "The filter on " + filter.name + " " + what + ".");
}

Result<void> read_values(SearchFilter& filter) {
  const bool is_time = is_time_property(filter.name);
  filter.number = is_time ? read_moment(filter.value) : read_number(filter.value);
  if (filter.operation == Operator::kIn) {
    filter.values = split(filter.value);
    const bool good = std::ranges::all_of(
        filter.values, [](const std::string& each) { return read_moment(each).has_value(); });
    if (is_time && !good) return wrong(filter, "needs times such as 2026-01-02T03:04:05");
    return {};
  }
  if (is_time && !filter.number) return wrong(filter, "needs a time such as 2026-01-02T03:04:05");
  if (is_order(filter.operation) && !filter.number) {
    return wrong(filter, "compares the order of a text; only numbers and times have one");
  }
  return {};
}

}  // namespace

std::optional<double> read_moment(std::string_view text) {
  if (text.ends_with('Z')) text.remove_suffix(1);
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() < kForm.size()) return std::nullopt;
  std::array<int, 6> parts{};
  std::size_t part = 0;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] != '0') {
      if (text[i] != kForm[i]) return std::nullopt;
      ++part;
    } else {
      if (text[i] < '0' || text[i] > '9') return std::nullopt;
      parts[part] = parts[part] * 10 + (text[i] - '0');
    }
  }
  const auto fraction = text.substr(kForm.size());
  const bool is_fraction =
      fraction.empty() || (fraction.size() > 1 && fraction[0] == '.' &&
                           fraction.find_first_not_of("0123456789", 1) == std::string_view::npos);
  const auto day = std::chrono::year(parts[0]) / parts[1] / parts[2];
  if (!is_fraction || !day.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 60)
    return std::nullopt;
  const auto seconds = std::chrono::sys_days(day).time_since_epoch() +
                       std::chrono::hours(parts[3]) + std::chrono::minutes(parts[4]) +
                       std::chrono::seconds(parts[5]);
  const double whole = static_cast<double>(std::chrono::seconds(seconds).count());
  return fraction.empty() ? whole : whole + read_number("0" + std::string(fraction)).value_or(0.0);
}

Result<SearchFilter> read_filter(const nlohmann::json& json) {
  SearchFilter filter{.name = json.at("Name").get<std::string>()};
  const std::string name = json.value("Operator", "Equals");
  const auto known = std::ranges::find(kOperators, name, &OperatorName::name);
  if (known == kOperators.end()) return wrong(filter, "has an unknown operator " + name);
  filter.operation = known->operation;
  filter.negated = known->negated;
  filter.value = json.value("Value", "");
  const bool is_exists = filter.operation == Operator::kExists;
  if (json.contains("Value") == is_exists) {
    return wrong(filter, is_exists ? "takes no Value with " + name : "needs a Value");
  }
  if (!is_exists) TUNER_RETURN_IF_ERROR(read_values(filter));
  return filter;
}

bool fulfils(const std::vector<const nlohmann::json*>& values, const SearchFilter& filter) {
  const bool found =
      std::ranges::any_of(values, [&](const Json* value) { return fulfils_one(*value, filter); });
  return found != filter.negated;
}

}  // namespace tuner::sagemaker
