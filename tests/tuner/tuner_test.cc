#include "tuner/tuner.h"

#include "tests/tuner/tuner_fixture.h"

namespace tuner {
namespace {

TEST_F(TunerTest, EndsWhereTheMeasuredConvergenceIsEnoughAndAsksForItWithEveryFewTrials) {
  create(100, 1);
  job.spec.completion.converged.emplace();
  std::vector<std::size_t> ended;
  convergence = [&](std::span<const Trial> trials) -> std::optional<ConvergenceSeen> {
    ended.push_back(static_cast<std::size_t>(std::ranges::count_if(
        trials, [](const Trial& trial) { return is_terminal(trial.status); })));
    if (ended.back() < 3) return std::nullopt;
    return ConvergenceSeen{
        static_cast<std::uint32_t>(ended.back()), 4.0 / static_cast<double>(ended.back()), 0.2};
  };
  const Result<TuningSummary> summary = live();
  ASSERT_TRUE(summary) << to_string(summary.error());
  EXPECT_EQ(summary->status, JobStatus::kCompleted);
  EXPECT_EQ(summary->succeeded, 20u);
  EXPECT_NE(summary->why.find("converged after 20 results"), std::string::npos) << summary->why;
  EXPECT_TRUE(std::ranges::is_sorted(ended));
  EXPECT_EQ(std::ranges::adjacent_find(ended), ended.end());
}

TEST_F(TunerTest, RunsEveryTrialAndKeepsWhatItPrinted) {
  create(5, 2);
  const Result<TuningSummary> summary = live();
  ASSERT_TRUE(summary) << to_string(summary.error());
  EXPECT_EQ(summary->status, JobStatus::kCompleted);
  EXPECT_EQ(summary->succeeded, 5u);
  EXPECT_EQ(summary->best->id, TrialId{5});
  EXPECT_EQ(world->most_active(), 2u);
  EXPECT_EQ(store->metrics(job.spec.name, {4}).value().size(), 3u);
  EXPECT_EQ(store->job(job.spec.name)->status, JobStatus::kCompleted);
  EXPECT_EQ(trials()[4].ran_for, milliseconds{300});
}

TEST_F(TunerTest, AMissingObjectiveFailsTheTrialWithItsDefinitionAndItsLog) {
  script = [](const RunRequest&) {
    return ScriptedRun{.run_for = milliseconds{10}, .log = {{milliseconds{1}, "accuracy: high\n"}}};
  };
  create(1, 1);
  ASSERT_TRUE(live());
  EXPECT_EQ(trials()[0].failure, FailureClass::kMetricMissing);
  EXPECT_THAT(trials()[0].reason, HasSubstr("accuracy: high"));
  EXPECT_THAT(trials()[0].reason, HasSubstr(job.spec.metrics[0].regex));
}

TEST_F(TunerTest, AValueThatMayBeOlderThanTheEndOfItsTrainingSaysSo) {
  script = [](const RunRequest&) {
    return ScriptedRun{.run_for = milliseconds{10},
                       .log = {{milliseconds{1}, "loss=0.611\nloss=oops\n"}}};
  };
  create(1, 1);
  ASSERT_TRUE(live());
  EXPECT_EQ(trials()[0].status, TrialStatus::kSucceeded);
  EXPECT_THAT(trials()[0].reason, HasSubstr("is no number ('oops')"));
}

TEST_F(TunerTest, SaysOnceWhereNoRunShowsItsObjectiveInManyLines) {
  struct Notes final : TunerObserver {
    void on_step(const StepRecord&, std::span<const Trial>) override {}
    void on_note(const std::string& text) override { notes.push_back(text); }
    std::vector<std::string> notes;
  } notes;
  observer = &notes;
  std::string log;
  for (int i = 0; i < 40; ++i) log += "val_loss: 1\n";
  script = [&](const RunRequest&) {
    return ScriptedRun{.run_for = milliseconds{500}, .log = {{milliseconds{1}, log}}};
  };
  create(3, 2);
  ASSERT_TRUE(live());
  ASSERT_EQ(notes.notes.size(), 1u);
  EXPECT_THAT(notes.notes[0], HasSubstr("no value of 'loss' in 40 lines of trial 1 so far"));
}

TEST_F(TunerTest, WhatIsQuotedOfALogHasOfAProgressBarItsEndAlone) {
  script = [](const RunRequest&) {
    return ScriptedRun{
        .run_for = milliseconds{10},
        .log = {{milliseconds{1}, "one\r\n\r  10%\r  90%\r 100%\r\nlast\r words\r"}}};
  };
  create(1, 1);
  ASSERT_TRUE(live());
  EXPECT_TRUE(trials()[0].reason.ends_with("\none\n 100%\n words")) << trials()[0].reason;
}

TEST_F(TunerTest, WhatWasSearchedForTheObjectiveIsCounted) {
  const std::string log = "loss=nan-like\n" + std::string(5'000'000, 'x') + " loss=1\n";
  script = [&](const RunRequest&) {
    return ScriptedRun{.run_for = milliseconds{10}, .log = {{milliseconds{1}, log}}};
  };
  create(1, 1);
  ASSERT_TRUE(live());
  EXPECT_THAT(trials()[0].reason,
              HasSubstr("2 lines were searched, 1 was too long to be searched to the end, 1 match "
                        "was no number"));
}

TEST_F(TunerTest, WhatIsQuotedOfAFailureHidesSecrets) {
  script = [](const RunRequest&) {
    return ScriptedRun{
        .run_for = milliseconds{10},
        .end = RunEnd::kUserError,
        .reason = "the training ended with exit code 1, no access for AKIAIOSFODNN7EXAMPLE",
        .log = {{milliseconds{1}, "DB_PASSWORD=hunter22\nCUDA out of memory, token=abcdef12\n"}}};
  };
  create(1, 1);
  ASSERT_TRUE(live());
  std::string text = trials()[0].reason;
  const std::vector<StepRecord> steps = store->steps(job.spec.name).value();
  for (const StepRecord& step : steps) {
    for (const Event& event : step.events) {
      if (const auto* ended = std::get_if<RunEnded>(&event))
        text += ended->status.reason + ended->log_tail + ended->evidence.value().line;
    }
  }
  EXPECT_THAT(text, HasSubstr("DB_PASSWORD=***"));
  for (const char* secret : {"AKIAIOSFODNN7EXAMPLE", "hunter22", "abcdef12"})
    EXPECT_THAT(text, Not(HasSubstr(secret)));
}

TEST_F(TunerTest, ARefusedSubmitIsRepeatedUntilItIsTaken) {
  script = [](const RunRequest& request) {
    ScriptedRun run = well_behaved(request);
    run.unavailable = 3;
    return run;
  };
  create(2, 1);
  EXPECT_EQ(live()->succeeded, 2u);
}

TEST_F(TunerTest, AStartErrorFailsTheTrialWithItsReason) {
  script = [](const RunRequest&) { return ScriptedRun{.start_error = "no such command"}; };
  create(2, 1);
  ASSERT_TRUE(live());
  EXPECT_THAT(trials()[1].reason, HasSubstr("no such command"));
}

TEST_F(TunerTest, ALostRunIsReplacedByAnotherAttempt) {
  script = [](const RunRequest& request) {
    ScriptedRun run = well_behaved(request);
    if (request.attempt == 1) run.end = RunEnd::kLost;
    return run;
  };
  create(3, 2);
  EXPECT_EQ(live()->succeeded, 3u);
  EXPECT_EQ(trials()[0].attempts, 2u);
  EXPECT_EQ(store->metrics(job.spec.name, {1}).value().size(), 3u) << "of the last attempt only";
}

TEST_F(TunerTest, TheTimeOfATrialIsThatOfAllItsAttempts) {
  std::vector<milliseconds> limits;
  script = [&](const RunRequest& request) {
    limits.push_back(request.time_limit.value());
    ScriptedRun run = well_behaved(request);
    run.run_for = milliseconds{3'000};
    if (request.attempt < 3) run.end = RunEnd::kInfrastructure;
    return run;
  };
  create(1, 1);
  job.spec.limits.trial_time = milliseconds{10'000};
  ASSERT_EQ(live()->succeeded, 1u);
  EXPECT_THAT(
      limits,
      ::testing::ElementsAre(milliseconds{10'000}, milliseconds{7'000}, milliseconds{4'000}));
}

TEST_F(TunerTest, AJobThatIsOpenedForNothingHasEndedWhenItDid) {
  create(2, 1);
  ASSERT_TRUE(live());
  const JobRecord before = store->job(job.spec.name).value();
  EXPECT_EQ(live()->status, JobStatus::kCompleted);
  const JobRecord after = store->job(job.spec.name).value();
  EXPECT_EQ(after.ended_at, before.ended_at);
  EXPECT_EQ(after.steps, before.steps);
}

TEST_F(TunerTest, NothingStartsWhileItMayNot) {
  create(1, 1);
  int asked = 0;
  may_start = [&]() -> Result<void> {
    EXPECT_TRUE(world->started().empty());
    if (++asked < 3) return fail(ErrorCode::kUnavailable, "the disk is full");
    return {};
  };
  EXPECT_EQ(live()->succeeded, 1u);
  EXPECT_EQ(asked, 3);
}

TEST_F(TunerTest, ANoteGoesToTheObserverAndToTheLogWhereThereIsNone) {
  struct Notes final : TunerObserver {
    void on_step(const StepRecord&, std::span<const Trial>) override {}
    void on_note(const std::string& note) override { heard.push_back(note); }
    std::vector<std::string> heard;
  } notes;
  const std::string waits = "trial 1 waits: the disk is full";
  for (TunerObserver* each :
       {static_cast<TunerObserver*>(&notes), static_cast<TunerObserver*>(nullptr)}) {
    store = std::make_unique<MemoryStore>();
    create(1, 1);
    int asked = 0;
    may_start = [&]() -> Result<void> {
      if (++asked < 3) return fail(ErrorCode::kUnavailable, "the disk is full");
      return {};
    };
    observer = each;
    testing::internal::CaptureStderr();
    ASSERT_TRUE(live());
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(log.find(waits) != log.npos, observer == nullptr) << log;
  }
  EXPECT_THAT(notes.heard, testing::ElementsAre(waits));
}

TEST_F(TunerTest, ALastLineWithoutItsEndCountsOnlyOfATrainingThatEndedByItself) {
  script = [](const RunRequest& request) {
    const bool stopped = request.trial == TrialId{1};
    return ScriptedRun{.run_for = milliseconds{10},
                       .end = stopped ? RunEnd::kTimeLimit : RunEnd::kSucceeded,
                       .log = {{milliseconds{1}, "epoch loss=0.5\nepoch loss=3.7"}}};
  };
  create(2, 1);
  ASSERT_TRUE(live());
  EXPECT_EQ(trials()[0].objectives.front(), 0.5);
  EXPECT_EQ(trials()[1].objectives.front(), 3.7);
}

TEST_F(TunerTest, ALongLogIsReadInParts) {
  constexpr std::size_t kLines = 90'000;
  script = [](const RunRequest&) {
    std::string text;
    for (std::size_t line = 0; line < kLines; ++line) text += "epoch loss=0.25\n";
    return ScriptedRun{.run_for = milliseconds{10}, .log = {{milliseconds{1}, text}}};
  };
  create(1, 1);
  EXPECT_EQ(live()->succeeded, 1u);
  EXPECT_EQ(store->metrics(job.spec.name, {1})->size(), kLines);
  const auto seen = recorded<MetricsSeen>();
  EXPECT_GT(seen.size(), 1u);
  for (const MetricsSeen& part : seen) EXPECT_LT(part.points.size(), kLines / 2);
}

TEST_F(TunerTest, AnExtendedJobGoesOnToItsNewLimit) {
  create(3, 2);
  EXPECT_EQ(live()->succeeded, 3u);
  extend(5);
  extend(7);
  EXPECT_EQ(live()->succeeded, 7u);
  EXPECT_EQ(live()->status, JobStatus::kCompleted);  // replays both parts
  EXPECT_EQ(trials().size(), 7u);
  EXPECT_EQ(world->started().size(), 7u);
  const auto extensions = recorded<JobExtended>();
  ASSERT_EQ(extensions.size(), 2u);  // each may bring a strategy
  EXPECT_EQ(extensions[0].number, 1u);
  EXPECT_EQ(extensions[1].number, 2u);
}

TEST_F(TunerTest, TheEndOfARunWaitsUntilItsLogCanBeRead) {
  create(1, 1);
  deaf_logs = 20;
  EXPECT_EQ(live()->succeeded, 1u);
  EXPECT_EQ(store->metrics(job.spec.name, {1}).value().size(), 3u);
}

TEST_F(TunerTest, EarlyStoppedTrialsCountWithTheirLastValue) {
  stop_above = 0.9;  // trial 1 alone has a larger loss
  create(3, 1);
  ASSERT_TRUE(live());
  EXPECT_EQ(trials()[0].status, TrialStatus::kStoppedEarly);
  EXPECT_EQ(trials()[1].status, TrialStatus::kSucceeded);
}

}  // namespace
}  // namespace tuner
