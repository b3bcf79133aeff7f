// Helpers for reading JSON that we wrote ourselves, for the *_json.cc of this folder: what does not fit throws
// std::invalid_argument or an exception of the library, which the function that was called from outside turns into one Error.
#pragma once

#include <array>
#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tuner/base/check.h"

namespace tuner::stored {

using Json = nlohmann::json;

template <class Key, std::size_t N>
using Names = std::array<std::pair<Key, std::string_view>, N>;

[[noreturn]] void reject(const std::string& message);

const Json& required(const Json& json, const char* key);
// The value itself, and the member of an object.
template <class Number>
Number whole(const Json& json);
template <class Number>
Number read_whole(const Json& json, const char* key);
std::string read_text(const Json& json, const char* key);
double read_number(const Json& json, const char* key);

// nullopt: there is no such member.
template <class Number>
std::optional<Number> read_optional_whole(const Json& json, const char* key);
std::optional<double> read_optional_number(const Json& json, const char* key);
std::optional<std::chrono::milliseconds> read_optional_time(const Json& json, const char* key);

template <class Key, std::size_t N>
std::string_view name_in(const Names<Key, N>& table, Key key) {
  for (const auto& [value, name] : table) {
    if (value == key) return name;
  }
  TUNER_CHECK(false, "an enumerator without a name");
}

template <class Key, std::size_t N>
Key read_name(const Names<Key, N>& table, const Json& json, const char* key) {
  const std::string name = read_text(json, key);
  for (const auto& [value, text] : table) {
    if (text == name) return value;
  }
  reject("'" + name + "' is no legal value of '" + key + "'");
}

}  // namespace tuner::stored
