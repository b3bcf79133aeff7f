#include "tuner/space/configuration.h"

#include <charconv>
#include <cmath>

namespace tuner {

std::string shortest(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

namespace {

// Python's argparse takes "-0.00001" for a number, and "-1e-05" for an option.
std::string without_exponent(double value) {
  char buffer[400];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr;
  return std::string(buffer, end);
}

std::string argument_text(double value) {
  const bool is_negative = std::isfinite(value) && std::signbit(value);
  return is_negative ? without_exponent(value) : shortest(value);
}

}  // namespace

std::string to_text(const ParameterValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return argument_text(*real);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  return std::get<Category>(value).text;
}

std::string to_text(const Configuration& configuration) {
  std::string text;
  for (const auto& [name, value] : configuration) {
    if (!text.empty()) text += ' ';
    text += name + '=' + to_text(value);
  }
  return text;
}

}  // namespace tuner
