// Every operation of the native API: where it is found, and what answers it. openapi.json describes them; a test holds the two
// together.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/api/call.h"

namespace tuner::api {

struct Route {
  std::string_view method;
  std::string_view path;  // below kRoot: "/jobs/{job}/trials"
  std::string_view name;  // in metrics, in the audit log, and the operationId of the document
  Handler* handler;
  // Something is changed: it needs more than the right to read, and is written to the audit log.
  bool changes() const { return method != "GET"; }
};

inline constexpr std::string_view kRoot = "/api/v1";

std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;
  std::vector<std::string> path = {};  // as Call::path
};

// `path` as of RequestHead. HEAD is a GET. Refusals: 404, 405 with Allow.
Reply<Match> find_route(std::string_view method, std::string_view path);

}  // namespace tuner::api
