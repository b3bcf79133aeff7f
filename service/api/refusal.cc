#include "service/api/refusal.h"

#include <nlohmann/json.hpp>

#include "service/api/json_response.h"
#include "tuner/base/log.h"

namespace tuner::api {

using Json = nlohmann::ordered_json;

tl::unexpected<Refusal> refuse(int status, std::string code, std::string message) {
  return tl::unexpected(Refusal{status, std::move(code), {{std::move(message)}}});
}

Refusal refusal_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return {404, "not_found", {{error.message, error.at}}};
    case ErrorCode::kAlreadyExists:
      return {409, "already_exists", {{error.message, error.at}}};
    case ErrorCode::kFailedPrecondition:
      return {409, "failed_precondition", {{error.message, error.at}}};
    case ErrorCode::kUnavailable:
    case ErrorCode::kTimeout:
      log::error("api", to_string(error));
      return {503, "unavailable", {{"The server cannot answer now; ask again."}}};
    case ErrorCode::kNumerical:
    case ErrorCode::kInternal:
      log::error("api", to_string(error));
      return {500, "internal", {{"The server has failed; its log says why."}}};
    case ErrorCode::kInvalidArgument:
      break;
  }
  return {400, "invalid_argument", {{error.message, error.at}}};
}

http::Response to_response(const Refusal& refusal) {
  Json problems = Json::array();
  for (const Problem& each : refusal.problems)
    problems.push_back({{"message", each.message}, {"path", each.path}});
  const Problem& first = refusal.problems.front();
  const Json error = {{"code", refusal.code},
                      {"message", first.message},
                      {"path", first.path},
                      {"problems", std::move(problems)}};
  http::Response response = json_response({{"error", error}}, refusal.status);
  for (const auto& [name, value] : refusal.headers) response.headers.add(name, value);
  return response;
}

}  // namespace tuner::api
