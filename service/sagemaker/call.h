// One call of the SageMaker API, as plain data: what every operation is given, and what it answers.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "tuner/base/clock.h"
#include "tuner/base/result.h"

namespace tuner::sagemaker {

// Whose call it is, and where: what goes into the ARNs of the answer.
struct Caller {
  std::string key_id = {};               // empty: not signed
  std::string account = "123456789012";  // twelve digits
  std::string region = "us-east-1";      // of the signature's scope
  std::string partition = "aws";
};

// The error's body is {"__type": code, "Message": message}.
struct Fault {
  std::string code = "ValidationException";  // "ResourceInUse", "ResourceNotFound", …
  std::string message;
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

}  // namespace tuner::sagemaker
