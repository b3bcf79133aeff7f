#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "service/server/server.h"
#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/service/http/raw_client.h"
#include "tuner/store/sqlite_store.h"

namespace tuner {
namespace {

using http::RawClient;
using nlohmann::json;
using ::testing::HasSubstr;

// A socket that listens, and is given to the server: clients can connect before that is there.
class TuningServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    descriptor_ = socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_EQ(listen(descriptor_, 10), 0);  // which binds to a free port
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ASSERT_EQ(getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }

  std::unique_ptr<TuningServer> open() {
    auto server = TuningServer::open(config_, home_, descriptor_);
    EXPECT_TRUE(server) << to_string(server.error());
    return server ? *std::move(server) : nullptr;
  }

  static std::string head_of(const std::string& request_line, std::size_t body) {
    return request_line +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n"
           "X-Amz-Target: SageMaker.ListTags\r\nContent-Length: " +
           std::to_string(body) + "\r\n\r\n";
  }

  testing_fakes::TemporaryFolder folder_;
  Home home_ = Home::open(folder_.path() / "home").value();
  ServerConfig config_;
  int descriptor_ = -1;
  std::uint16_t port_ = 0;
};

json sample_tags() { return json::array({json{{"Key", "team"}, {"Value", "blue"}}}); }

// One that nobody runs, and whose tags the server that took it had not recorded when it died.
JobRecord half_submitted(std::uint32_t number) {
  JobRecord job = testing::sample_job("job-" + std::to_string(number));
  job.created_at += std::chrono::seconds(number);
  job.spec.backend = "nowhere";
  job.submission = Submission{.request = json{{"Tags", sample_tags()}}.dump()};
  return job;
}

TEST_F(TuningServerTest, WhatWasLeftIsTakenUpBeforeAClientIsAnswered) {
  constexpr std::uint32_t kJobs = 30;
  {
    const auto store = SqliteStore::open(home_.database()).value();
    for (std::uint32_t number = 1; number <= kJobs; ++number)
      EXPECT_OK(store->create_job(half_submitted(number)));
  }
  RawClient client(port_);
  const std::string body = json{
      {"ResourceArn",
       "arn:aws:sagemaker:eu-west-1:123456789012:hyper-parameter-tuning-job/job-" +
           std::to_string(
               kJobs)}}.dump();
  ASSERT_TRUE(client.send(head_of("POST /", body.size()) + body));
  const auto server = open();
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(server->adopted(), kJobs);
  EXPECT_EQ(json::parse(client.read_response().body)["Tags"], sample_tags());
}

TEST_F(TuningServerTest, NoBodyIsAwaitedFromWhoIsNotKnown) {
  config_.keys = folder_.path() / "keys.yaml";
  std::ofstream(*config_.keys)
      << "access_keys: [{id: ANN, secret: 0123456789abcdef, role: read}]\n";
  std::filesystem::permissions(*config_.keys, std::filesystem::perms(0600));
  const auto server = open();
  ASSERT_NE(server, nullptr);
  RawClient unsigned_call(port_), without_token(port_);
  unsigned_call.send(head_of("POST /", 4'000'000));
  EXPECT_THAT(unsigned_call.read_response().body, HasSubstr("MissingAuthenticationToken"));
  without_token.send(head_of("POST /api/v1/studies", 4'000'000));
  EXPECT_EQ(without_token.read_response().status, 401);
}

}  // namespace
}  // namespace tuner
