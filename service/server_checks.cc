#include "service/server_checks.h"

#include <curl/curl.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "service/display_text.h"
#include "service/http/client.h"

namespace tuner {
namespace {

using json = nlohmann::json;

constexpr std::chrono::minutes kSmallSkew{1}, kMaxSkew{15};

std::string base_of(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url.find("://") == std::string::npos ? "http://" + url : url;
}

Check reachable(const std::string& base, const Result<http::Response>& answer) {
  if (!answer) {
    return {"server",
            Health::kFail,
            to_string(answer.error()) + "; is `tuner serve` running there, and the address right?"};
  }
  if (answer->status != 200 || !answer->body.starts_with("ok")) {
    return {"server",
            Health::kFail,
            base + "/healthz answers " + std::to_string(answer->status) +
                ": that is no `tuner serve`, or something stands before it"};
  }
  return {"server", Health::kOk, base + " is up"};
}

Check clocks(const http::Response& answer, const Clock& clock) {
  const std::string date(answer.headers.find("Date").value_or(""));
  const time_t theirs = curl_getdate(date.c_str(), nullptr);
  if (theirs < 0) return {"clocks", Health::kWarn, "the server does not say what time it is"};
  const auto skew = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::abs(clock.wall() - TimePoint(std::chrono::seconds(theirs))));
  const std::string text = std::to_string(skew.count()) + " s between this machine and the server";
  if (skew > kMaxSkew) {
    return {"clocks", Health::kFail, text + ": signatures are refused; set the clocks by NTP"};
  }
  if (skew > kSmallSkew) {
    return {"clocks", Health::kWarn, text + "; from 15 minutes on signatures are refused"};
  }
  return {"clocks", Health::kOk, text};
}

http::Request request_of(std::string method, std::string target, std::string body = "") {
  http::Request request;
  request.head.method = std::move(method);
  request.head.target = std::move(target);
  request.body = std::move(body);
  return request;
}

http::Request list_call(const std::string& base) {
  http::Request request = request_of("POST", "/", R"({"MaxResults":1})");
  request.head.headers.add("Host", base.substr(base.find("://") + 3));
  request.head.headers.add("Content-Type", "application/x-amz-json-1.1");
  request.head.headers.add("X-Amz-Target", "SageMaker.ListHyperParameterTuningJobs");
  return request;
}

// Why a call was refused, as its answer says; "" where that is no fault of the API.
std::string message_of(const std::string& body) {
  const json fault = json::parse(body, nullptr, false);
  const auto message = fault.is_object() ? fault.find("Message") : fault.end();
  return message != fault.end() && message->is_string() ? printable(message->get<std::string>())
                                                        : "";
}

Check calls(const std::string& base,
            const std::optional<aws::Credentials>& credentials,
            const Clock& clock) {
  http::Request request = list_call(base);
  const char* region = std::getenv("AWS_REGION");
  if (credentials) {
    aws::sign(request, *credentials, region ? region : "us-east-1", "sagemaker", clock.wall());
  }
  const auto answer = http::send(base, request);
  if (!answer) return {"API", Health::kFail, to_string(answer.error())};
  const std::string as = credentials ? "the key " + credentials->key_id : "an unsigned call";
  if (answer->status == 200) return {"API", Health::kOk, as + " is answered"};
  const std::string why = message_of(answer->body);
  return {"API",
          Health::kFail,
          as + " is refused with " + std::to_string(answer->status) + (why.empty() ? "" : ": ") +
              why +
              (credentials ? "" : "; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to sign it")};
}

}  // namespace

std::vector<Check> examine_server(const std::string& url,
                                  const std::optional<aws::Credentials>& credentials,
                                  const Clock& clock) {
  const std::string base = base_of(url);
  const auto answer = http::send(base, request_of("GET", "/healthz"));
  std::vector<Check> checks{reachable(base, answer)};
  if (checks[0].health != Health::kOk) return checks;
  checks.push_back(clocks(*answer, clock));
  checks.push_back(calls(base, credentials, clock));
  return checks;
}

std::optional<aws::Credentials> credentials_of_environment() {
  const char* id = std::getenv("AWS_ACCESS_KEY_ID");
  const char* secret = std::getenv("AWS_SECRET_ACCESS_KEY");
  const char* session = std::getenv("AWS_SESSION_TOKEN");
  if (id == nullptr || secret == nullptr) return std::nullopt;
  return aws::Credentials{id, secret, session == nullptr ? "" : session};
}

}  // namespace tuner
