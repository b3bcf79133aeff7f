#include "service/http/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/service/http/serving.h"

namespace tuner::http {
namespace {

using ::testing::HasSubstr;

Request request(std::string method, std::string target, std::string body = "") {
  Request made;
  made.head.method = std::move(method);
  made.head.target = std::move(target);
  made.body = std::move(body);
  return made;
}

class Client : public ::testing::Test {
 protected:
  Client() { serving_.start(); }
  std::string base() const { return "http://127.0.0.1:" + std::to_string(serving_.server->port()); }

  Serving serving_;
};

TEST_F(Client, SendsMethodTargetHeadersAndBodyAsTheyAre) {
  serving_.handler.on_request = [](const Request& got) {
    Response response{.status = 418,
                      .body = got.head.method + " " + got.head.target + " " + got.body};
    response.headers.add("X-Echo", std::string(got.head.headers.find("X-Word").value_or("none")));
    response.headers.add("X-Host", std::string(got.head.headers.find("Host").value_or("none")));
    return response;
  };
  Request ours = request("PUT", "/a/../b%20c?x=1", "body");
  ours.head.headers.add("X-Word", "two words");
  ours.head.headers.add("Host", "here.example");
  const auto answer = send(base(), ours);
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(answer->status, 418);
  EXPECT_EQ(answer->body, "PUT /a/../b%20c?x=1 body");
  EXPECT_EQ(answer->headers.find("X-Echo"), "two words");
  EXPECT_EQ(answer->headers.find("X-Host"), "here.example");
}

TEST_F(Client, DoesNotFollowRedirections) {
  serving_.handler.on_request = [](const Request&) {
    Response response{.status = 302};
    response.headers.add("Location", "/elsewhere");
    return response;
  };
  const auto answer = send(base(), request("GET", "/"));
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(answer->status, 302);
}

TEST_F(Client, TakesNoMoreBytesThanItWasTold) {
  serving_.handler.on_request = [](const Request&) {
    return text_response(200, std::string(1000, 'x'));
  };
  EXPECT_TRUE(send(base(), request("GET", "/"), {.most_bytes = 1001}));  // with its end of line
  const auto answer = send(base(), request("GET", "/"), {.most_bytes = 1000});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
}

TEST_F(Client, SaysWhyNoAnswerCame) {
  const std::string gone = base();
  serving_.server.reset();
  const auto refused = send(gone, request("GET", "/"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(to_string(refused.error()), HasSubstr(gone));
  const auto file = send("file:///etc", request("GET", "/passwd"));
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message, HasSubstr("file"));
}

}  // namespace
}  // namespace tuner::http
