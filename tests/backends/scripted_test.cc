#include "backends/scripted.h"

#include <gtest/gtest.h>

#include "tests/contract/backend_contract.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ScriptedHarness final : public BackendHarness {
 public:
  std::unique_ptr<Backend> make() override { return std::make_unique<Scripted>(world_); }
  RunRequest request(const std::string& run_name, Behaviour behaviour) override {
    behaviours_[run_name] = behaviour;
    RunRequest request;
    request.run_name = run_name;
    return request;
  }
  std::size_t started() override { return world_->started().size(); }

 private:
  ScriptedRun script(const RunRequest& request) {
    ScriptedRun run{.run_for = seconds{5}, .log = {{seconds{0}, kContractLog}}};
    const Behaviour behaviour = behaviours_.at(request.run_name);
    if (behaviour == Behaviour::kExitWith3) run.end = RunEnd::kUserError, run.exit_code = 3;
    if (behaviour == Behaviour::kRunUntilStopped) run.run_for = std::chrono::hours{1000};
    return run;
  }

  SimulatedClock clock_;
  std::map<std::string, Behaviour> behaviours_;
  std::shared_ptr<ScriptedWorld> world_ = std::make_shared<ScriptedWorld>(
      [this](const RunRequest& request) { return script(request); }, clock_);
};

INSTANTIATE_TEST_SUITE_P(Scripted, BackendContract, testing::Values([] {
                           return std::make_unique<ScriptedHarness>();
                         }));

RunRequest scripted_request(const std::string& run, const std::string& trial = "trial") {
  RunRequest request;
  request.trial_name = trial;
  request.run_name = run;
  return request;
}

struct ScriptedTest : testing::Test {
  RunStatus status(const std::string& run) {
    const RunHandle handle{"scripted", run};
    return backend.status({&handle, 1}).value().at(0);
  }
  void wait() { backend.wait(std::chrono::hours{1}, {}); }

  ScriptedRun script{.run_for = seconds{10}};
  SimulatedClock clock;
  std::shared_ptr<ScriptedWorld> world =
      std::make_shared<ScriptedWorld>([this](const RunRequest&) { return script; }, clock, 2);
  Scripted backend{world};
};

TEST_F(ScriptedTest, WaitStopsAtEveryLineAndAtTheEnd) {
  script.log = {{seconds{2}, "a\n"}, {seconds{7}, "b\n"}};
  const RunHandle run = backend.submit(scripted_request("r")).value();
  wait();  // the submit itself is news
  EXPECT_EQ(clock.steady(), seconds{0});
  wait();
  EXPECT_EQ(clock.steady(), seconds{2});
  EXPECT_EQ(backend.read_log(run, 0).value().text, "a\n");
  wait();
  EXPECT_EQ(backend.read_log(run, 0).value().text, "a\nb\n");
  EXPECT_EQ(status("r").phase, RunPhase::kRunning);
  wait();
  EXPECT_EQ(clock.steady(), seconds{10});
  EXPECT_EQ(status("r").end, RunEnd::kSucceeded);
  EXPECT_EQ(status("r").ran_for, seconds{10});
}

TEST_F(ScriptedTest, WithoutAnyEventWaitLastsAsLongAsAllowed) {
  backend.wait(milliseconds{40}, {});
  EXPECT_EQ(clock.steady(), milliseconds{40});
}

TEST_F(ScriptedTest, ARunWaitsInTheQueueFirst) {
  script.queued_for = seconds{3};
  ASSERT_TRUE(backend.submit(scripted_request("r")));
  EXPECT_EQ(status("r").phase, RunPhase::kQueued);
  wait();
  wait();
  EXPECT_EQ(clock.steady(), seconds{3});
  EXPECT_EQ(status("r").phase, RunPhase::kRunning);
}

TEST_F(ScriptedTest, TheTimeLimitEndsARun) {
  RunRequest limited = scripted_request("r");
  limited.time_limit = seconds{4};
  ASSERT_TRUE(backend.submit(limited));
  wait();
  wait();
  EXPECT_EQ(status("r").end, RunEnd::kTimeLimit);
  EXPECT_EQ(status("r").ran_for, seconds{4});
}

TEST_F(ScriptedTest, StoppingTakesAsLongAsTheScriptSaysButNoLongerThanTheGrace) {
  script.stop_takes = seconds{5};
  const RunHandle run = backend.submit(scripted_request("r")).value();
  ASSERT_TRUE(backend.stop(run, seconds{2}));
  EXPECT_EQ(status("r").phase, RunPhase::kRunning);
  wait();
  wait();
  EXPECT_EQ(clock.steady(), seconds{2});
  EXPECT_EQ(status("r").end, RunEnd::kStopped);
  EXPECT_EQ(world->stops(), std::vector<std::string>{"r"});
}

TEST_F(ScriptedTest, UnavailableIsAnsweredAsOftenAsTheScriptSays) {
  script.unavailable = 2;
  EXPECT_EQ(backend.submit(scripted_request("r")).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(backend.submit(scripted_request("r")).error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(backend.submit(scripted_request("r")));
  EXPECT_EQ(world->submits(), 3u);
  EXPECT_EQ(world->started().size(), 1u);
}

TEST_F(ScriptedTest, AStartErrorIsFinal) {
  script.start_error = "there is no such command";
  const auto run = backend.submit(scripted_request("r"));
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(run.error().message, "there is no such command");
}

TEST_F(ScriptedTest, MoreRunsThanPlacesAreUnavailable) {
  ASSERT_TRUE(backend.submit(scripted_request("a", "1")));
  ASSERT_TRUE(backend.submit(scripted_request("b", "2")));
  EXPECT_EQ(backend.submit(scripted_request("c", "3")).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(world->most_active(), 2u);
}

TEST_F(ScriptedTest, TwoRunsOfOneTrialAtOnceAreReported) {
  ASSERT_TRUE(backend.submit(scripted_request("t-a1", "t")));
  ASSERT_TRUE(backend.submit(scripted_request("t-a2", "t")));
  EXPECT_EQ(world->overlaps(), std::vector<std::string>{"t-a2"});
}

TEST_F(ScriptedTest, ALostRunIsLostAtItsEnd) {
  script.end = RunEnd::kLost;
  ASSERT_TRUE(backend.submit(scripted_request("r")));
  wait();
  wait();
  EXPECT_EQ(status("r").end, RunEnd::kLost);
  EXPECT_EQ(status("r").exit_code, std::nullopt);
}

TEST_F(ScriptedTest, APlaceTakesOneRunAndASickOneLetsItFail) {
  world->set_places({{"a"},
                     {.name = "b",
                      .sick_from = seconds{5},
                      .sick_until = seconds{15},
                      .fails_after = seconds{1},
                      .fails_as = RunEnd::kInfrastructure}});
  EXPECT_TRUE(backend.traits().can_avoid_places);
  ASSERT_TRUE(backend.submit(scripted_request("1", "1")));
  RunRequest avoiding = scripted_request("2", "2");
  avoiding.avoid_places = {"a"};
  ASSERT_TRUE(backend.submit(avoiding));
  EXPECT_EQ(status("1").place, "a");
  EXPECT_EQ(status("2").place, "b");
  clock.advance(seconds{10});
  EXPECT_EQ(status("2").end, RunEnd::kSucceeded) << "it began before";

  avoiding = scripted_request("3", "3");
  avoiding.avoid_places = {"b"};
  ASSERT_TRUE(backend.submit(avoiding));
  RunRequest waiting = scripted_request("4", "4");
  waiting.avoid_places = {"b"};
  EXPECT_EQ(backend.submit(waiting).error().code, ErrorCode::kUnavailable);
  waiting.avoid_places = {"a", "b"};
  ASSERT_TRUE(backend.submit(waiting)) << "there is no other place";
  clock.advance(seconds{1});
  EXPECT_EQ(status("4").end, RunEnd::kInfrastructure);
  clock.advance(seconds{10});
  RunRequest trying = scripted_request("5", "5");
  trying.try_place = "b";
  ASSERT_TRUE(backend.submit(trying));
  clock.advance(seconds{10});
  EXPECT_EQ(status("5").place, "b");
  EXPECT_EQ(status("5").end, RunEnd::kSucceeded) << "well again";
  EXPECT_EQ(world->place_of("4"), "b");
}

}  // namespace
}  // namespace tuner
