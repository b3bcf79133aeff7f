#include "service/server/front_door.h"

#include "service/api/event_feed.h"
#include "service/api/studies.h"
#include "service/aws/signature.h"
#include "tests/service/sagemaker/site_fixture.h"
#include "tuner/base/log.h"

namespace tuner {
namespace {

using ::testing::HasSubstr;

class FrontDoorTest : public sagemaker::OnASite {
 protected:
  static http::RequestHead call_of(const std::string& operation) {
    return {.method = "POST",
            .target = "/",
            .path = "/",
            .query = {},
            .headers = {{"Host", "localhost"},
                        {"Content-Type", "application/x-amz-json-1.1"},
                        {"X-Amz-Target", "SageMaker." + operation}},
            .peer = "127.0.0.1"};
  }
  static http::RequestHead get(const std::string& path, const std::string& token = "") {
    http::RequestHead head{.method = "GET",
                           .target = path,
                           .path = path,
                           .query = {},
                           .headers = {{"Host", "localhost"}},
                           .peer = "127.0.0.1"};
    if (!token.empty()) head.headers.add("Authorization", "Bearer " + token);
    return head;
  }

  static http::Request signed_by(const std::string& id, const std::string& body, TimePoint now) {
    http::Request request{call_of("ListTrainingJobs"), body};
    aws::sign(request, {id, "secret"}, "eu-west-1", "sagemaker", now);
    return request;
  }

  // Refused by the head alone, with what the whole request is answered.
  void expect_refused(const http::RequestHead& head, const std::string& text) {
    const auto early = door_.check_head(head);
    ASSERT_TRUE(early) << text;
    const http::Response whole = door_.handle({head, "{}"});
    EXPECT_EQ(early->status, whole.status);
    EXPECT_EQ(early->body, whole.body);
    EXPECT_THAT(early->body, HasSubstr(text));
  }

  const ServerConfig config_;
  const ServerKeys keys_{{{"ANN", "secret", Role::kRead}},
                         {{"dashboard", aws::sha256_hex("token"), Role::kRead}}};
  api::EventFeed feed_{*store_};
  api::Studies studies_{home_};
  SuggestionTime suggestions_;
  FrontDoor door_{
      config_, &keys_, site_, {home_, *store_, jobs_, feed_, studies_, clock_}, suggestions_};
};

TEST_F(FrontDoorTest, WhoIsNotKnownIsRefusedBeforeTheBody) {
  const TimePoint now = clock_.wall();
  expect_refused(call_of("ListTrainingJobs"), "MissingAuthenticationTokenException");
  expect_refused(signed_by("NOBODY", "{}", now).head, "UnrecognizedClientException");
  http::RequestHead half = call_of("ListTrainingJobs");
  half.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=ANN");
  expect_refused(half, "Authorization header requires 'SignedHeaders'");
  expect_refused(get("/api/v1/jobs"), "bearer token");
  expect_refused(get("/api/v1/jobs", "another"), "bearer token");
  expect_refused(get("/api/v1/nothing"), "bearer token");
  expect_refused(get("/metrics"), "bearer token");
  const auto late = door_.check_head(signed_by("ANN", "{}", now - std::chrono::hours(1)).head);
  ASSERT_TRUE(late);
  EXPECT_THAT(late->body, HasSubstr("Signature expired"));
}

TEST_F(FrontDoorTest, WhatTheHeadLeavesOpenIsJudgedWithTheBody) {
  http::Request request = signed_by("ANN", "{}", clock_.wall());
  EXPECT_FALSE(door_.check_head(request.head));
  EXPECT_EQ(door_.handle(request).status, 200);
  request.body = "{\"MaxResults\": 1}";
  EXPECT_THAT(door_.handle(request).body, HasSubstr("InvalidSignatureException"));
  EXPECT_FALSE(door_.check_head(get("/api/v1/jobs", "token")));
  EXPECT_FALSE(door_.check_head(get("/metrics", "token")));
  EXPECT_FALSE(door_.check_head(get("/healthz")));
}

TEST_F(FrontDoorTest, WhatReadsAllJobsOrWaitsHasWorkersOfItsOwn) {
  for (const char* operation : {"Search",
                                "GetSearchSuggestions",
                                "ListTrainingJobs",
                                "ListExperiments",
                                "ListTrials",
                                "ListTrialComponents",
                                "DeleteTrainingJob",
                                "DeleteHyperParameterTuningJob"})
    EXPECT_TRUE(door_.takes_long(call_of(operation))) << operation;
  EXPECT_TRUE(door_.takes_long(get("/metrics")));
  EXPECT_TRUE(door_.takes_long(get("/api/v1/jobs")));
  for (const char* operation : {"CreateTrainingJob",
                                "DescribeTrainingJob",
                                "DescribeHyperParameterTuningJob",
                                "ListHyperParameterTuningJobs",
                                "ListTags",
                                "StopTrainingJob",
                                "DeleteTags",
                                "ListModels"})
    EXPECT_FALSE(door_.takes_long(call_of(operation))) << operation;
  EXPECT_FALSE(door_.takes_long(get("/healthz")));
}

TEST_F(FrontDoorTest, AMemberThatIsNullIsAsIfItWereNotThere) {
  const ServerConfig config;
  FrontDoor door(
      config, nullptr, site_, {home_, *store_, jobs_, feed_, studies_, clock_}, suggestions_);
  const aws::Shapes& shapes = aws::Shapes::of(aws::Strictness::kRelaxed);
  for (const aws::Operation& operation : shapes.operations()) {
    if (operation.target.empty() || sagemaker::find_served_operation(operation.name) == nullptr)
      continue;
    http::RequestHead head = call_of(operation.name);
    head.headers = {{"Host", "localhost"},
                    {"Content-Type", "application/x-amz-json-1.1"},
                    {"X-Amz-Target", operation.target}};
    nlohmann::json nulls = nlohmann::json::object();
    for (const aws::Member& member : operation.input->members) nulls[member.name] = nullptr;
    const http::Response with = door.handle({head, nulls.dump()});
    const http::Response without = door.handle({head, "{}"});
    EXPECT_EQ(with.status, without.status) << operation.name;
    EXPECT_EQ(with.body, without.body) << operation.name;
  }
}

TEST_F(FrontDoorTest, WhoseHeadIsRefusedIsToldInTheFormOfTheApi) {
  http::RequestHead head = call_of("ListTrainingJobs");
  head.headers = {{"Host", "elsewhere.example"},
                  {"Content-Type", "application/x-amz-json-1.1"},
                  {"X-Amz-Target", "SageMaker.ListTrainingJobs"}};
  const auto refused = door_.check_head(head);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 403);
  EXPECT_THAT(refused->body, HasSubstr(R"("__type":"AccessDeniedException")"));
  EXPECT_TRUE(refused->headers.find("x-amzn-RequestId"));
}

TEST_F(FrontDoorTest, TheAuditSaysWhatWasToBeChanged) {
  const ServerConfig config;
  FrontDoor door(
      config, nullptr, site_, {home_, *store_, jobs_, feed_, studies_, clock_}, suggestions_);
  http::RequestHead stop = get("/api/v1/jobs/absent/stop");
  stop.method = "POST";
  log::set_level(log::Level::kInfo);
  ::testing::internal::CaptureStderr();
  door.handle({call_of("StopTrainingJob"), R"({"TrainingJobName": "nothing"})"});
  door.handle({call_of("StopTrainingJob"), R"({"TrainingJobName": "no name\n"})"});
  door.handle({stop, ""});
  const std::string lines = ::testing::internal::GetCapturedStderr();
  log::set_level(log::Level::kWarning);
  EXPECT_THAT(lines, HasSubstr("StopTrainingJob nothing refused: ValidationException"));
  EXPECT_THAT(lines, HasSubstr("StopTrainingJob refused: ValidationException"));
  EXPECT_THAT(lines, HasSubstr("StopJob /api/v1/jobs/absent/stop refused"));
}

}  // namespace
}  // namespace tuner
