#include "service/http/server.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <future>

#include "tests/service/http/serving.h"

namespace tuner::http {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace std::chrono_literals;

TEST(HttpServer, AConnectionIsKeptForTheNextRequest) {
  Serving serving;
  RawClient client = serving.client();
  for (const char* target : {"/a?x=1", "/b", "/c"}) {
    ASSERT_TRUE(client.send(get(target)));
    const RawResponse response = client.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, std::string("GET ") + target + "\n");
    EXPECT_EQ(response.header("Connection"), "");
    EXPECT_THAT(response.header("Date"), HasSubstr(" GMT"));
  }
  EXPECT_EQ(serving.server->statistics().connections, 1u);
  EXPECT_EQ(serving.server->statistics().requests, 3u);
}

TEST(HttpServer, AClientMayAskForTheEnd) {
  Serving serving;
  RawClient client = serving.client();
  client.send("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read_response().header("Connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(HttpServer, AnOldClientIsAnsweredAndLeft) {
  Serving serving;
  RawClient client = serving.client();
  client.send("GET / HTTP/1.0\r\nHost: here\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 200);
  EXPECT_TRUE(client.at_end());
}

TEST(HttpServer, AnOldClientMayStay) {
  Serving serving;
  RawClient client = serving.client();
  for (int i = 0; i < 2; ++i) {
    client.send("GET / HTTP/1.0\r\nHost: here\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.read_response().header("Connection"), "keep-alive");
  }
}

TEST(HttpServer, RequestsSentAheadAreAnsweredInTheirOrder) {
  Serving serving;
  RawClient client = serving.client();
  std::string all;
  for (int i = 0; i < 50; ++i) all += get("/" + std::to_string(i)) + post(std::to_string(i));
  ASSERT_TRUE(client.send(all));
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.read_response().body, "GET /" + std::to_string(i) + "\n");
    EXPECT_EQ(client.read_response().body, "POST / " + std::to_string(i) + "\n");
  }
}

TEST(HttpServer, ARequestMayComeByteByByte) {
  Serving serving;
  RawClient client = serving.client();
  for (const char byte : post("body")) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.read_response().body, "POST / body\n");
}

TEST(HttpServer, AClientThatWaitsFor100GetsIt) {
  Serving serving;
  RawClient client = serving.client();
  client.send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  EXPECT_EQ(client.read_response().body, "POST / body\n");
}

TEST(HttpServer, ARefusalComesInsteadOf100) {
  Serving serving;
  serving.handler.on_head = [](const RequestHead& head) {
    return head.path == "/no" ? std::optional(text_response(403, "not you")) : std::nullopt;
  };
  RawClient client = serving.client();
  client.send(
      "POST /no HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  const RawResponse response = client.read_response();
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.body, "not you\n");
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(serving.server->statistics().requests, 0u);
  EXPECT_EQ(serving.server->statistics().requests_refused, 1u);
}

TEST(HttpServer, HeadTellsTheLengthAndSendsNothing) {
  Serving serving;
  RawClient client = serving.client();
  client.send("HEAD /x HTTP/1.1\r\nHost: here\r\n\r\n" + get("/next"));
  EXPECT_EQ(client.read_response(false).header("Content-Length"), "8");
  EXPECT_EQ(client.read_response().body, "GET /next\n");
}

TEST(HttpServer, AThrowingHandlerIs500AndTheServerGoesOn) {
  Serving serving;
  serving.handler.on_request = [](const Request& request) -> Response {
    if (request.head.path == "/int") throw 7;
    throw std::runtime_error("secret");
  };
  RawClient client = serving.client();
  for (const char* target : {"/int", "/error"}) {
    client.send(get(target));
    const RawResponse response = client.read_response();
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.body, "internal error\n");
  }
  EXPECT_EQ(serving.server->statistics().handler_failures, 2u);
}

TEST(HttpServer, AThrowingHeadCheckIs500) {
  Serving serving;
  serving.handler.on_head = [](const RequestHead&) -> std::optional<Response> { throw 7; };
  RawClient client = serving.client();
  client.send(get());
  EXPECT_EQ(client.read_response().status, 500);
}

TEST(HttpServer, AHandlerCannotBreakTheFormOfAHeader) {
  Serving serving;
  serving.handler.on_request = [](const Request&) {
    return Response{200, {{"X-Echo", "a\r\nX-Injected: b"}}, ""};
  };
  RawClient client = serving.client();
  client.send(get());
  const RawResponse response = client.read_response();
  EXPECT_EQ(response.header("X-Injected"), "");
  EXPECT_EQ(response.header("X-Echo"), "a  X-Injected: b");
}

TEST(HttpServer, TheHandlerSeesWhoAsks) {
  Serving serving;
  serving.handler.on_request = [](const Request& request) {
    return text_response(200, request.head.peer + (request.head.over_tls ? " tls" : " plain"));
  };
  RawClient client = serving.client();
  client.send(get());
  EXPECT_EQ(client.read_response().body, "127.0.0.1 plain\n");
}

TEST(HttpServer, ASlowHandlerHoldsUpNobodyElse) {
  Serving serving;
  std::promise<void> go_on;
  auto waiting = go_on.get_future().share();
  serving.handler.on_request = [waiting](const Request& request) {
    if (request.head.path == "/slow") waiting.wait();
    return text_response(200, request.head.path);
  };
  RawClient slow = serving.client(), quick = serving.client();
  slow.send(get("/slow"));
  quick.send(get("/quick"));
  EXPECT_EQ(quick.read_response().body, "/quick\n");
  go_on.set_value();
  EXPECT_EQ(slow.read_response().body, "/slow\n");
}

TEST(HttpServer, APortThatIsTakenIsAnError) {
  Serving serving;
  serving.start();
  ServerOptions same;
  same.port = serving.server->port();
  const auto second = Server::listen(same, serving.handler);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(same.port)));
}

TEST(HttpServer, AClientWaitsUntilTheServerServes) {
  Serving serving;
  const auto server = Server::listen(serving.options, serving.handler).value();
  RawClient client(server->port());
  client.send(get());
  EXPECT_EQ(server->statistics().connections, 0u);
  server->serve();
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(HttpServer, AServerThatHasNotServedEnds) {
  Serving serving;
  const auto server = Server::listen(serving.options, serving.handler).value();
  EXPECT_TRUE(server->drain(1min));
}

TEST(HttpServer, AnAddressMustBeNumeric) {
  Serving serving;
  serving.options.address = "localhost";
  const auto server = Server::listen(serving.options, serving.handler);
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error().message, StartsWith("'localhost' is not a numeric"));
}

TEST(HttpServer, AnInheritedDescriptorIsServed) {
  Serving serving;
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(listen(descriptor, 10), 0);  // which binds to a free port
  serving.options.descriptor = descriptor;
  RawClient client = serving.client();
  client.send(get());
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(HttpServer, ADescriptorThatDoesNotListenIsAnError) {
  Serving serving;
  for (const int descriptor : {socket(AF_INET, SOCK_STREAM, 0), 0, 12345}) {
    serving.options.descriptor = descriptor;
    const auto server = Server::listen(serving.options, serving.handler);
    ASSERT_FALSE(server);
    EXPECT_THAT(server.error().message, HasSubstr("is not a TCP socket that listens"));
  }
}

TEST(HttpServer, WhatTakesLongHoldsUpNobodyElse) {
  Serving serving;
  serving.options.worker_threads = 1;
  serving.options.long_worker_threads = 1;
  serving.handler.on_takes_long = [](const RequestHead& head) { return head.path == "/long"; };
  std::promise<void> begun, may_end;
  serving.handler.on_request = [&](const Request& request) {
    if (request.head.path == "/long") {
      begun.set_value();
      may_end.get_future().wait();
    }
    return text_response(200, request.head.path);
  };
  RawClient patient = serving.client(), other = serving.client();
  patient.send(get("/long"));
  begun.get_future().wait();
  other.send(get("/short"));
  EXPECT_EQ(other.read_response().body, "/short\n");
  may_end.set_value();
  EXPECT_EQ(patient.read_response().body, "/long\n");
}

}  // namespace
}  // namespace tuner::http
