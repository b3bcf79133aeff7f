// Between HTTP and an operation: AWS JSON 1.1 ("POST /", the operation in X-Amz-Target) and the two REST operations of
// SageMaker's metrics. A request goes through route(), then, once it is known whose it is, through read_body() and check()
// (validation.h); what the operation replies goes out through http_answer().
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/aws/fault.h"
#include "service/aws/shapes.h"

namespace tuner::aws {

struct RequestHead {
  std::string_view method;
  std::string_view path;          // without the query
  std::string_view target;        // of the header X-Amz-Target; empty: there is none
  std::string_view content_type;  // empty: there is none
};

// UnknownOperationException, with the operation's name, for one that is not served; UnsupportedMediaTypeException for a body
// that does not claim to be the protocol's JSON.
Reply<const Operation*> route(const Shapes& shapes, const RequestHead& head);

// A body as JSON, an empty one as {}. SerializationException for what is no JSON object (RFC 8259, UTF-8), for a member that is
// named twice, for more than a hundred levels, and for a number beyond double.
Reply<nlohmann::json> read_body(std::string_view body);

struct HttpAnswer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // without Content-Length
  std::string body;
};

// `operation` is nullptr where route() found none. Bytes that are not UTF-8 become U+FFFD.
HttpAnswer http_answer(const Reply<nlohmann::json>& reply,
                       const Operation* operation,
                       const std::string& request_id);

}  // namespace tuner::aws
