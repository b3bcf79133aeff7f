#include "service/api/refusal.h"

#include <nlohmann/json.hpp>
#include <ranges>

#include "service/api/json_response.h"
#include "tuner/base/log.h"
#include "tuner/base/utf8.h"
#include "tuner/job/document.h"

namespace tuner::api {

using Json = nlohmann::ordered_json;

tl::unexpected<Refusal> refuse(int status, std::string code, std::string message) {
  return tl::unexpected(Refusal{status, std::move(code), {{std::move(message)}}});
}

namespace {

// With the job or the trial that it is about; where things lie on this machine is nobody's business.
std::string named_message(const Error& error) {
  return error.at.starts_with('/') ? error.message : to_string(error);
}

}  // namespace

Refusal refusal_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return {404, "not_found", {{named_message(error)}}};
    case ErrorCode::kAlreadyExists:
      return {409, "already_exists", {{error.message, error.at}}};
    case ErrorCode::kFailedPrecondition:
      return {409, "failed_precondition", {{error.message}}};
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

Refusal refusal_of(const std::vector<Error>& errors) {
  Refusal refusal = refusal_of(errors.front());
  for (const Error& error : errors | std::views::drop(1))
    refusal.problems.push_back({error.message, error.at});
  return refusal;
}

http::Response to_response(const Refusal& refusal) {
  Json problems = Json::array();
  for (const Problem& each : refusal.problems | std::views::take(kMaxProblems)) {
    problems.push_back({{"message", shortened_to_bytes(each.message, kMaxMessageBytes)},
                        {"path", shortened_to_bytes(each.path, kMaxMessageBytes)}});
  }
  const Json error = {{"code", refusal.code},
                      {"message", problems[0]["message"]},
                      {"path", problems[0]["path"]},
                      {"problems", problems}};
  http::Response response = json_response({{"error", error}}, refusal.status);
  for (const auto& [name, value] : refusal.headers) response.headers.add(name, value);
  return response;
}

}  // namespace tuner::api
