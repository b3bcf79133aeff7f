#include "service/http/event_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/service/http/serving.h"

namespace tuner::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

Serving& streaming(Serving& serving, std::shared_ptr<EventStream> events) {
  serving.handler.on_request = [events](const Request& request) {
    if (request.head.path != "/events") return text_response(200, "other");
    return Response{.headers = {{"Content-Type", "text/event-stream"}}, .events = events};
  };
  return serving;
}

TEST(EventStream, TextIsSentAsItComes) {
  const auto events = std::make_shared<EventStream>();
  Serving serving;
  RawClient client = streaming(serving, events).client();
  events->push("data: early\n\n");
  client.send(get("/events"));
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(client.read_until("\n\n\r\n"), "d\r\ndata: early\n\n\r\n");
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(events->push("data: " + std::to_string(i) + "\n\n"));
    EXPECT_EQ(client.read_until("\n\n\r\n"), "9\r\ndata: " + std::to_string(i) + "\n\n\r\n");
  }
  events->finish();
  EXPECT_EQ(client.read_until("0\r\n\r\n"), "0\r\n\r\n");
  EXPECT_TRUE(client.at_end());
  EXPECT_FALSE(events->push("more"));
}

TEST(EventStream, TheHandlerIsToldWhenTheTextWasTaken) {
  EventStream events;
  int taken = 0;
  events.when_taken([&] { ++taken; });
  events.push("12345");
  EXPECT_EQ(events.buffered(), 5u);
  EXPECT_EQ(events.take().text, "12345");
  EXPECT_EQ(events.buffered(), 0u);
  EXPECT_EQ(events.take().text, "");
  EXPECT_EQ(taken, 1);
}

TEST(EventStream, AnOldClientGetsTheTextAlone) {
  const auto events = std::make_shared<EventStream>();
  Serving serving;
  RawClient client = streaming(serving, events).client();
  client.send("GET /events HTTP/1.0\r\nHost: here\r\n\r\n");
  client.read_until("\r\n\r\n");
  events->push("data: x\n\n");
  events->finish();
  EXPECT_EQ(client.read_until("never"), "data: x\n\n");
}

TEST(EventStream, TheHandlerIsToldWhenTheClientLeaves) {
  const auto events = std::make_shared<EventStream>();
  std::promise<void> told;
  events->when_closed([&] { told.set_value(); });
  Serving serving;
  RawClient client = streaming(serving, events).client();
  client.send(get("/events"));
  client.read_until("\r\n\r\n");
  EXPECT_TRUE(events->open());
  client.leave();
  told.get_future().wait();
  EXPECT_FALSE(events->open());
  EXPECT_FALSE(events->push("data"));
}

TEST(EventStream, TheHandlerIsToldWhenTheServerGoes) {
  const auto events = std::make_shared<EventStream>();
  {
    Serving serving;
    RawClient client = streaming(serving, events).client();
    client.send(get("/events"));
    client.read_until("\r\n\r\n");
  }
  EXPECT_FALSE(events->push("data"));
}

TEST(EventStream, AClientThatFallsBehindIsLetGo) {
  EventStream events(10);
  bool told = false;
  events.when_closed([&] { told = true; });
  EXPECT_TRUE(events.push("0123456789"));
  EXPECT_FALSE(told);
  EXPECT_FALSE(events.push("x"));
  EXPECT_TRUE(told);
  const auto piece = events.take();
  EXPECT_EQ(piece.text, "0123456789");
  EXPECT_TRUE(piece.last);
}

TEST(EventStream, AClientThatReadsNothingIsLetGo) {
  const auto events = std::make_shared<EventStream>();
  Serving serving;
  serving.options.time_outs.write = 100ms;
  RawClient client = streaming(serving, events).client();
  client.send(get("/events"));
  const std::string much(1 << 16, 'x');
  std::size_t sent = 0;
  while (events->push(much)) ++sent;  // more than the kernel and the stream hold together
  EXPECT_GE(sent, 15u);
}

TEST(EventStream, ASilentStreamSendsComments) {
  const auto events = std::make_shared<EventStream>();
  Serving serving;
  serving.options.time_outs.heartbeat = 5ms;
  RawClient client = streaming(serving, events).client();
  client.send(get("/events"));
  client.read_until("\r\n\r\n");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.read_until("\n\n\r\n"), "3\r\n:\n\n\r\n");
}

TEST(EventStream, WhoAsksLateIsToldAtOnce) {
  EventStream events;
  events.finish();
  bool told = false;
  events.when_closed([&] { told = true; });
  EXPECT_TRUE(told);
}

TEST(EventStream, ManyThreadsPushIntoOne) {
  const auto events = std::make_shared<EventStream>();
  Serving serving;
  RawClient client = streaming(serving, events).client();
  client.send(get("/events"));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 500; ++k) events->push("x");
    });
  }
  threads.clear();
  events->finish();
  client.read_until("\r\n\r\n");
  const std::string all = client.read_until("0\r\n\r\n");
  EXPECT_EQ(std::count(all.begin(), all.end(), 'x'), 2000);
  EXPECT_THAT(all, EndsWith("0\r\n\r\n"));
}

}  // namespace
}  // namespace tuner::http
