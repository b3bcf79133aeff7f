#include "backends/in_process.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <stdexcept>

#include "tests/contract/backend_contract.h"
#include "tuner/base/simulated_clock.h"

namespace tuner {
namespace {

using std::chrono::seconds;

// Returns when the run is asked to stop.
void until_stopped(std::stop_token stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any().wait(lock, stop, [] { return false; });
}

RunRequest request(const std::string& run_name) {
  RunRequest request;
  request.run_name = run_name;
  return request;
}

class InProcessHarness final : public BackendHarness {
 public:
  std::unique_ptr<Backend> make() override {
    const auto training = [this](const Configuration& values,
                                 TrainingReporter& reporter,
                                 std::stop_token stop) {
      ++started_;
      reporter.print(kContractLog);
      const auto behaviour = static_cast<Behaviour>(std::get<std::int64_t>(values.at("behaviour")));
      if (behaviour == Behaviour::kRunUntilStopped) until_stopped(stop);
      return behaviour == Behaviour::kExitWith3 ? 3 : 0;
    };
    return std::make_unique<InProcess>(training, clock_, 4);
  }
  RunRequest request(const std::string& run_name, Behaviour behaviour) override {
    RunRequest request = tuner::request(run_name);
    request.configuration["behaviour"] = static_cast<std::int64_t>(behaviour);
    return request;
  }
  std::size_t started() override { return started_; }

 private:
  SystemClock clock_;
  std::atomic<std::size_t> started_ = 0;
};

INSTANTIATE_TEST_SUITE_P(InProcess, BackendContract, testing::Values([] {
                           return std::make_unique<InProcessHarness>();
                         }));

RunStatus ended(Backend& backend, const RunHandle& run) {
  for (;;) {
    RunStatus status = backend.status({&run, 1}).value().at(0);
    if (status.phase == RunPhase::kEnded) return status;
    backend.wait(seconds{10}, {});
  }
}

TEST(InProcess, AnExceptionIsAUserErrorWithItsText) {
  const SystemClock clock;
  InProcess backend(
      [](auto&, auto&, auto) -> int { throw std::runtime_error("no data"); }, clock, 1);
  const RunStatus status = ended(backend, backend.submit(request("r")).value());
  EXPECT_EQ(status.end, RunEnd::kUserError);
  EXPECT_EQ(status.reason, "the training threw: no data");
}

TEST(InProcess, MetricsAreWrittenAsJsonLines) {
  const SystemClock clock;
  const auto training = [](auto&, TrainingReporter& reporter, auto) {
    reporter.metric("loss \"a\"", 0.1, 3);
    reporter.metric("loss", std::numeric_limits<double>::quiet_NaN());
    return 0;
  };
  InProcess backend(training, clock, 1);
  const RunHandle run = backend.submit(request("r")).value();
  ended(backend, run);
  EXPECT_EQ(backend.read_log(run, 0).value().text,
            "{\"metric\": \"loss \\\"a\\\"\", \"value\": 0.1, \"step\": 3}\n"
            "{\"metric\": \"loss\", \"value\": \"nan\"}\n");
}

TEST(InProcess, MoreRunsThanThreadsAreUnavailable) {
  const SystemClock clock;
  InProcess backend(
      [](auto&, auto&, std::stop_token stop) { return until_stopped(stop), 0; }, clock, 1);
  ASSERT_TRUE(backend.submit(request("a")));
  EXPECT_EQ(backend.submit(request("b")).error().code, ErrorCode::kUnavailable);
}

TEST(InProcess, TheTimeLimitAsksTheTrainingToStop) {
  SimulatedClock clock;
  InProcess backend(
      [](auto&, auto&, std::stop_token stop) { return until_stopped(stop), 0; }, clock, 1);
  RunRequest limited = request("r");
  limited.time_limit = seconds{60};
  const RunHandle run = backend.submit(limited).value();
  clock.advance(seconds{60});
  EXPECT_EQ(ended(backend, run).end, RunEnd::kTimeLimit);
}

TEST(InProcess, TheLogIsCutAtItsLimitAndSaysSo) {
  const SystemClock clock;
  const auto training = [](auto&, TrainingReporter& reporter, auto) {
    for (int i = 0; i < 100; ++i) reporter.print("0123456789");
    return 0;
  };
  InProcess backend(training, clock, 1);
  RunRequest limited = request("r");
  limited.log_limit_bytes = 25;
  const RunHandle run = backend.submit(limited).value();
  ended(backend, run);
  const std::string text = backend.read_log(run, 0).value().text;
  EXPECT_EQ(text.substr(0, 26), "0123456789012345678901234[");
  EXPECT_NE(text.find("log limit"), std::string::npos);
  EXPECT_LT(text.size(), 100u);
}

TEST(InProcess, DestroyingTheBackendStopsAndJoinsItsRuns) {
  const SystemClock clock;
  std::atomic<int> left = 0;
  {
    InProcess backend(
        [&](auto&, auto&, std::stop_token stop) { return until_stopped(stop), ++left, 0; },
        clock,
        2);
    ASSERT_TRUE(backend.submit(request("a")));
    ASSERT_TRUE(backend.submit(request("b")));
  }
  EXPECT_EQ(left, 2);
}

}  // namespace
}  // namespace tuner
