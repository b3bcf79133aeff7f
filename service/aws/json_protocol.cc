#include "service/aws/json_protocol.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tuner/base/text.h"
#include "tuner/base/utf8.h"

namespace tuner::aws {
namespace {

using nlohmann::json;

constexpr int kDeepestBody = 100;
constexpr std::size_t kLongestQuoted = 100;  // bytes, in messages
constexpr const char* kJson11 = "application/x-amz-json-1.1";
constexpr const char* kJson = "application/json";

const char* media_type_of(const Operation* operation) {
  return operation != nullptr && operation->target.empty() ? kJson : kJson11;
}

// Whether a Content-Type is of that media type, whatever its parameters say.
bool is_media_type(std::string_view content_type, std::string_view media_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return std::equal(
      type.begin(), type.end(), media_type.begin(), media_type.end(), [](char a, char b) {
        return lower_case(a) == b;
      });
}

std::string in_quotes(std::string_view name) {
  return "'" + shortened_to_bytes(name.substr(0, valid_utf8_prefix(name)), kLongestQuoted) + "'";
}

tl::unexpected<Fault> unknown_operation(const RequestHead& head) {
  if (!head.target.empty()) {
    const std::string_view name = head.target.substr(head.target.find('.') + 1);
    return refuse("UnknownOperationException",
                  "There is no operation " + in_quotes(name) + " here");
  }
  if (head.path == "/") {
    return refuse("UnknownOperationException",
                  "The request names no operation: it has no header X-Amz-Target");
  }
  return tl::unexpected<Fault>(Fault{
      "UnknownOperationException",
      "There is no operation " + in_quotes(std::string(head.method) + " " + std::string(head.path)),
      404});
}

// What a parser that takes the last of two equal names, and any depth, would not mind.
class Suspicions {
 public:
  // For json::parse, which leaves out what is answered with false.
  bool see(int depth, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) names_.emplace_back();
    if (event == json::parse_event_t::object_end) names_.pop_back();
    if (event == json::parse_event_t::key) {
      const auto& name = parsed.get_ref<const std::string&>();
      if (!names_.back().insert(name).second && problem_.empty()) {
        problem_ = "The body has the member " + in_quotes(name) + " twice";
      }
    }
    if (depth > kDeepestBody) problem_ = "The body is nested too deeply";
    return true;
  }

  const std::string& problem() const { return problem_; }

 private:
  std::vector<std::set<std::string>> names_;  // of the objects that are open
  std::string problem_;
};

tl::unexpected<Fault> not_serializable(std::string message) {
  return refuse("SerializationException", std::move(message));
}

json error_body(const Fault& fault) { return {{"__type", fault.code}, {"Message", fault.message}}; }

std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Reply<const Operation*> route(const Shapes& shapes, const RequestHead& head) {
  const Operation* const operation = head.target.empty() ? shapes.find_route(head.method, head.path)
                                                         : shapes.find_target(head.target);
  if (operation == nullptr || operation->method != head.method || operation->path != head.path) {
    return unknown_operation(head);
  }
  if (!is_media_type(head.content_type, media_type_of(operation))) {
    return tl::unexpected<Fault>(Fault{"UnsupportedMediaTypeException",
                                       "The request's Content-Type is " +
                                           in_quotes(head.content_type) + "; it should be " +
                                           media_type_of(operation),
                                       415});
  }
  return operation;
}

Reply<json> read_body(std::string_view body) {
  if (body.empty()) return json::object();
  Suspicions suspicions;
  json parsed;
  try {
    parsed = json::parse(body, [&](int depth, json::parse_event_t event, const json& value) {
      return suspicions.see(depth, event, value);
    });
  } catch (const json::parse_error& error) {
    return not_serializable("The body is not JSON in UTF-8: the problem is at byte " +
                            std::to_string(error.byte));
  } catch (const json::out_of_range&) {
    return not_serializable("The body has a number that is too large");
  }
  if (!suspicions.problem().empty()) return not_serializable(suspicions.problem());
  if (!parsed.is_object()) return not_serializable("The body is not a JSON object");
  return parsed;
}

HttpAnswer http_answer(const Reply<json>& reply,
                       const Operation* operation,
                       const std::string& request_id) {
  HttpAnswer answer;
  answer.headers = {{"Content-Type", media_type_of(operation)}, {"x-amzn-RequestId", request_id}};
  if (!reply) {
    answer.status = reply.error().http_status;
    answer.headers.emplace_back("x-amzn-ErrorType", reply.error().code);
    answer.body = dumped(error_body(reply.error()));
  } else if (operation != nullptr && operation->output != nullptr) {
    answer.body = dumped(*reply);
  }
  return answer;
}

}  // namespace tuner::aws
