#include "tuner/job/stored_json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tuner::stored {

void reject(const std::string& message) { throw std::invalid_argument(message); }

const Json& required(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key)) reject(std::string("'") + key + "' is missing");
  return json.at(key);
}

template <class Number>
Number whole(const Json& json) {
  if (!json.is_number_integer()) reject("'" + json.dump() + "' must be a whole number");
  const bool fits = json.is_number_unsigned() ? std::in_range<Number>(json.get<std::uint64_t>())
                                              : std::in_range<Number>(json.get<std::int64_t>());
  if (!fits) reject(json.dump() + " is out of range");
  return json.get<Number>();
}

template <class Number>
Number read_whole(const Json& json, const char* key) {
  return whole<Number>(required(json, key));
}

template <class Number>
std::optional<Number> read_optional_whole(const Json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  return read_whole<Number>(json, key);
}

template std::int64_t whole(const Json&);
template int read_whole(const Json&, const char*);
template std::int64_t read_whole(const Json&, const char*);
template std::uint32_t read_whole(const Json&, const char*);
template std::uint64_t read_whole(const Json&, const char*);
template std::optional<std::uint32_t> read_optional_whole(const Json&, const char*);
template std::optional<std::uint64_t> read_optional_whole(const Json&, const char*);

std::string read_text(const Json& json, const char* key) {
  return required(json, key).get<std::string>();
}

double read_number(const Json& json, const char* key) {
  const Json& value = required(json, key);
  if (!value.is_number()) reject(std::string("'") + key + "' must be a number");
  return value.get<double>();
}

std::optional<double> read_optional_number(const Json& json, const char* key) {
  return json.contains(key) ? std::optional(read_number(json, key)) : std::nullopt;
}

std::optional<std::chrono::milliseconds> read_optional_time(const Json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  return std::chrono::milliseconds(read_whole<std::int64_t>(json, key));
}

}  // namespace tuner::stored
