#include "service/server/front_door.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <random>

#include "service/aws/json_protocol.h"
#include "service/aws/validation.h"
#include "service/sagemaker/credential_check.h"
#include "service/sagemaker/operations.h"
#include "tuner/base/log.h"

namespace tuner {
namespace {

using json = nlohmann::json;

// A version 4 UUID (RFC 4122).
std::string request_id() {
  static thread_local std::random_device device;
  std::array<std::uint32_t, 4> bits{device(), device(), device(), device()};
  bits[1] = (bits[1] & 0xffff0fffU) | 0x4000U;
  bits[2] = (bits[2] & 0x3fffffffU) | 0x80000000U;
  std::array<char, 37> text{};
  std::snprintf(text.data(),
                text.size(),
                "%08x-%04x-%04x-%04x-%04x%08x",
                bits[0],
                bits[1] >> 16,
                bits[1] & 0xffffU,
                bits[2] >> 16,
                bits[2] & 0xffffU,
                bits[3]);
  return text.data();
}

// "localhost" of "localhost:8471", "::1" of "[::1]:8471".
std::string_view host_of(std::string_view field) {
  if (field.starts_with('[')) return field.substr(1, field.find(']') - 1);
  return field.substr(0, field.find(':'));
}

bool is_for_metrics(const http::RequestHead& head) {
  return head.path == "/metrics" && head.method == "GET";
}

aws::RequestHead aws_head_of(const http::RequestHead& head) {
  return {.method = head.method,
          .path = head.path,
          .target = head.headers.find("X-Amz-Target").value_or(""),
          .content_type = head.headers.find("Content-Type").value_or("")};
}

http::Response to_response(aws::HttpAnswer answer) {
  http::Response response{.status = answer.status, .body = std::move(answer.body)};
  for (auto& [name, value] : answer.headers)
    response.headers.add(std::move(name), std::move(value));
  return response;
}

// What a call is about: the name in its input, which has been checked; empty where it has none.
std::string subject_of(const json& input) {
  for (const char* member : {"HyperParameterTuningJobName",
                             "TrainingJobName",
                             "TrialComponentName",
                             "TrialName",
                             "ExperimentName",
                             "ResourceArn"}) {
    if (input.contains(member)) return " " + input[member].get<std::string>();
  }
  return "";
}

// A line for a call that would change something; `refusal` is empty where it was done.
void audit(const aws::Reply<Identity>& identity,
           const http::RequestHead& head,
           const std::string& call,
           const std::string& refusal) {
  const std::string by = !identity                ? "nobody known"
                         : identity->name.empty() ? "anybody"
                                                  : identity->name;
  log::info("audit",
            "by=" + by + " from=" + head.peer + " " + call + " " +
                (refusal.empty() ? "done" : "refused: " + refusal));
}

api::Reply<api::Caller> caller_of_api(const aws::Reply<Identity>& identity) {
  if (!identity) {
    return tl::unexpected(api::Refusal{identity.error().http_status,
                                       "unauthorized",
                                       {{identity.error().message}},
                                       {{"WWW-Authenticate", "Bearer"}}});
  }
  return api::Caller{.name = identity->name,
                     .may_change = identity->role != Role::kRead,
                     .may_change_all = identity->role == Role::kAdmin};
}

}  // namespace

FrontDoor::FrontDoor(const ServerConfig& config,
                     const ServerKeys* keys,
                     sagemaker::Site site,
                     api::Site api,
                     const SuggestionTime& suggestions)
    : config_(config),
      keys_(keys),
      site_(site),
      api_(api),
      shapes_(aws::Shapes::of(config.strict_limits ? aws::Strictness::kStrict
                                                   : aws::Strictness::kRelaxed)),
      metrics_(site_, suggestions) {}

// A page of the web that a browser shows must not reach the server by a name of its own (DNS rebinding).
bool FrontDoor::knows_host(const http::RequestHead& head) const {
  const std::string_view host = host_of(head.headers.find("Host").value_or(""));
  const auto is_host = [&](std::string_view name) { return http::same_name(host, name); };
  return is_host(config_.address) || is_host("localhost") || is_host("127.0.0.1") ||
         is_host("::1") || std::ranges::any_of(config_.host_names, is_host);
}

// A browser says whose page calls; one of another server must not make its reader's browser act here. What has no Origin, such as
// an image, says by Sec-Fetch-Site whether it is of this server; following a link is no call.
bool FrontDoor::knows_origin(const http::RequestHead& head) const {
  const http::Headers& headers = head.headers;
  const auto origin = headers.find("Origin");
  if (!origin) {
    const std::string_view site = headers.find("Sec-Fetch-Site").value_or("none");
    return site == "none" || site == "same-origin" ||
           (head.method == "GET" && headers.find("Sec-Fetch-Mode") == "navigate");
  }
  const std::string own =
      (head.over_tls ? "https://" : "http://") + std::string(headers.find("Host").value_or(""));
  const auto is_origin = [&](std::string_view known) { return http::same_name(*origin, known); };
  return is_origin(own) || std::ranges::any_of(config_.origins, is_origin);
}

// As far as the head says it.
bool FrontDoor::knows_caller(const http::RequestHead& head) const {
  if (api::is_api_path(head.path) || is_for_metrics(head))
    return identify_bearer(head, keys_).has_value();
  return claims_known_key(head, keys_, site_.clock.wall());
}

// Why nothing is answered, whoever asks; empty: it may be.
std::string FrontDoor::head_problem(const http::RequestHead& head) const {
  if (!knows_host(head)) {
    return "This server is not called '" +
           std::string(host_of(head.headers.find("Host").value_or(""))) +
           "': add the name to host_names of its configuration.";
  }
  if (knows_origin(head)) return "";
  return "Pages of '" + std::string(head.headers.find("Origin").value_or("another site")) +
         "' may not call this server: add it to origins of its configuration.";
}

std::optional<http::Response> FrontDoor::check_head(const http::RequestHead& head) {
  if (head.path == "/healthz") return std::nullopt;
  std::string problem = head_problem(head);
  if (problem.empty()) {
    if (knows_caller(head)) return std::nullopt;
    return handle(http::Request{head, {}});  // as ever, and whatever the body
  }
  if (api::is_api_path(head.path))
    return api::to_response({403, "forbidden", {{std::move(problem)}}});
  if (is_for_metrics(head)) return http::text_response(403, std::move(problem));
  const aws::Fault fault{"AccessDeniedException", std::move(problem), 403};
  return to_response(aws::http_answer(tl::unexpected(fault), nullptr, request_id()));
}

// A strategy may have to think, or all trials of a job to be read, or all jobs.
bool FrontDoor::takes_long(const http::RequestHead& head) const {
  if (api::is_api_path(head.path) || is_for_metrics(head)) return true;
  const auto operation = aws::route(shapes_, aws_head_of(head));
  const auto* served = operation ? sagemaker::find_served_operation((*operation)->name) : nullptr;
  return served != nullptr && served->takes_long;
}

http::Response FrontDoor::handle(http::Request request) {
  const http::RequestHead& head = request.head;
  if (head.path == "/healthz") return http::text_response(200, "ok");
  if (is_for_metrics(head)) return show_metrics(head);
  if (api::is_api_path(head.path)) return call_api(request);
  return call_operation(request);
}

http::Response FrontDoor::call_api(const http::Request& request) {
  const auto began = site_.clock.steady();
  const auto identity = identify_bearer(request.head, keys_);
  api::Answered answered = api::answer(api_, request, caller_of_api(identity));
  const std::string& target = request.head.target;  // as sent: without line ends
  if (answered.route != nullptr && answered.route->changes())
    audit(identity,
          request.head,
          std::string(answered.route->name) + " " + target.substr(0, target.find('?')),
          answered.refusal);
  const std::chrono::duration<double> took = site_.clock.steady() - began;
  metrics_.count(answered.route != nullptr ? std::string(answered.route->name) : "unknown",
                 answered.response.status,
                 took.count());
  return std::move(answered.response);
}

http::Response FrontDoor::show_metrics(const http::RequestHead& head) const {
  const auto identity = identify_bearer(head, keys_);
  if (!identity) return http::text_response(identity.error().http_status, identity.error().message);
  const auto text = metrics_.text();
  return text ? http::text_response(200, *text) : http::text_response(503, to_string(text.error()));
}

sagemaker::Caller FrontDoor::caller_of(const Identity& identity) const {
  sagemaker::Caller caller{.may_change_all = identity.role == Role::kAdmin,
                           .key_id = identity.name,
                           .account = config_.account};
  if (!identity.region.empty()) caller.region = identity.region;
  if (caller.region.starts_with("cn-")) caller.partition = "aws-cn";
  if (caller.region.starts_with("us-gov-")) caller.partition = "aws-us-gov";
  return caller;
}

http::Response FrontDoor::call_operation(const http::Request& request) {
  const auto began = site_.clock.steady();
  const http::RequestHead& head = request.head;
  const auto operation = aws::route(shapes_, aws_head_of(head));
  const aws::Reply<json> reply =
      operation ? run_or_fail(**operation, request) : tl::unexpected(operation.error());
  http::Response response =
      to_response(aws::http_answer(reply, operation ? *operation : nullptr, request_id()));
  const std::chrono::duration<double> took = site_.clock.steady() - began;
  metrics_.count(operation ? (*operation)->name : "unknown", response.status, took.count());
  return response;
}

// A defect of ours is answered in the form that clients read, and leaves a trace.
aws::Reply<json> FrontDoor::run_or_fail(const aws::Operation& operation,
                                        const http::Request& request) try {
  return run(operation, request);
} catch (const std::exception& error) {
  log::error("server", operation.name + ": " + error.what());
  return tl::unexpected(aws::Fault{"InternalFailure", "The server failed; its log says how.", 500});
}

aws::Reply<json> FrontDoor::run(const aws::Operation& operation, const http::Request& request) {
  const sagemaker::ServedOperation* served = sagemaker::find_served_operation(operation.name);
  const auto identity = identify_signer(request, keys_, site_.clock.wall());
  const auto input = identity ? read_input(operation, served, request, *identity)
                              : aws::Reply<json>(tl::unexpected(identity.error()));
  auto reply = input ? served->call(site_, *input, caller_of(*identity)) : input;
  if (served != nullptr && served->changes) {
    audit(identity,
          request.head,
          operation.name + (input ? subject_of(*input) : ""),
          reply ? "" : reply.error().code);
  }
  return reply;
}

aws::Reply<json> FrontDoor::read_input(const aws::Operation& operation,
                                       const sagemaker::ServedOperation* served,
                                       const http::Request& request,
                                       const Identity& identity) const {
  if (served == nullptr) {
    return aws::refuse("UnknownOperationException",
                       "The operation " + operation.name + " is not served here.");
  }
  if (served->changes && identity.role == Role::kRead) {
    return aws::refuse("AccessDeniedException",
                       "The key " + identity.name + " may only read; " + operation.name +
                           " needs the role submit.");
  }
  auto input = aws::read_body(request.body);
  if (!input) return input;
  if (const auto refusal = aws::refusal(aws::check(*input, *operation.input)))
    return tl::unexpected(*refusal);
  input = aws::without_nulls(*std::move(input));
  if (const auto refusal = sagemaker::credential_refusal(*input)) return tl::unexpected(*refusal);
  return input;
}

}  // namespace tuner
