#include "service/aws/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tuner/base/text.h"

namespace tuner::aws {
namespace {

using ::testing::HasSubstr;

const TimePoint kSignedAt{std::chrono::milliseconds(1795713281000)};  // 2026-11-26 17:14:41

std::optional<std::string> secret_of(std::string_view id) {
  return id == "AKIDEXAMPLE" ? std::optional<std::string>("dummy-secret") : std::nullopt;
}

std::vector<std::pair<std::string, http::Request>> golden() {
  std::ifstream file(TUNER_SOURCE_DIR "/tests/service/aws/signature_golden.json");
  std::vector<std::pair<std::string, http::Request>> requests;
  const nlohmann::json document = nlohmann::json::parse(file);
  for (const auto& each : document["requests"]) {
    http::Request request;
    request.head.method = each["method"];
    request.head.target = each["target"];
    const auto mark = request.head.target.find('?');
    if (mark != std::string::npos) request.head.query = request.head.target.substr(mark + 1);
    for (const auto& field : each["headers"]) request.head.headers.add(field[0], field[1]);
    request.body = each["body"];
    requests.emplace_back(each["name"], std::move(request));
  }
  return requests;
}

// The code of the refusal; "" where the signature is valid.
std::string code_of(const http::Request& request, TimePoint now = kSignedAt) {
  const auto scope = verify(request, secret_of, {"sagemaker", "logs"}, now);
  return scope ? "" : scope.error().code;
}

// The same request with every `old` in its headers' values changed.
http::Request with(const http::Request& request, const std::string& old, const std::string& fresh) {
  http::Request changed = request;
  changed.head.headers = {};
  for (auto [name, value] : request.head.headers) {
    const auto at = value.find(old);
    if (at != std::string::npos) value.replace(at, old.size(), fresh);
    changed.head.headers.add(name, value);
  }
  return changed;
}

TEST(Signature, WhatBotocoreSignsIsValid) {
  ASSERT_EQ(golden().size(), 8u);
  for (const auto& [name, request] : golden()) {
    const auto scope = verify(request, secret_of, {"sagemaker", "logs"}, kSignedAt);
    ASSERT_TRUE(scope) << name << ": " << scope.error().message;
    EXPECT_EQ(scope->key_id, "AKIDEXAMPLE");
    EXPECT_EQ(scope->region, "eu-west-1");
  }
}

// Botocore signs fewer headers than it sends; with those alone our signature is the same, letter for letter.
TEST(Signature, WeSignAsBotocoreDoes) {
  for (const auto& [name, theirs] : golden()) {
    const std::string authorization(theirs.head.headers.find("Authorization").value());
    const auto list = authorization.find("SignedHeaders=") + 14;
    const std::string names =
        ";" + authorization.substr(list, authorization.find(',', list) - list) + ";";
    http::Request ours = theirs;
    ours.head.headers = {};
    for (const auto& [header, value] : theirs.head.headers) {
      const std::string lower = lower_case(header);
      if (names.find(";" + lower + ";") != std::string::npos && lower != "x-amz-date" &&
          lower != "x-amz-security-token")
        ours.head.headers.add(header, value);
    }
    const auto scope = verify(theirs, secret_of, {"sagemaker", "logs"}, kSignedAt);
    const auto token = theirs.head.headers.find("X-Amz-Security-Token").value_or("");
    sign(ours,
         {"AKIDEXAMPLE", "dummy-secret", std::string(token)},
         scope->region,
         scope->service,
         kSignedAt);
    EXPECT_EQ(ours.head.headers.find("Authorization"), authorization) << name;
  }
}

TEST(Signature, ATamperedRequestIsRefused) {
  for (const auto& [name, request] : golden()) {
    http::Request body = request, query = request, path = request, method = request;
    body.body += " ";
    query.head.query += "&z=1";
    path.head.target = "/x" + path.head.target;
    method.head.method = "DELETE";
    for (const http::Request* const each : {&body, &query, &path, &method}) {
      EXPECT_EQ(code_of(*each), "InvalidSignatureException") << name;
    }
    EXPECT_EQ(code_of(with(request, "eu-west-1", "eu-west-2")), "InvalidSignatureException");
    EXPECT_EQ(code_of(with(request, "127.0.0.1", "127.0.0.2")), "InvalidSignatureException");
    EXPECT_EQ(code_of(with(request, "T171441Z", "T171442Z")), "InvalidSignatureException");
    EXPECT_EQ(code_of(with(request, "AKIDEXAMPLE", "AKIDOTHER")), "UnrecognizedClientException");
  }
  const auto wrong = [](std::string_view) { return std::optional<std::string>("other-secret"); };
  EXPECT_FALSE(verify(golden()[0].second, wrong, {"sagemaker"}, kSignedAt));
}

TEST(Signature, ClocksMayDifferByAQuarterOfAnHour) {
  const http::Request request = golden()[0].second;
  EXPECT_EQ(code_of(request, kSignedAt + std::chrono::minutes(15)), "");
  EXPECT_EQ(code_of(request, kSignedAt - std::chrono::minutes(15)), "");
  const auto late = kSignedAt + std::chrono::minutes(16);
  EXPECT_EQ(code_of(request, kSignedAt - std::chrono::minutes(16)), "InvalidSignatureException");
  const auto scope = verify(request, secret_of, {"sagemaker"}, late);
  ASSERT_FALSE(scope);
  EXPECT_THAT(scope.error().message, HasSubstr("20261126T171441Z"));
  EXPECT_THAT(scope.error().message, HasSubstr("20261126T173041Z"));
}

TEST(Signature, WhatIsMissingIsNamed) {
  http::Request request = golden()[0].second;
  EXPECT_EQ(code_of(with(request, "AWS4-HMAC-SHA256", "Basic")), "IncompleteSignatureException");
  EXPECT_EQ(code_of(with(request, "Signature=", "Sig=")), "IncompleteSignatureException");
  EXPECT_EQ(code_of(with(request, "/aws4_request", "")), "IncompleteSignatureException");
  request.head.headers.add("X-Amz-Added", "1");
  EXPECT_EQ(code_of(request), "InvalidSignatureException");
  request.head.headers = {};
  EXPECT_EQ(code_of(request), "MissingAuthenticationTokenException");
}

TEST(Signature, OnlyNamedServicesCount) {
  EXPECT_FALSE(verify(golden()[0].second, secret_of, {"logs"}, kSignedAt));
}

}  // namespace
}  // namespace tuner::aws
