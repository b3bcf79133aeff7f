#include "tests/contract/store_contract.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/contract/store_text.h"

namespace tuner::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreContract, HasNoJobsAtFirst) {
  EXPECT_THAT(value_of(store_->jobs()), IsEmpty());
  EXPECT_ERROR(ErrorCode::kNotFound, store_->job(job_));
  EXPECT_THAT(value_of(store_->summaries()), IsEmpty());
  EXPECT_ERROR(ErrorCode::kNotFound, store_->summary(job_));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->trials(job_));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->trial(job_, TrialId{1}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->trials_page(job_, TrialOrder::kOldestFirst, {}, 1));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->metrics(job_, TrialId{1}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->metric_summaries(job_, TrialId{1}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->runs(job_));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->steps(job_));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->step_count(job_));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->extend_job(sample_job("digits").spec));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->append_step(job_, sample_step(1, {}), {}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->put_run(job_, sample_run(1)));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->post_command(job_, {.mode = StopMode::kStop}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->commands(job_));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->delete_job(job_));
}

TEST_P(StoreContract, GivesBackTheJobThatWasCreated) {
  const JobRecord job = sample_job("digits");
  EXPECT_OK(store_->create_job(job));
  const JobRecord read = value_of(store_->job(job_));
  EXPECT_EQ(text(read), text(job));
  EXPECT_EQ(read.spec, job.spec);
  EXPECT_EQ(value_of(store_->step_count(job_)), 0U);
  EXPECT_THAT(value_of(store_->trials(job_)), IsEmpty());
  EXPECT_THAT(value_of(store_->steps(job_)), IsEmpty());
}

TEST_P(StoreContract, GivesBackWhatTheJobBeganWith) {
  JobRecord job = sample_job("digits");
  job.prior.earlier = {{.configuration = {{"lr", 0.25}, {"solver", Category{"sgd"}}},
                        .status = TrialStatus::kFailed,
                        .failure = FailureClass::kDiverged}};
  job.prior.related = {{{.configuration = {{"other", std::int64_t{3}}}, .losses = {0.1}}}};
  EXPECT_OK(store_->create_job(job));
  EXPECT_OK(store_->create_job(sample_job("without")));
  EXPECT_EQ(value_of(store_->job(job_)).prior, job.prior);
  EXPECT_EQ(value_of(store_->jobs()).front().prior, Prior{});
}

TEST_P(StoreContract, GivesBackHowAJobWasSubmitted) {
  JobRecord job = sample_job("digits");
  job.submission = Submission{"ann", -3, R"({"HyperParameterTuningJobName": "digits \u0000"})"};
  EXPECT_OK(store_->create_job(job));
  EXPECT_OK(store_->create_job(sample_job("without")));
  EXPECT_EQ(value_of(store_->job(job_)).submission, job.submission);
  EXPECT_EQ(value_of(store_->jobs()).front().submission, std::nullopt);
}

TEST_P(StoreContract, KeepsWhatAJobWasBeforeEveryExtension) {
  const JobRecord job = sample_job("digits");
  TuningJobSpec longer = job.spec, wider = job.spec;
  longer.limits.trials = 1'000;
  wider.strategy = "random";
  EXPECT_OK(store_->create_job(job));
  EXPECT_OK(store_->create_job(sample_job("other")));
  EXPECT_OK(store_->extend_job(longer));
  EXPECT_OK(store_->extend_job(wider));
  const JobRecord read = value_of(store_->job(job_));
  EXPECT_EQ(read.spec, wider);
  EXPECT_THAT(read.earlier_specs, ElementsAre(job.spec, longer));
  EXPECT_EQ(first_spec(read), job.spec);
  EXPECT_EQ(read.steps, 0U);
  const JobRecord other = value_of(store_->jobs()).front();
  EXPECT_THAT(other.earlier_specs, IsEmpty());
  EXPECT_EQ(first_spec(other), other.spec);
}

TEST_P(StoreContract, GivesTheLogInPieces) {
  EXPECT_ERROR(ErrorCode::kNotFound, store_->steps_after(job_, 0, 2));
  EXPECT_OK(store_->create_job(sample_job("digits")));
  EXPECT_THAT(value_of(store_->steps_after(job_, 0, 2)), IsEmpty());
  for (std::uint64_t number = 1; number <= 5; ++number) {
    EXPECT_OK(store_->append_step(job_, sample_step(number, {JobOpened{}}), {}));
  }
  const auto numbers = [&](std::uint64_t after, std::size_t at_most) {
    std::vector<std::uint64_t> found;
    for (const StepRecord& step : value_of(store_->steps_after(job_, after, at_most))) {
      found.push_back(step.number);
    }
    return found;
  };
  EXPECT_THAT(numbers(0, 2), ElementsAre(1, 2));
  EXPECT_THAT(numbers(2, 2), ElementsAre(3, 4));
  EXPECT_THAT(numbers(4, 2), ElementsAre(5));
  EXPECT_THAT(numbers(5, 2), IsEmpty());
}

TEST_P(StoreContract, KeepsTheLastMarkOfEachPlaceThatIsNotTrusted) {
  EXPECT_OK(store_->create_job(sample_job("digits")));
  const MarkPlace a{"a", PlaceStatus::kSetAside, JobTime(5), "why a"};
  const MarkPlace b{"b", PlaceStatus::kSetAside, JobTime(7), "why b"};
  const MarkPlace b_tried{"b", PlaceStatus::kTried, JobTime(0), "trial 4"};
  const MarkPlace a_well{"a", PlaceStatus::kTrusted, JobTime(0), "it is well"};
  EXPECT_OK(
      store_->append_step(job_, sample_step(1, {JobOpened{.can_avoid_places = true}}, {b, a}), {}));
  EXPECT_THAT(value_of(store_->job(job_)).places, ElementsAre(a, b));
  EXPECT_OK(store_->append_step(job_, sample_step(2, {}, {b_tried}), {}));
  EXPECT_THAT(value_of(store_->jobs()).front().places, ElementsAre(a, b_tried));
  EXPECT_OK(store_->append_step(job_, sample_step(3, {}, {a_well}), {}));
  EXPECT_THAT(value_of(store_->job(job_)).places, ElementsAre(b_tried));
}

TEST_P(StoreContract, RefusesAJobWhoseNameIsTaken) {
  EXPECT_OK(store_->create_job(sample_job("digits")));
  EXPECT_ERROR(ErrorCode::kAlreadyExists, store_->create_job(sample_job("digits")));
}

TEST_P(StoreContract, ListsTheNewestJobFirst) {
  for (const char* name : {"b", "c", "a"}) EXPECT_OK(store_->create_job(sample_job(name)));
  std::vector<std::string> names;
  for (const JobRecord& job : value_of(store_->jobs())) names.push_back(job.spec.name.text);
  EXPECT_THAT(names, ElementsAre("a", "c", "b"));
}

TEST_P(StoreContract, KeepsStepsInTheOrderInWhichTheyWereAppended) {
  begin("digits", 2);
  const RunStatus ended{.phase = RunPhase::kEnded,
                        .end = RunEnd::kUserError,
                        .exit_code = 3,
                        .signal = 11,
                        .reason = "it \"broke\"\n\xff\xfe",
                        .said_by_training = true,
                        .place = "host/gpu0",
                        .ran_for = std::chrono::milliseconds(1234)};
  const Suggestion resumed{.configuration = {}, .budget = 5, .resume_from = TrialId{1}};
  const std::vector<StepRecord> steps{
      sample_step(2, {RunStarted{TrialId{1}, 1, "host"}, RunStarted{TrialId{2}, 1, ""}}),
      sample_step(3,
                  {RunEnded{TrialId{1}, 1, ended, "Traceback\t\x01", "no loss"},
                   SubmitFailed{TrialId{2}, 1, "no such command"},
                   StopRequested{StopMode::kStop, 0},
                   ConvergenceSeen{20, 0.1 + 0.2, kInf},
                   JobOpened{.shares_slots = true},
                   SlotsGranted{3}},
                  {StartRun{TrialId{3}, 2, resumed, JobTime(7)},
                   StopRun{TrialId{2}, 1, "worse than the median"},
                   EndJob{JobStatus::kStopped, "asked to"}})};
  for (const StepRecord& step : steps) EXPECT_OK(store_->append_step(job_, step, {}));
  const auto read = value_of(store_->steps(job_));
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(text(read[1]), text(steps[0]));
  EXPECT_EQ(text(read[2]), text(steps[1]));
  EXPECT_EQ(value_of(store_->step_count(job_)), 3U);
}

TEST_P(StoreContract, RefusesAStepThatIsNotTheNextOne) {
  begin("digits", 1);
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store_->append_step(job_, sample_step(1, {}), {}));
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store_->append_step(job_, sample_step(3, {}), {}));
  EXPECT_EQ(value_of(store_->step_count(job_)), 1U);
}

TEST_P(StoreContract, FollowsTheJobFromItsStartToItsEndAndBack) {
  begin("digits", 0);
  EXPECT_EQ(value_of(store_->job(job_)).status, JobStatus::kRunning);
  const StepRecord end = sample_step(2, {}, {EndJob{JobStatus::kStopped, "asked to"}});
  EXPECT_OK(store_->append_step(job_, end, {}));
  JobRecord job = value_of(store_->job(job_));
  EXPECT_EQ(job.status, JobStatus::kStopped);
  EXPECT_EQ(job.reason, "asked to");
  EXPECT_EQ(job.ended_at, end.wall);
  EXPECT_EQ(job.job_time, end.now);
  EXPECT_EQ(job.steps, 2U);
  EXPECT_OK(store_->append_step(job_, sample_step(3, {JobOpened{}}), {}));
  job = value_of(store_->job(job_));
  EXPECT_EQ(job.status, JobStatus::kRunning);
  EXPECT_EQ(job.reason, "");
  EXPECT_EQ(job.ended_at, std::nullopt);
}

TEST_P(StoreContract, KeepsEveryFieldOfATrial) {
  const JobRecord job = begin("digits", 1);
  Trial trial = sample_trial(job, 1);
  trial.status = TrialStatus::kRunning;
  trial.started_at = at(5);
  EXPECT_OK(store_->append_step(job_, sample_step(2, {}), std::vector{trial}));
  EXPECT_THAT(texts(value_of(store_->trials(job_))), ElementsAre(text(trial)));
  trial.status = TrialStatus::kFailed;
  trial.failure = FailureClass::kDiverged;
  trial.reason = "loss is nan \xc3\x28";
  trial.attempts = 4;
  trial.objectives = {kNan, std::nullopt, -kInf, -0.0, 5e-324};
  trial.constraints = {20.5, std::nullopt, kInf};
  trial.ended_at = at(9);
  trial.ran_for = JobTime(4);
  trial.exit_code = -1;
  EXPECT_OK(store_->append_step(job_, sample_step(3, {}), std::vector{trial}));
  EXPECT_THAT(texts(value_of(store_->trials(job_))), ElementsAre(text(trial)));
}

TEST_P(StoreContract, KeepsEveryKindOfValueOfASuggestion) {
  const JobRecord job = begin("digits", 0);
  Trial trial = sample_trial(job, 1);
  trial.suggestion = {.configuration = {{"a", 1.0},
                                        {"b", std::int64_t{1}},
                                        {"c", Category{"1e-3", Category::Kind::kNumber}},
                                        {"d", Category{"True", Category::Kind::kBoolean}},
                                        {"e", Category{"", Category::Kind::kString}},
                                        {"f", 0.1 + 0.2},
                                        {"g", std::numeric_limits<std::int64_t>::min()},
                                        {"h", -0.0}},
                      .budget = 9'007'199'254'740'993,
                      .resume_from = TrialId{4'294'967'295},
                      .definition = 9};
  const StartRun action{TrialId{1}, 1, trial.suggestion, JobTime(0)};
  EXPECT_OK(store_->append_step(job_, sample_step(2, {}, {action}), std::vector{trial}));
  EXPECT_THAT(texts(value_of(store_->trials(job_))), ElementsAre(text(trial)));
  EXPECT_EQ(text(value_of(store_->steps(job_)).back()), text(sample_step(2, {}, {action})));
}

TEST_P(StoreContract, ListsTrialsByNumber) {
  const JobRecord job = begin("digits", 0);
  const std::vector<Trial> changed{
      sample_trial(job, 10), sample_trial(job, 2), sample_trial(job, 1)};
  EXPECT_OK(store_->append_step(job_, sample_step(2, {}), changed));
  std::vector<std::uint32_t> numbers;
  for (const Trial& trial : value_of(store_->trials(job_))) numbers.push_back(trial.id.number);
  EXPECT_THAT(numbers, ElementsAre(1, 2, 10));
}

TEST_P(StoreContract, RefusesAnIllegalMoveAndKeepsNothingOfTheStep) {
  const JobRecord job = begin("digits", 2);
  Trial trial = sample_trial(job, 1);
  trial.status = TrialStatus::kCancelled;
  EXPECT_OK(store_->append_step(job_, sample_step(2, {}), std::vector{trial}));
  Trial other = sample_trial(job, 2);
  other.status = TrialStatus::kRunning;
  trial.status = TrialStatus::kRunning;
  const StepRecord step = sample_step(3, {seen(2, {point("loss", 1.0, 0)}, 77)});
  EXPECT_ERROR(ErrorCode::kInternal, store_->append_step(job_, step, std::vector{other, trial}));
  EXPECT_EQ(value_of(store_->step_count(job_)), 2U);
  EXPECT_EQ(value_of(store_->trials(job_)).at(1).status, TrialStatus::kPending);
  EXPECT_THAT(value_of(store_->metrics(job_, TrialId{2})), IsEmpty());
  EXPECT_EQ(value_of(store_->runs(job_)).at(1).log_offset, 0U);
}

TEST_P(StoreContract, HandsOutValuesAndNotReferences) {
  begin("digits", 1);
  auto trials = value_of(store_->trials(job_));
  trials.at(0).reason = "changed by the caller";
  auto steps = value_of(store_->steps(job_));
  steps.at(0).events.clear();
  EXPECT_EQ(value_of(store_->trials(job_)).at(0).reason, "");
  EXPECT_EQ(value_of(store_->steps(job_)).at(0).events.size(), 1U);
}

TEST_P(StoreContract, HoldsCommandsUntilAStepNamesThem) {
  begin("digits", 0);
  EXPECT_OK(store_->post_command(job_, {.mode = StopMode::kDrain}));
  EXPECT_OK(store_->post_command(job_, {.mode = StopMode::kStop, .trial = TrialId{7}}));
  const auto commands = value_of(store_->commands(job_));
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[0].mode, StopMode::kDrain);
  EXPECT_EQ(commands[0].trial, std::nullopt);
  EXPECT_EQ(commands[1].mode, StopMode::kStop);
  EXPECT_EQ(commands[1].trial, TrialId{7});
  EXPECT_NE(commands[0].id, 0);
  const StepRecord step = sample_step(2, {StopRequested{StopMode::kDrain, commands[0].id}});
  EXPECT_OK(store_->append_step(job_, step, {}));
  const auto left = value_of(store_->commands(job_));
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].id, commands[1].id);
}

TEST_P(StoreContract, NoCommandOutlivesTheJob) {
  begin("digits", 0);
  EXPECT_OK(store_->post_command(job_, {.mode = StopMode::kStop}));
  EXPECT_OK(
      store_->append_step(job_, sample_step(2, {}, {EndJob{JobStatus::kCompleted, "done"}}), {}));
  EXPECT_THAT(value_of(store_->commands(job_)), IsEmpty());
  EXPECT_ERROR(ErrorCode::kFailedPrecondition,
               store_->post_command(job_, {.mode = StopMode::kStop}));
  EXPECT_OK(store_->append_step(job_, sample_step(3, {JobOpened{}}), {}));
  EXPECT_THAT(value_of(store_->commands(job_)), IsEmpty());
  EXPECT_OK(store_->post_command(job_, {.mode = StopMode::kStop}));
}

TEST_P(StoreContract, TakesAwayOnlyCommandsOfTheJobThatNamesThem) {
  begin("digits", 0);
  begin("other", 0);
  EXPECT_OK(store_->post_command(JobName{"other"}, {.mode = StopMode::kStop}));
  const auto id = value_of(store_->commands(JobName{"other"})).at(0).id;
  EXPECT_OK(store_->append_step(job_, sample_step(2, {StopRequested{StopMode::kStop, id}}), {}));
  EXPECT_EQ(value_of(store_->commands(JobName{"other"})).size(), 1U);
}

TEST_P(StoreContract, DeletesAJobWithEverythingAndFreesItsName) {
  begin("digits", 2);
  begin("other", 1);
  EXPECT_OK(store_->append_step(job_, sample_step(2, {seen(1, {point("loss", 1.0, 0)})}), {}));
  EXPECT_OK(store_->post_command(job_, {.mode = StopMode::kStop}));
  EXPECT_OK(store_->extend_job(sample_job("digits").spec));
  EXPECT_OK(store_->delete_job(job_));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->job(job_));
  EXPECT_EQ(value_of(store_->jobs()).size(), 1U);
  begin("digits", 1);
  EXPECT_EQ(value_of(store_->trials(job_)).size(), 1U);
  EXPECT_EQ(value_of(store_->summary(job_)).totals.trials(), 1U);
  EXPECT_THAT(value_of(store_->metrics(job_, TrialId{1})), IsEmpty());
  EXPECT_THAT(value_of(store_->commands(job_)), IsEmpty());
  EXPECT_THAT(value_of(store_->job(job_)).earlier_specs, IsEmpty());
  EXPECT_EQ(value_of(store_->trials(JobName{"other"})).size(), 1U);
}

TEST_P(StoreContract, LetsTwoThreadsAppendToTwoJobs) {
  constexpr std::uint64_t kSteps = 100;
  begin("left", 1);
  begin("right", 1);
  const auto append = [&](const std::string& name) {
    for (std::uint64_t number = 2; number <= kSteps; ++number) {
      const MetricsSeen event = seen(1, {point(name, static_cast<double>(number), 0)}, number);
      EXPECT_OK(store_->append_step(JobName{name}, sample_step(number, {event}), {}));
    }
  };
  std::thread left(append, "left"), right(append, "right");
  left.join();
  right.join();
  for (const std::string name : {"left", "right"}) {
    EXPECT_EQ(value_of(store_->step_count(JobName{name})), kSteps);
    EXPECT_EQ(text(value_of(store_->metric_summaries(JobName{name}, TrialId{1})).at(0)),
              name + " x99 last 100 min 2 max 100");
  }
}

TEST_P(DurableStoreContract, HasEverythingAfterItWasClosedAndOpenedAgain) {
  begin("digits", 2);
  const std::vector<MetricPoint> points{point("loss", kNan, 0), point("loss", 0.1, 1)};
  EXPECT_OK(store_->append_step(job_, sample_step(2, {seen(1, points, 64)}, {start(3)}), {}));
  EXPECT_OK(store_->post_command(job_, {.mode = StopMode::kStop}));
  TuningJobSpec longer = sample_job("digits").spec;
  longer.limits.trials = 1'000;
  EXPECT_OK(store_->extend_job(longer));
  const JobRecord job = value_of(store_->job(job_));
  const auto trials = texts(value_of(store_->trials(job_)));
  const auto runs = texts(value_of(store_->runs(job_)));
  const auto steps = texts(value_of(store_->steps(job_)));
  const auto summaries = texts(value_of(store_->metric_summaries(job_, TrialId{1})));
  const std::string summary = text(value_of(store_->summary(job_)));
  reopen();
  EXPECT_EQ(text(value_of(store_->summary(job_))), summary);
  EXPECT_EQ(text(value_of(store_->job(job_))), text(job));
  EXPECT_EQ(value_of(store_->job(job_)).spec, longer);
  EXPECT_EQ(value_of(store_->job(job_)).earlier_specs, job.earlier_specs);
  EXPECT_EQ(texts(value_of(store_->trials(job_))), trials);
  EXPECT_EQ(texts(value_of(store_->runs(job_))), runs);
  EXPECT_EQ(texts(value_of(store_->steps(job_))), steps);
  EXPECT_EQ(texts(value_of(store_->metrics(job_, TrialId{1}))), texts(points));
  EXPECT_EQ(texts(value_of(store_->metric_summaries(job_, TrialId{1}))), summaries);
  EXPECT_EQ(value_of(store_->commands(job_)).size(), 1U);
}

TEST_P(DurableStoreContract, GoesOnWithTheNextStepAfterItWasOpenedAgain) {
  begin("digits", 1);
  reopen();
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store_->append_step(job_, sample_step(1, {}), {}));
  EXPECT_OK(store_->append_step(job_, sample_step(2, {}), {}));
}

}  // namespace
}  // namespace tuner::testing
