// Requests of an operation, good and bad, made from its shape: for every field that can be reached, a value below, at and above
// each bound, within and outside each enum and pattern, of wrong JSON types, and without each required member.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "service/aws/shapes.h"

namespace tuner::aws {

struct RequestCase {
  nlohmann::json request;
  std::string what;  // "longer than the maximum"
  std::string code =
      {};  // "SerializationException", "ValidationException"; empty: the request is good
  std::string at = {};          // the place that the refusal names
  std::string constraint = {};  // the broken one, whole
};

using TakeCase = std::function<void(const RequestCase&)>;

void for_each_case(const Operation& operation, const TakeCase& take);

}  // namespace tuner::aws
