#include <gmock/gmock.h>

#include <future>

#include "tests/service/http/serving.h"

namespace tuner::http {
namespace {

using namespace std::chrono_literals;

// A handler that says when it has begun, and waits for permission to end.
struct Held {
  explicit Held(Serving& serving) {
    serving.handler.on_request = [this](const Request&) {
      begun.set_value();
      go_on.get_future().wait();
      return text_response(200, "done");
    };
  }
  std::promise<void> begun, go_on;
};

TEST(HttpDrain, WhatIsUnderWayIsAnsweredAndNothingElse) {
  Serving serving;
  Held held(serving);
  RawClient idle = serving.client(), busy = serving.client();
  busy.send(get());
  held.begun.get_future().wait();
  const std::uint16_t port = serving.server->port();
  auto drained = std::async([&] { return serving.server->drain(60s); });
  EXPECT_TRUE(idle.at_end());
  held.go_on.set_value();
  const RawResponse response = busy.read_response();
  EXPECT_EQ(response.body, "done\n");
  EXPECT_TRUE(busy.at_end());
  busy.leave();
  EXPECT_TRUE(drained.get());
  EXPECT_FALSE(RawClient(port).connected());
}

TEST(HttpDrain, ARequestHalfSentIsReadToItsEnd) {
  Serving serving;
  std::promise<void> head_seen;
  serving.handler.on_head = [&](const RequestHead&) {
    head_seen.set_value();
    return std::optional<Response>();
  };
  RawClient client = serving.client(), idle = serving.client();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo");
  head_seen.get_future().wait();
  auto drained = std::async([&] { return serving.server->drain(60s); });
  EXPECT_TRUE(idle.at_end());
  client.send("dy");
  EXPECT_EQ(client.read_response().body, "POST / body\n");
  client.leave();
  EXPECT_TRUE(drained.get());
}

TEST(HttpDrain, PatienceEnds) {
  Serving serving;
  Held held(serving);
  RawClient client = serving.client();
  client.send(get());
  held.begun.get_future().wait();
  EXPECT_FALSE(serving.server->drain(1ms));
  EXPECT_TRUE(client.at_end());
  held.go_on.set_value();
  serving.server.reset();
}

TEST(HttpDrain, EventStreamsEnd) {
  Serving serving;
  const auto events = std::make_shared<EventStream>();
  serving.handler.on_request = [events](const Request&) { return Response{.events = events}; };
  RawClient client = serving.client();
  client.send(get());
  client.read_until("\r\n\r\n");
  auto drained = std::async([&] { return serving.server->drain(60s); });
  EXPECT_EQ(client.read_until("0\r\n\r\n"), "0\r\n\r\n");
  client.leave();
  EXPECT_TRUE(drained.get());
  EXPECT_FALSE(events->open());
}

TEST(HttpDrain, AServerMayGoAwayWithRequestsUnderWay) {
  Serving serving;
  Held held(serving);
  RawClient client = serving.client();
  client.send(get());
  held.begun.get_future().wait();
  auto gone = std::async([&] { serving.server.reset(); });
  EXPECT_TRUE(client.at_end());
  held.go_on.set_value();
  gone.get();
}

}  // namespace
}  // namespace tuner::http
