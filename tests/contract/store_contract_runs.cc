// What a store keeps of runs and their metrics.
#include <gmock/gmock.h>

#include "tests/contract/store_contract.h"
#include "tests/contract/store_text.h"

namespace tuner::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreContract, KeepsRunsAndTakesTheSameHandleTwice) {
  begin("digits", 2);
  EXPECT_OK(store_->put_run(job_, sample_run(1, 2)));
  EXPECT_OK(store_->append_step(job_, sample_step(2, {seen(1, {}, 512)}), {}));
  EXPECT_OK(store_->put_run(job_, sample_run(1)));
  RunRecord first = sample_run(1);
  first.log_offset = 512;  // still: the second put_run knows less than the store
  EXPECT_THAT(texts(value_of(store_->runs(job_))),
              ElementsAre(text(first), text(sample_run(1, 2)), text(sample_run(2))));
  EXPECT_THAT(texts(value_of(store_->runs_of(job_, TrialId{1}))),
              ElementsAre(text(first), text(sample_run(1, 2))));
  EXPECT_THAT(texts(value_of(store_->runs_of(job_, TrialId{2}))), ElementsAre(text(sample_run(2))));
}

TEST_P(StoreContract, RefusesASecondHandleOfAnAttempt) {
  begin("digits", 1);
  RunRecord run = sample_run(1);
  run.handle.id = "another";
  EXPECT_ERROR(ErrorCode::kAlreadyExists, store_->put_run(job_, run));
  EXPECT_THAT(texts(value_of(store_->runs(job_))), ElementsAre(text(sample_run(1))));
}

TEST_P(StoreContract, RefusesRunsOfUnknownTrialsAndMetricsOfUnknownRuns) {
  begin("digits", 1);
  EXPECT_ERROR(ErrorCode::kNotFound, store_->put_run(job_, sample_run(9)));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->metrics(job_, TrialId{9}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->runs_of(job_, TrialId{9}));
  EXPECT_ERROR(ErrorCode::kNotFound, store_->metric_summaries(job_, TrialId{9}));
  const StepRecord step = sample_step(2, {seen(1, {}, 1, 2)});
  EXPECT_ERROR(ErrorCode::kInternal, store_->append_step(job_, step, {}));
  EXPECT_EQ(value_of(store_->step_count(job_)), 1U);
}

TEST_P(StoreContract, KeepsMetricsInOrderOfAppearanceAndWithTheirSteps) {
  begin("digits", 2);
  const std::vector<StepRecord> steps{
      sample_step(2,
                  {seen(1, {point("loss", 3.0, 0), point("acc", kNan, 0)}, 100),
                   seen(2, {point("loss", 9.0, 0)}, 30),
                   seen(1, {point("loss", kInf, 5)}, 150)}),
      sample_step(
          3,
          {seen(2, {}, 40),
           seen(1, {point("acc", -kInf, -7), point("acc", -0.0, 8), point("loss", 2.5, 1)}, 180)})};
  for (const StepRecord& step : steps) EXPECT_OK(store_->append_step(job_, step, {}));
  EXPECT_THAT(texts(value_of(store_->metrics(job_, TrialId{1}))),
              ElementsAre(text(point("loss", 3.0, 0)),
                          text(point("acc", kNan, 0)),
                          text(point("loss", kInf, 5)),
                          text(point("acc", -kInf, -7)),
                          text(point("acc", -0.0, 8)),
                          text(point("loss", 2.5, 1))));
  const auto read = value_of(store_->steps(job_));
  EXPECT_EQ(text(read.at(1)), text(steps[0]));
  EXPECT_EQ(text(read.at(2)), text(steps[1]));
  EXPECT_EQ(value_of(store_->runs(job_)).at(0).log_offset, 180U);
  EXPECT_EQ(value_of(store_->runs(job_)).at(1).log_offset, 40U);
}

TEST_P(StoreContract, ReadsThePointsOfOneMetricAlone) {
  begin("digits", 2);
  const StepRecord step = sample_step(
      2,
      {seen(1, {point("loss", 3.0, 0), point("acc", kNan, 0), point("loss", kInf, 5)}, 100),
       seen(2, {point("loss", 9.0, 0)}, 30),
       seen(1, {point("acc", 0.5, 5), point("loss", 2.5, 1)}, 150)});
  EXPECT_OK(store_->append_step(job_, step, {}));
  EXPECT_THAT(
      texts(value_of(store_->points_of(job_, TrialId{1}, "loss"))),
      ElementsAre(
          text(point("loss", 3.0, 0)), text(point("loss", kInf, 5)), text(point("loss", 2.5, 1))));
  EXPECT_THAT(texts(value_of(store_->points_of(job_, TrialId{1}, "acc"))),
              ElementsAre(text(point("acc", kNan, 0)), text(point("acc", 0.5, 5))));
  EXPECT_THAT(value_of(store_->points_of(job_, TrialId{1}, "los")), IsEmpty());
  EXPECT_ERROR(ErrorCode::kNotFound, store_->points_of(job_, TrialId{9}, "loss"));
}

TEST_P(StoreContract, SummarisesMetricsOverTheirFiniteValues) {
  begin("digits", 1);
  const std::vector<MetricPoint> first{point("loss", kNan, 0),
                                       point("never", kNan, 0),
                                       point("loss", 3.0, 1),
                                       point("loss", kInf, 2)};
  EXPECT_OK(store_->append_step(job_, sample_step(2, {seen(1, first)}), {}));
  EXPECT_THAT(texts(value_of(store_->metric_summaries(job_, TrialId{1}))),
              ElementsAre("loss x3 last inf min 3 max 3", "never x1 last nan min nan max nan"));
  const std::vector<MetricPoint> second{point("loss", 1.0, 3), point("loss", kNan, 4)};
  EXPECT_OK(store_->append_step(job_, sample_step(3, {seen(1, second)}), {}));
  const auto summaries = value_of(store_->metric_summaries(job_, TrialId{1}));
  EXPECT_EQ(text(summaries.at(0)), "loss x5 last nan min 1 max 3");
  EXPECT_EQ(summaries[0].finite, (RunningMoments{.count = 2, .mean = 2.0, .squares = 2.0}));
  EXPECT_EQ(summaries.at(1).finite, RunningMoments{});
  EXPECT_EQ(summaries[0].last_seen_at, second.back().seen_at);
  EXPECT_EQ(summaries.at(1).last_seen_at, first.at(1).seen_at);
}

TEST_P(StoreContract, ShowsMetricsOfTheLastAttemptOnly) {
  const JobRecord job = begin("digits", 1);
  EXPECT_OK(store_->append_step(job_, sample_step(2, {seen(1, {point("loss", 5.0, 0)})}), {}));
  Trial trial = sample_trial(job, 1);
  trial.attempts = 2;
  EXPECT_OK(store_->append_step(job_, sample_step(3, {}, {start(1, 2)}), std::vector{trial}));
  EXPECT_THAT(value_of(store_->metrics(job_, TrialId{1})), IsEmpty());
  EXPECT_OK(store_->put_run(job_, sample_run(1, 2)));
  const StepRecord second = sample_step(4, {seen(1, {point("loss", 4.0, 0)}, 1, 2)});
  EXPECT_OK(store_->append_step(job_, second, {}));
  EXPECT_THAT(texts(value_of(store_->metrics(job_, TrialId{1}))),
              ElementsAre(text(point("loss", 4.0, 0))));
  EXPECT_THAT(texts(value_of(store_->metric_summaries(job_, TrialId{1}))),
              ElementsAre("loss x1 last 4 min 4 max 4"));
  EXPECT_EQ(text(value_of(store_->steps(job_)).at(3)), text(second));
}

}  // namespace
}  // namespace tuner::testing
