// The audit sees every promise that a log breaks.
#include "tests/simulation/log_audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/job_fixtures.h"

namespace tuner::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Action start(std::uint32_t trial, std::uint32_t attempt = 1) {
  return StartRun{{trial}, attempt, {}, JobTime{0}};
}
Action stop(std::uint32_t trial) { return StopRun{{trial}, 1, ""}; }
Event done(std::uint32_t trial, std::uint32_t attempt = 1, milliseconds ran_for = milliseconds(5)) {
  return RunEnded{{trial}, attempt, {.phase = RunPhase::kEnded, .ran_for = ran_for}, {}, {}};
}
const Action kEnd = EndJob{};

struct Step {
  milliseconds now;
  std::vector<Event> events;
  std::vector<Action> actions;
};

class LogAudit : public ::testing::Test {
 protected:
  LogAudit() { spec.retries = 1; }

  std::vector<std::string> broken(const std::vector<Step>& steps) const {
    std::vector<StepRecord> log;
    for (const Step& step : steps)
      log.push_back({log.size() + 1, step.now, {}, step.events, step.actions});
    return audit_log(log, spec);
  }
  void expect_broken(const std::vector<Step>& steps, const std::string& what) const {
    EXPECT_THAT(broken(steps), Contains(HasSubstr(what)));
  }

  TuningJobSpec spec = small_spec(3, 2);
};

TEST_F(LogAudit, AGoodLogBreaksNothing) {
  EXPECT_THAT(broken({{milliseconds(0), {JobOpened{}}, {start(1), start(2)}},
                      {milliseconds(9), {done(1)}, {start(1, 2)}},
                      {milliseconds(20), {done(1, 2), done(2)}, {start(3)}},
                      {milliseconds(30), {done(3)}, {kEnd}}}),
              IsEmpty());
}

Action again(std::uint32_t trial, std::uint32_t earlier) {
  return StartRun{{trial}, 1, {.configuration = {}, .resume_from = TrialId{earlier}}, JobTime{0}};
}

TEST_F(LogAudit, ATrialThatIsTriedAgainCountsOnceAndIsSoOnce) {
  const std::vector<Step> good{{milliseconds(0), {JobOpened{}}, {start(1), start(2)}},
                               {milliseconds(9), {done(1), done(2)}, {kEnd}},
                               {milliseconds(10), {JobOpened{}}, {again(3, 1), again(4, 2)}},
                               {milliseconds(20), {done(3), done(4)}, {start(5)}},
                               {milliseconds(30), {done(5)}, {kEnd}}};
  EXPECT_THAT(broken(good), IsEmpty());
  std::vector<Step> twice = good;
  twice[2].actions[1] = again(4, 1);
  expect_broken(twice, "tried again twice");
  std::vector<Step> early = good;
  early[2].actions[1] = again(4, 3);
  expect_broken(early, "tried again that has not ended");
  std::vector<Step> many = good;
  many[3].actions.push_back(start(6));
  expect_broken(many, "more trials than allowed");
}

TEST_F(LogAudit, SeesATrialThatBeginsWithoutItsSlot) {
  const Event opened = JobOpened{false, true}, granted = SlotsGranted{1};
  EXPECT_THAT(broken({{milliseconds(0), {opened, granted}, {start(1)}},
                      {milliseconds(9), {done(1)}, {start(1, 2)}},
                      {milliseconds(20), {done(1, 2)}, {kEnd}}}),
              IsEmpty());
  expect_broken({{milliseconds(0), {opened, granted}, {start(1), start(2)}}}, "without a slot");
  expect_broken({{milliseconds(0), {opened, granted}, {}}, {milliseconds(1), {}, {start(1)}}},
                "without a slot");
}

TEST_F(LogAudit, SeesWhatIsRunTwiceOrTooOften) {
  expect_broken({{milliseconds(0), {}, {start(1), start(1, 2)}}}, "two runs of one trial at once");
  expect_broken({{milliseconds(0), {}, {start(1)}}, {milliseconds(1), {done(1)}, {start(1)}}},
                "attempts are not counted one by one");
  expect_broken({{milliseconds(0), {}, {start(1)}},
                 {milliseconds(1), {done(1)}, {start(1, 2)}},
                 {milliseconds(2), {done(1, 2)}, {start(1, 3)}}},
                "more attempts than allowed");
  expect_broken({{milliseconds(0), {}, {start(1), start(2), start(3)}}}, "more runs at once");
  expect_broken({{milliseconds(0), {}, {start(4)}}}, "more trials than allowed");
}

TEST_F(LogAudit, SeesWhatEndsTwiceOrNever) {
  expect_broken({{milliseconds(0), {}, {start(1)}}, {milliseconds(1), {done(1), done(1)}, {kEnd}}},
                "the end of a run that is not active");
  expect_broken({{milliseconds(0), {}, {start(1)}}, {milliseconds(1), {}, {kEnd}}},
                "trials are active at the end");
  expect_broken({{milliseconds(0), {}, {start(1)}}, {milliseconds(1), {done(1)}, {}}},
                "the job has no end");
  expect_broken({{milliseconds(0), {}, {kEnd}}, {milliseconds(1), {}, {start(1)}}},
                "a run begins after the end");
  expect_broken({{milliseconds(0), {saw(1, 0.5)}, {}}}, "values of a run that is not active");
}

TEST_F(LogAudit, SeesBudgetsThatAreNotKept) {
  spec.limits.time = minutes(1);
  expect_broken({{minutes(1), {}, {start(1)}}}, "beyond the time limit");
  spec.limits.time.reset();
  spec.limits.training_time = milliseconds(100);
  const std::vector<Step> spent = {{milliseconds(0), {}, {start(1)}},
                                   {milliseconds(1), {done(1, 1, milliseconds(100))}, {start(2)}}};
  expect_broken(spent, "beyond the budget");
  spec.limits.training_time.reset();
  spec.limits.cost = 1.0;
  spec.limits.price_per_hour = 36'000.0;  // for a tenth of a second
  expect_broken(spent, "beyond the budget");
  EXPECT_THAT(broken({{milliseconds(0), {}, {start(1)}},
                      {milliseconds(1), {done(1, 1, milliseconds(100))}, {start(2), stop(2)}}}),
              ::testing::Not(Contains(HasSubstr("budget"))));
}

TEST_F(LogAudit, SeesStopsThatAreNotHeardAndTimeThatRunsBackwards) {
  expect_broken({{milliseconds(0), {}, {start(1)}},
                 {milliseconds(1), {}, {stop(1)}},
                 {minutes(2), {done(1)}, {kEnd}}},
                "long after its stop");
  expect_broken({{milliseconds(0), {}, {stop(1)}}}, "a stop of a run that is not active");
  expect_broken({{milliseconds(9), {}, {}}, {milliseconds(8), {}, {kEnd}}}, "runs backwards");
}

}  // namespace
}  // namespace tuner::simulation
