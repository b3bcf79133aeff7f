#include "service/api/api.h"

#include <utility>

namespace tuner::api {
namespace {

Reply<http::Response> run_route(const Site& site,
                                const http::Request& request,
                                const Reply<Match>& match,
                                const Reply<Caller>& caller) {
  if (!caller) return tl::unexpected(caller.error());
  if (!match) return tl::unexpected(match.error());
  const Route& route = *match->route;
  if (route.changes() && !caller->may_change) {
    return refuse(403,
                  "forbidden",
                  "the token " + caller->name + " may only read; " + std::string(route.name) +
                      " needs the role submit");
  }
  Call call{request, match->path, Query(request.head.query), *caller};
  return route.handler(site, call);
}

}  // namespace

Reply<void> check_owner(const std::string& owner, const std::string& what, const Caller& caller) {
  if (caller.may_change_all || owner == caller.name) return {};
  return refuse(
      403,
      "forbidden",
      what + " was submitted by somebody else; only a token with the role admin may change it");
}

Answered answer(const Site& site, const http::Request& request, const Reply<Caller>& caller) {
  const auto match = find_route(request.head.method, request.head.path);
  const Route* route = match ? match->route : nullptr;
  auto reply = run_route(site, request, match, caller);
  if (reply) return {*std::move(reply), route};
  return {to_response(reply.error()), route, reply.error().code};
}

}  // namespace tuner::api
