// What a store keeps of all trials of a job together, and how few of them it can be asked for.
#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"
#include "tests/contract/store_text.h"

namespace tuner::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreContract, AJobWithoutStepsHasNothing) {
  EXPECT_OK(store_->create_job(sample_job("digits")));
  const JobSummary summary = value_of(store_->summary(job_));
  EXPECT_EQ(summary.totals, TrialTotals{});
  EXPECT_EQ(summary.job.spec, sample_job("digits").spec);
  EXPECT_FALSE(summary.best || summary.last_step_at);
}

TEST_P(StoreContract, CountersEqualTheRows) {
  const JobRecord job = begin("digits", 6);
  Trial running = sample_trial(job, 1), retried = sample_trial(job, 2);
  running.status = TrialStatus::kRunning;
  retried.ran_for = JobTime(500);
  change({running, retried});
  change({ended_trial(job, 4, {}, FailureClass::kDiverged),
          ended_trial(job, 5, {}, FailureClass::kUserError)});
  change({ended_trial(job, 3, {}, FailureClass::kDiverged), sample_trial(job, 7)});
  Trial cancelled = ended_trial(job, 6, 3.0), stopped = ended_trial(job, 2, 2.0);
  cancelled.status = TrialStatus::kCancelled;
  stopped.status = TrialStatus::kStoppedEarly;
  change({ended_trial(job, 1, 7.0), cancelled, stopped});
  change({});
  const TrialTotals totals = value_of(store_->summary(job_)).totals;
  EXPECT_EQ(totals.trials(), 7U);
  EXPECT_EQ(totals.ended(), 6U);
  EXPECT_EQ(totals.training_time, JobTime(21'000));
  EXPECT_EQ(totals.failures.at(FailureClass::kDiverged), (FailureTotal{2, TrialId{3}}));
}

TEST_P(StoreContract, TheBestIsTheEarlierOfEqualsWhicheverEndsFirst) {
  const JobRecord job = begin("digits", 6);
  change({ended_trial(job, 5, 0.5)});
  change({ended_trial(job, 6, 0.5)});
  change({ended_trial(job, 4, kInf), ended_trial(job, 1, kNan)});
  change({ended_trial(job, 3, 0.5)});
  EXPECT_EQ(value_of(store_->summary(job_)).totals.best, TrialId{3});
  change({ended_trial(job, 2, 0.25)});
  EXPECT_EQ(value_of(store_->summary(job_)).totals.best, TrialId{2});
}

TEST_P(StoreContract, TheBestKeepsConstraintsAndIsByTheFirstObjective) {
  JobRecord job = sample_job("digits");
  job.spec.objectives = {{"accuracy", Goal::kMaximize}, {"loss", Goal::kMinimize}};
  job.spec.constraints = {{.metric = "latency", .min = {}, .max = 20.0}};
  EXPECT_OK(store_->create_job(job));
  const auto trial = [&](std::uint32_t number, double accuracy, double latency) {
    Trial ended = ended_trial(job, number, accuracy);
    ended.objectives.emplace_back(0.1);
    ended.constraints = {latency};
    return ended;
  };
  change({trial(1, 0.9, 21.0)});
  change({trial(2, 0.5, 20.0), trial(3, 0.8, kNan)});
  EXPECT_EQ(value_of(store_->summary(job_)).totals.best, TrialId{2});
  change({trial(4, 0.6, 1.0)});
  EXPECT_EQ(value_of(store_->summary(job_)).totals.best, TrialId{4});
}

TEST_P(StoreContract, AStepThatIsRefusedIsNotCounted) {
  const JobRecord job = begin("digits", 2);
  change({ended_trial(job, 1, 1.0)});
  const std::string before = text(value_of(store_->summary(job_)));
  Trial again = ended_trial(job, 1, 0.0);
  again.status = TrialStatus::kRunning;
  EXPECT_ERROR(
      ErrorCode::kInternal,
      store_->append_step(job_, sample_step(3, {}), std::vector{ended_trial(job, 2, 0.5), again}));
  EXPECT_EQ(text(value_of(store_->summary(job_))), before);
}

TEST_P(StoreContract, SummariesAreNewestFirstAndEachOfItsOwnJob) {
  const JobRecord job = begin("digits", 2);
  begin("other", 1);
  change({ended_trial(job, 2, 1.0)});
  const auto summaries = value_of(store_->summaries());
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(text(summaries[0]), text(value_of(store_->summary(JobName{"other"}))));
  EXPECT_EQ(text(summaries[1]), text(value_of(store_->summary(job_))));
  EXPECT_EQ(summaries[0].totals.trials(), 1U);
  EXPECT_EQ(summaries[1].totals.ended(), 1U);
}

TEST_P(StoreContract, HeadsAreThoseOfTheSummaries) {
  EXPECT_THAT(value_of(store_->heads()), IsEmpty());
  const JobRecord job = begin("digits", 2);
  begin("other", 1);
  JobRecord single = sample_job("single");
  single.spec.strategy = "grid";
  single.spec.parameters.clear();
  single.spec.objectives.clear();
  EXPECT_TRUE(store_->create_job(single));
  change({ended_trial(job, 2, 1.0)});
  const auto steps = value_of(store_->step_count(job_));
  const StepRecord end = sample_step(steps + 1, {}, {EndJob{JobStatus::kFailed, "enough"}});
  EXPECT_TRUE(store_->append_step(job_, end, {}));
  std::vector<JobHead> expected;
  const auto summaries = value_of(store_->summaries());
  for (const JobSummary& summary : summaries) expected.push_back(head_of(summary));
  EXPECT_EQ(value_of(store_->heads()), expected);
  EXPECT_TRUE(expected[0].is_single_training);
  EXPECT_FALSE(expected[1].is_single_training);
  EXPECT_EQ(expected[2].status, JobStatus::kFailed);
  EXPECT_TRUE(expected[2].last_step_at);
}

TEST_P(StoreContract, GivesOneTrial) {
  const JobRecord job = begin("digits", 3);
  EXPECT_EQ(text(value_of(store_->trial(job_, TrialId{2}))), text(sample_trial(job, 2)));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->trial(job_, TrialId{4}));
}

TEST_P(StoreContract, GivesTrialsInPagesFromEitherEnd) {
  begin("digits", 5);
  begin("other", 1);
  const auto page = [&](TrialOrder order, std::optional<TrialId> after, std::size_t at_most) {
    std::vector<std::uint32_t> numbers;
    for (const Trial& trial : value_of(store_->trials_page(job_, order, after, at_most)))
      numbers.push_back(trial.id.number);
    return numbers;
  };
  EXPECT_THAT(page(TrialOrder::kOldestFirst, {}, 2), ElementsAre(1, 2));
  EXPECT_THAT(page(TrialOrder::kOldestFirst, TrialId{2}, 2), ElementsAre(3, 4));
  EXPECT_THAT(page(TrialOrder::kOldestFirst, TrialId{4}, 2), ElementsAre(5));
  EXPECT_THAT(page(TrialOrder::kOldestFirst, TrialId{5}, 2), IsEmpty());
  EXPECT_THAT(page(TrialOrder::kNewestFirst, {}, 2), ElementsAre(5, 4));
  EXPECT_THAT(page(TrialOrder::kNewestFirst, TrialId{2}, 9), ElementsAre(1));
  EXPECT_THAT(page(TrialOrder::kNewestFirst, TrialId{1}, 9), IsEmpty());
}

}  // namespace
}  // namespace tuner::testing
