#include "service/aws/json_protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace tuner::aws {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr const char* kJson11 = "application/x-amz-json-1.1";

const Shapes& shapes() { return Shapes::of(Strictness::kStrict); }

std::string routed(const RequestHead& head) {
  const auto operation = route(shapes(), head);
  return operation ? (*operation)->name : operation.error().code + ": " + operation.error().message;
}

TEST(JsonProtocol, ATargetIsAnOperation) {
  EXPECT_EQ(routed({"POST", "/", "SageMaker.CreateTrial", kJson11}), "CreateTrial");
  EXPECT_EQ(routed({"POST", "/", "Logs_20140328.GetLogEvents", kJson11}), "GetLogEvents");
  EXPECT_EQ(
      routed({"POST", "/", "SageMaker.CreateTrial", "Application/X-Amz-Json-1.1 ; charset=utf-8"}),
      "CreateTrial");
  EXPECT_EQ(routed({"PUT", "/BatchPutMetrics", "", "application/json"}), "BatchPutMetrics");
  EXPECT_EQ(routed({"POST", "/BatchGetMetrics", "", "application/json"}), "BatchGetMetrics");
}

TEST(JsonProtocol, WhatIsNotServedSaysSoByName) {
  const std::string code = "UnknownOperationException: ";
  EXPECT_EQ(routed({"POST", "/", "SageMaker.CreateEndpoint", kJson11}),
            code + "There is no operation 'CreateEndpoint' here");
  EXPECT_EQ(routed({"POST", "/", "DynamoDB_20120810.ListTables", kJson11}),
            code + "There is no operation 'ListTables' here");
  EXPECT_EQ(routed({"POST", "/", "CreateTrial", kJson11}),
            code + "There is no operation 'CreateTrial' here");
  EXPECT_EQ(routed({"POST", "/", "", kJson11}),
            code + "The request names no operation: it has no header X-Amz-Target");
  EXPECT_EQ(routed({"GET", "/BatchPutMetrics", "", ""}),
            code + "There is no operation 'GET /BatchPutMetrics'");
  EXPECT_EQ(routed({"GET", "/", "SageMaker.ListTrials", kJson11}),
            code + "There is no operation 'ListTrials' here");
  EXPECT_EQ(routed({"POST", "/x", "SageMaker.ListTrials", kJson11}),
            code + "There is no operation 'ListTrials' here");
  EXPECT_EQ(routed({"POST", "/", "SageMaker.BatchPutMetrics", kJson11}).substr(0, code.size()),
            code);
  EXPECT_LT(routed({"POST", "/", std::string(1 << 20, 'x'), kJson11}).size(), 300u);
  EXPECT_EQ(route(shapes(), {"GET", "/nowhere", "", ""}).error().http_status, 404);
}

TEST(JsonProtocol, OtherMediaTypesAreRefused) {
  for (const std::string type :
       {"", "text/plain", "application/x-amz-json-1.1x", "application/cbor"}) {
    const auto operation = route(shapes(), {"POST", "/", "SageMaker.ListTrials", type});
    ASSERT_FALSE(operation) << type;
    EXPECT_EQ(operation.error().code, "UnsupportedMediaTypeException");
    EXPECT_EQ(operation.error().http_status, 415);
  }
  EXPECT_THAT(routed({"PUT", "/BatchPutMetrics", "", "text/plain"}),
              HasSubstr("'text/plain'; it should be application/json"));
}

std::string body_problem(const std::string& body) {
  const auto parsed = read_body(body);
  if (parsed) return "";
  EXPECT_EQ(parsed.error().code, "SerializationException");
  EXPECT_EQ(parsed.error().http_status, 400);
  return parsed.error().message;
}

TEST(JsonProtocol, BodiesAreJsonObjects) {
  EXPECT_EQ(body_problem(""), "");
  EXPECT_EQ(body_problem(" {\"a\": [1, {\"a\": 2}], \"b\": \"\\ud835\\udd18\"} \n"), "");
  EXPECT_EQ(body_problem("[]"), "The body is not a JSON object");
  EXPECT_EQ(body_problem("null"), "The body is not a JSON object");
  const std::string not_json = "The body is not JSON in UTF-8: the problem is at byte ";
  EXPECT_EQ(body_problem("{"), not_json + "2");
  EXPECT_EQ(body_problem("{} x"), not_json + "4");
  EXPECT_EQ(body_problem("{\"a\": NaN}"), not_json + "7");
  EXPECT_EQ(body_problem("{\"a\": -Infinity}"), not_json + "8");
  EXPECT_EQ(body_problem("{\"a\": 'x'}"), not_json + "7");
  EXPECT_EQ(body_problem("{\"a\": 1,}"), not_json + "9");
  EXPECT_EQ(body_problem("{\"a\": \"\xc3\x28\"}"), not_json + "9");
  EXPECT_EQ(body_problem("{\"a\": \"\\ud800\"}").substr(0, not_json.size()), not_json);
  EXPECT_EQ(body_problem("{\"a\": \"x\ny\"}").substr(0, not_json.size()), not_json);
  EXPECT_EQ(body_problem("{\"a\": 1e999}"), "The body has a number that is too large");
  EXPECT_EQ(body_problem("{\"a\": " + std::string(10000, '9') + "}"),
            "The body has a number that is too large");
  EXPECT_EQ(body_problem("{\"a\": " + std::string(100, '9') + "}"), "");
}

TEST(JsonProtocol, NamesStandOnce) {
  EXPECT_EQ(body_problem(R"({"a": {"b": 1}, "c": [{"b": 1}, {"b": 2}], "b": 3})"), "");
  EXPECT_EQ(body_problem(R"({"x": [{"b": 1, "c": {"b": 2}, "b": 3}]})"),
            "The body has the member 'b' twice");
  EXPECT_EQ(body_problem(R"({"a": 1, "\u0061": 2})"), "The body has the member 'a' twice");
}

TEST(JsonProtocol, DepthIsBounded) {
  const auto nested = [](std::size_t levels) {
    return "{\"a\": " + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
  };
  EXPECT_EQ(body_problem(nested(100)), "");
  EXPECT_EQ(body_problem(nested(102)), "The body is nested too deeply");
  EXPECT_EQ(body_problem(nested(1'000'000)), "The body is nested too deeply");
  EXPECT_EQ(body_problem("{\"a\": " + std::string(1'000'000, '[')).substr(0, 20),
            "The body is not JSON");
}

TEST(JsonProtocol, Answers) {
  const Operation* const list = shapes().find_operation("ListTrials");
  const HttpAnswer answer = http_answer(json{{"TrialSummaries", json::array()}}, list, "id-1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"TrialSummaries":[]})");
  EXPECT_THAT(answer.headers,
              ElementsAre(Pair("Content-Type", kJson11), Pair("x-amzn-RequestId", "id-1")));
  const HttpAnswer stopped =
      http_answer(json::object(), shapes().find_operation("StopTrainingJob"), "id-2");
  EXPECT_EQ(stopped.status, 200);
  EXPECT_EQ(stopped.body, "");
  const HttpAnswer put = http_answer(
      json{{"Errors", json::array()}}, shapes().find_operation("BatchPutMetrics"), "id-3");
  EXPECT_THAT(put.headers, Contains(Pair("Content-Type", "application/json")));
  EXPECT_EQ(http_answer(json{{"NextToken", "\xff"}}, list, "id-4").body,
            "{\"NextToken\":\"\xef\xbf\xbd\"}");
}

TEST(JsonProtocol, Faults) {
  const Operation* const list = shapes().find_operation("ListTrials");
  const HttpAnswer fault =
      http_answer(refuse("ResourceNotFound", "There is no \"x\"\xff"), list, "id-1");
  EXPECT_EQ(fault.status, 400);
  EXPECT_EQ(json::parse(fault.body),
            json({{"__type", "ResourceNotFound"}, {"Message", "There is no \"x\"\xef\xbf\xbd"}}));
  EXPECT_THAT(fault.headers,
              ElementsAre(Pair("Content-Type", kJson11),
                          Pair("x-amzn-RequestId", "id-1"),
                          Pair("x-amzn-ErrorType", "ResourceNotFound")));
  const Reply<json> broken = tl::unexpected<Fault>(Fault{"InternalFailure", "x", 500});
  EXPECT_EQ(http_answer(broken, nullptr, "id-2").status, 500);
}

}  // namespace
}  // namespace tuner::aws
