// Clients that mean harm, or are broken: others go on being answered.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <thread>

#include "tests/service/http/serving.h"

namespace tuner::http {
namespace {

using ::testing::StartsWith;
using namespace std::chrono_literals;

// Whether this process may open `count` descriptors more; raises the soft limit where that is all there is to it.
bool descriptors_for(rlim_t count) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < count + 100) {
    limit.rlim_cur = std::min(limit.rlim_max, count + 100);
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur >= count + 100;
}

void expect_answered(Serving& serving) {
  RawClient client = serving.client();
  client.send(get("/other"));
  EXPECT_EQ(client.read_response().body, "GET /other\n");
}

TEST(HttpAbuse, AThousandIdleConnectionsDisturbNobody) {
  ASSERT_TRUE(descriptors_for(2000));
  Serving serving;
  std::vector<RawClient> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(serving.client());
    ASSERT_TRUE(idle.back().connected());
  }
  expect_answered(serving);
  for (RawClient& client : idle) client.send(get());
  for (RawClient& client : idle) EXPECT_EQ(client.read_response().status, 200);
  EXPECT_EQ(serving.server->statistics().connections, 1001u);
}

TEST(HttpAbuse, SlowWritersAreToldAndDropped) {
  ASSERT_TRUE(descriptors_for(600));
  Serving serving;
  serving.options.time_outs.header = 200ms;
  std::vector<RawClient> slow;
  for (int i = 0; i < 300; ++i) {
    slow.push_back(serving.client());
    slow.back().send("GET / HTTP/1.1\r\nHost: he");
  }
  expect_answered(serving);
  for (RawClient& client : slow) {
    EXPECT_EQ(client.read_response().status, 408);
    EXPECT_TRUE(client.at_end());
  }
  EXPECT_EQ(serving.server->statistics().timed_out, 300u);
}

TEST(HttpAbuse, AByteNowAndThenDoesNotBuyTime) {
  Serving serving;
  serving.options.time_outs.header = 200ms;
  RawClient client = serving.client();
  client.send("GET / HTTP/1.1\r\nX: ");
  while (client.send("x")) std::this_thread::yield();  // until the server has had enough
  expect_answered(serving);
}

TEST(HttpAbuse, ABodyThatDoesNotComeIsNotWaitedFor) {
  Serving serving;
  serving.options.time_outs.body = 50ms;
  RawClient client = serving.client();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(client.read_response().status, 408);
  EXPECT_TRUE(client.at_end());
}

TEST(HttpAbuse, AnIdleConnectionIsClosedWithoutAWord) {
  Serving serving;
  serving.options.time_outs.idle = 50ms;
  RawClient fresh = serving.client(), used = serving.client();
  used.send(get());
  used.read_response();
  EXPECT_TRUE(fresh.at_end());
  EXPECT_TRUE(used.at_end());
  EXPECT_EQ(serving.server->statistics().timed_out, 0u);
}

TEST(HttpAbuse, AClaimedGigabyteIsRefusedAtOnce) {
  Serving serving;
  RawClient client = serving.client();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 413);
}

TEST(HttpAbuse, WhoSendsTooMuchCanStillReadWhyNot) {
  Serving serving;
  serving.options.limits.max_body = 1000;
  RawClient client = serving.client();
  const std::string body(3 << 20, 'x');
  client.send(post(body));
  EXPECT_EQ(client.read_response().body, "the body is longer than 1000 bytes\n");
}

TEST(HttpAbuse, AnUnendingBodyIsCutOff) {
  Serving serving;
  serving.options.limits.max_body = 1000;
  serving.options.time_outs.linger = 50ms;
  RawClient client = serving.client();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
  const std::string piece(1 << 16, 'x');
  while (client.send(piece)) continue;  // ends when the server has closed
  expect_answered(serving);
}

TEST(HttpAbuse, AHundredThousandHeadersAre431) {
  Serving serving;
  RawClient client = serving.client();
  std::string headers;
  for (int i = 0; i < 100'000; ++i) headers += "X-" + std::to_string(i) + ": 1\r\n";
  client.send("GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
  EXPECT_EQ(client.read_response().status, 431);
  expect_answered(serving);
}

TEST(HttpAbuse, GarbageIs400) {
  Serving serving;
  RawClient client = serving.client();
  client.send(std::string("\x16\x03\x01\x02\x00\x01\xfc\x03\x03 hello", 15));
  EXPECT_EQ(client.read_response().status, 400);
  EXPECT_TRUE(client.at_end());
}

TEST(HttpAbuse, AfterARefusalNothingMoreIsRead) {
  Serving serving;
  RawClient client = serving.client();
  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n" +
      get("/smuggled"));
  EXPECT_EQ(client.read_response().status, 400);
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(serving.server->statistics().requests, 0u);
}

TEST(HttpAbuse, ConnectionsHaveALimit) {
  Serving serving;
  serving.options.max_connections = 2;
  RawClient first = serving.client(), second = serving.client();
  for (RawClient* client : {&first, &second}) {
    client->send(get());
    EXPECT_EQ(client->read_response().status, 200);
  }
  RawClient third = serving.client();
  EXPECT_EQ(third.read_response().status, 503);
  EXPECT_TRUE(third.at_end());
  EXPECT_EQ(serving.server->statistics().connections_refused, 1u);
  EXPECT_EQ(serving.server->statistics().open_connections, 2u);
  first.send(get());
  EXPECT_EQ(first.read_response().status, 200);
}

TEST(HttpAbuse, WhoLeavesInTheMiddleIsForgotten) {
  Serving serving;
  for (const std::string& bytes :
       {std::string(), std::string("GET"), post("body").substr(0, 50), get()}) {
    RawClient client = serving.client();
    client.send(bytes);
  }
  expect_answered(serving);
}

TEST(HttpAbuse, WhoReadsNothingIsDropped) {
  Serving serving;
  serving.options.time_outs.write = 50ms;
  serving.handler.on_request = [](const Request& request) {
    return text_response(200, std::string(request.head.path == "/much" ? 50 << 20 : 1, 'x'));
  };
  RawClient client = serving.client();
  client.send(get("/much"));
  while (serving.server->statistics().timed_out == 0) std::this_thread::yield();
  RawClient other = serving.client();
  other.send(get());
  EXPECT_EQ(other.read_response().status, 200);
}

}  // namespace
}  // namespace tuner::http
