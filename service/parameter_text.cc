#include "service/parameter_text.h"

#include <algorithm>
#include <cmath>

#include "tuner/job/scalars.h"

namespace tuner {
namespace {

struct ReadValue {
  const std::string& text;
  std::optional<ParameterValue> operator()(const Continuous&) const { return parse_number(text); }
  std::optional<ParameterValue> operator()(const Integer&) const {
    if (const auto whole = parse_whole<std::int64_t>(text)) return *whole;
    const auto number = parse_number(text);
    if (!number || *number != std::trunc(*number) || std::abs(*number) > 1e15) return std::nullopt;
    return static_cast<std::int64_t>(*number);
  }
  std::optional<ParameterValue> operator()(const Categorical& domain) const {
    for (const Category& value : domain.values) {
      if (value.text == text) return value;
    }
    for (const Category& value : domain.values) {
      const auto boolean = parse_boolean(value.text);
      if (boolean && boolean == parse_boolean(text)) return value;
      const auto number = parse_number(value.text);
      if (number && number == parse_number(text)) return value;
    }
    return Category{text};
  }
};

}  // namespace

std::optional<ParameterValue> read_parameter_value(const Domain& domain, const std::string& text) {
  return std::visit(ReadValue{text}, domain);
}

bool nearly_equal(const ParameterValue& a, const ParameterValue& b) {
  const double *x = std::get_if<double>(&a), *y = std::get_if<double>(&b);
  if (x == nullptr || y == nullptr) return a == b;
  return std::abs(*x - *y) <= 1e-9 * std::max(std::abs(*x), std::abs(*y));
}

}  // namespace tuner
