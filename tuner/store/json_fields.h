// Reading JSON that may be damaged, and the few values that JSON cannot hold as they are.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tuner/base/ids.h"

namespace tuner {

// In one line, with a replacement character for what is not UTF-8.
std::string dump(const nlohmann::json& json);

// A string; {"hex": "…"} where the bytes are not UTF-8, which JSON cannot write.
nlohmann::json text_to_json(std::string_view text);
std::optional<std::string> text_from_json(const nlohmann::json& json);

// A number; "nan", "inf" or "-inf" where it is not finite.
nlohmann::json real_to_json(double value);
std::optional<double> real_from_json(const nlohmann::json& json);

// The members of an object. A member that is missing or does not fit gives a default, and the name
// of the first such is remembered: read everything, then ask problem().
class JsonFields {
 public:
  explicit JsonFields(const nlohmann::json& object) : object_(object) {}

  template <class Integer>
  Integer integer(const char* key) {
    const std::optional<WideInteger> value = wide_integer(key);
    if (value && value->is_negative &&
        std::in_range<Integer>(static_cast<std::int64_t>(value->bits))) {
      return static_cast<Integer>(value->bits);
    }
    if (value && !value->is_negative && std::in_range<Integer>(value->bits)) {
      return static_cast<Integer>(value->bits);
    }
    note(key);
    return 0;
  }
  template <class Integer>
  std::optional<Integer> optional_integer(const char* key) {
    if (find(key) == nullptr) return std::nullopt;
    return integer<Integer>(key);
  }
  bool has(const char* key) const { return find(key) != nullptr; }
  TrialId trial(const char* key) { return TrialId{integer<std::uint32_t>(key)}; }
  std::string text(const char* key);
  double real(const char* key);  // see real_to_json()
  // One of the names that `from_name` knows.
  template <class Enumeration, class FromName>
  Enumeration name(const char* key, FromName from_name) {
    const std::optional<Enumeration> value = from_name(text(key));
    if (!value) note(key);
    return value.value_or(Enumeration{});
  }
  // A member for further reading; null when there is none.
  const nlohmann::json& member(const char* key);

  void note(const char* key) {
    if (problem_.empty()) problem_ = key;
  }
  const std::string& problem() const { return problem_; }  // empty: everything was there

 private:
  struct WideInteger {
    std::uint64_t bits;  // two's complement where it is negative
    bool is_negative;
  };
  const nlohmann::json* find(const char* key) const;
  std::optional<WideInteger> wide_integer(const char* key) const;

  const nlohmann::json& object_;
  std::string problem_;
};

}  // namespace tuner
