// What a person sees while a job runs, line by line.
#include "service/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "service/progress_state.h"
#include "tests/fakes/job_fixtures.h"
#include "tests/service/terminal_of.h"
#include "tuner/base/simulated_clock.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Terminal kPipe{};
constexpr Terminal kWideTerminal{.interactive = true, .width = 200};

Trial ended_trial_of(std::uint32_t number, TrialStatus status, std::vector<double> values) {
  Trial trial{.id = {number}, .status = status};
  trial.objectives.assign(values.begin(), values.end());
  trial.suggestion.configuration = {{"x", 1.0 / 3.0}};
  return trial;
}

// What is printed, of one step after another; each changes one trial.
std::string shown(const TuningJobSpec& spec,
                  const Terminal& terminal,
                  const std::vector<std::pair<StepRecord, Trial>>& steps) {
  const SimulatedClock clock;
  ::testing::internal::CaptureStdout();
  const auto progress = make_progress(spec, {}, clock, terminal, false);
  for (const auto& [step, trial] : steps) progress->on_step(step, {&trial, 1});
  progress->finish();
  return ::testing::internal::GetCapturedStdout();
}

std::string shown_at_its_end(const Terminal& terminal, const Trial& trial) {
  return shown(small_spec(9, 1), terminal, {{StepRecord{}, trial}});
}

TEST(Progress, ACancelledTrialHasASignOfItsOwn) {
  const auto line = [](TrialStatus status) {
    return shown_at_its_end(kWideTerminal, ended_trial_of(1, status, {0.5}));
  };
  EXPECT_THAT(line(TrialStatus::kSucceeded), HasSubstr("✓ trial 1 succeeded"));
  EXPECT_THAT(line(TrialStatus::kStoppedEarly), HasSubstr("✓ trial 1 stopped early"));
  EXPECT_THAT(line(TrialStatus::kFailed), HasSubstr("✗ trial 1 failed"));
  EXPECT_THAT(line(TrialStatus::kCancelled), HasSubstr("– trial 1 cancelled"));
}

TEST(Progress, NumbersOnATerminalHaveSixDigits) {
  const std::string text =
      shown_at_its_end(kWideTerminal, ended_trial_of(1, TrialStatus::kSucceeded, {0.5}));
  EXPECT_THAT(text, HasSubstr("x=0.333333\n"));
  EXPECT_THAT(text, Not(HasSubstr("0.3333333")));
}

TEST(Progress, ARepetitionSaysWhatItComesAfter) {
  Trial trial{.id = {1}, .status = TrialStatus::kPending, .attempts = 2};
  trial.reason = "attempt 2 after: the training was lost\nlast lines:\nx";
  StepRecord step;
  step.actions = {StartRun{{1}, 2, {{{"x", 2.0}}}}};
  EXPECT_THAT(shown(small_spec(9, 1), kPipe, {{step, trial}}),
              HasSubstr("trial 1 starts again: attempt 2 after: the training was lost  x=2\n"));
  std::get<StartRun>(step.actions[0]).not_before = std::chrono::seconds{4};
  EXPECT_THAT(shown(small_spec(9, 1), kPipe, {{step, trial}}),
              HasSubstr("trial 1 starts again in 4.0s: attempt 2 after: the training was lost"));
}

TEST(Progress, OfSeveralObjectivesTheNewMembersOfTheFrontAreMarked) {
  TuningJobSpec spec = small_spec(9, 1);
  spec.objectives.push_back({"size", Goal::kMaximize});
  std::vector<std::pair<StepRecord, Trial>> steps;
  const std::vector<std::vector<double>> values = {{1, 1}, {2, 3}, {2, 3}, {0.5, 4}, {3, 3.5}};
  for (const auto& each : values) {
    const auto number = static_cast<std::uint32_t>(steps.size() + 1);
    steps.emplace_back(StepRecord{}, ended_trial_of(number, TrialStatus::kSucceeded, each));
  }
  const std::string text = shown(spec, kPipe, steps);
  EXPECT_THAT(text, HasSubstr("loss=2  size=3  0ms  on the front\n"));
  EXPECT_THAT(text, HasSubstr("trial 3 succeeded  loss=2  size=3  0ms\n"));
  EXPECT_THAT(text, HasSubstr("loss=0.5  size=4  0ms  on the front\n"));
  EXPECT_THAT(text, HasSubstr("loss=3  size=3.5  0ms\n"));
  EXPECT_THAT(text, Not(HasSubstr("best so far")));
  EXPECT_THAT(shown(spec, kWideTerminal, steps),
              HasSubstr("front 1 trial, the newest is trial 4  loss=0.5  size=4\n"));
}

TEST(Progress, TheFrontIsThatOfWhatAnEarlierProcessLeft) {
  TuningJobSpec spec = small_spec(9, 1);
  spec.objectives.push_back({"size", Goal::kMaximize});
  ProgressState state(spec);
  state.restore(std::vector{ended_trial_of(1, TrialStatus::kSucceeded, {2, 2}),
                            ended_trial_of(2, TrialStatus::kSucceeded, {1, 1}),
                            ended_trial_of(3, TrialStatus::kSucceeded, {3, 1})});
  const auto numbers = [&] {
    std::vector<std::uint32_t> found;
    for (const TrialId trial : state.front()) found.push_back(trial.number);
    return found;
  };
  EXPECT_THAT(numbers(), ElementsAre(1, 2));
  state.apply({}, std::vector{ended_trial_of(4, TrialStatus::kSucceeded, {1, 2})});
  EXPECT_THAT(numbers(), ElementsAre(4));
}

// Nobody else shows it.
TEST(Progress, ANoteOfTheLoopIsALineOfItsOwn) {
  const TuningJobSpec spec = small_spec(9, 1);
  const SimulatedClock clock;
  for (const bool quiet : {false, true}) {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    make_progress(spec, {}, clock, kPipe, quiet)->on_note("trial 1 waits");
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), quiet ? "" : "trial 1 waits\n");
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), quiet ? "tuner: trial 1 waits\n" : "");
  }
}

TEST(Progress, ADumbTerminalIsNotDrawnOn) {
  const auto interactive = [](const char* kind) {
    const testing::TerminalOf terminal(kind);
    return standard_output().interactive;
  };
  EXPECT_TRUE(interactive("xterm"));
  EXPECT_FALSE(interactive("dumb"));
}

}  // namespace
}  // namespace tuner
