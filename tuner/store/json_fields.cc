#include "tuner/store/json_fields.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "tuner/base/hex.h"
#include "tuner/base/utf8.h"
#include "tuner/space/configuration.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

}  // namespace

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json text_to_json(std::string_view text) {
  if (valid_utf8_prefix(text) == text.size()) return text;
  return {{"hex", to_hex(text)}};
}

std::optional<std::string> text_from_json(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (!json.is_object() || json.size() != 1) return std::nullopt;
  const auto hex = json.find("hex");
  if (hex == json.end() || !hex->is_string()) return std::nullopt;
  return from_hex(hex->get<std::string>());
}

Json real_to_json(double value) {
  if (std::isfinite(value)) return value;
  return shortest(value);
}

std::optional<double> real_from_json(const Json& json) {
  if (json.is_number()) return json.get<double>();
  for (const double value : {std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()}) {
    if (json == shortest(value)) return value;
  }
  return std::nullopt;
}

const Json* JsonFields::find(const char* key) const {
  if (!object_.is_object()) return nullptr;
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

std::optional<JsonFields::WideInteger> JsonFields::wide_integer(const char* key) const {
  const Json* member = find(key);
  if (member == nullptr || !member->is_number_integer()) return std::nullopt;
  const bool is_negative = !member->is_number_unsigned() && member->get<std::int64_t>() < 0;
  return WideInteger{member->get<std::uint64_t>(), is_negative};
}

double JsonFields::real(const char* key) {
  const Json* found = find(key);
  const std::optional<double> value = found ? real_from_json(*found) : std::nullopt;
  if (!value) note(key);
  return value.value_or(0.0);
}

std::string JsonFields::text(const char* key) {
  const std::optional<std::string> value = text_from_json(member(key));
  if (!value) note(key);
  return value.value_or(std::string());
}

const Json& JsonFields::member(const char* key) {
  static const Json kNull;
  const Json* found = find(key);
  return found == nullptr ? kNull : *found;
}

}  // namespace tuner
