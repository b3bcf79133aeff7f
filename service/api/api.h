// The native API of the server, JSON under /api/v1; openapi.json describes it.
//
//   request ─► find_route ─► role ─► handler ─► response            each may refuse, with JSON that says why
#pragma once

#include <string>
#include <string_view>

#include "service/api/call.h"
#include "service/api/routes.h"

namespace tuner::api {

inline bool is_api_path(std::string_view path) {
  return path == kRoot || (path.starts_with(kRoot) && path[kRoot.size()] == '/');
}

struct Answered {
  http::Response response;
  const Route* route = nullptr;  // nullptr: it is none of ours
  std::string refusal = {};      // its code; empty: it was answered
};

// `caller`: who it is, or why that is not known. Contract: is_api_path().
Answered answer(const Site& site, const http::Request& request, const Reply<Caller>& caller);

}  // namespace tuner::api
