// How an operation of an AWS service fails, and what it answers else.
#pragma once

#include <string>
#include <utility>

#include "tuner/base/result.h"

namespace tuner::aws {

// The error's body is {"__type": code, "Message": message}.
struct Fault {
  std::string code = "ValidationException";  // "ResourceInUse", "ResourceNotFound", …
  std::string message = {};
  int http_status = 400;

  bool operator==(const Fault&) const = default;
};

// An operation's answer: a JSON object, or the fault.
template <class T>
using Reply = tl::expected<T, Fault>;

inline tl::unexpected<Fault> refuse(std::string code, std::string message) {
  return tl::unexpected<Fault>(Fault{std::move(code), std::move(message)});
}
inline tl::unexpected<Fault> refuse(std::string message) {
  return refuse("ValidationException", std::move(message));
}

}  // namespace tuner::aws
