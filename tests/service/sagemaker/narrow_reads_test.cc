// What is asked of one training, or of one metric, is answered without reading all of them.
#include "service/api/api.h"
#include "service/api/event_feed.h"
#include "service/api/studies.h"
#include "service/sagemaker/tracking_view.h"
#include "service/sagemaker/training_job_changes.h"
#include "service/sagemaker/training_jobs.h"
#include "service/sagemaker/training_logs.h"
#include "tests/contract/store_samples.h"
#include "tests/fakes/store_around.h"
#include "tests/service/sagemaker/site_fixture.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using tuner::testing::point;
using tuner::testing::value_of;

class RefusesWideReads final : public StoreAround {
 public:
  using StoreAround::StoreAround;

  Result<std::vector<Trial>> trials(const JobName&) const override { return too_much("trials"); }
  Result<std::vector<MetricPoint>> metrics(const JobName&, TrialId) const override {
    return too_much("points");
  }

 private:
  static tl::unexpected<Error> too_much(const std::string& what) {
    return fail(ErrorCode::kInvalidArgument, "all " + what + " were read");
  }
};

class NarrowReads : public OnASite {
 protected:
  void SetUp() override {
    EXPECT_OK(store_->create_job(job_));
    Trial running = tuner::testing::sample_trial(job_, 2);
    running.status = TrialStatus::kRunning;
    running.started_at = running.created_at;
    const std::vector<Trial> trials{tuner::testing::ended_trial(job_, 1, 0.5), running};
    EXPECT_OK(
        store_->append_step(job_.spec.name, tuner::testing::sample_step(1, {JobOpened{}}), trials));
    EXPECT_OK(store_->put_run(job_.spec.name, tuner::testing::sample_run(2)));
    EXPECT_OK(store_->append_step(
        job_.spec.name,
        tuner::testing::sample_step(
            2, {tuner::testing::seen(2, {point("loss", 0.5, 1), point("acc", 0.7, 1)})}),
        {}));
  }

  const JobRecord job_ = tuner::testing::sample_job("digits");
  const std::string name_ = tuner::testing::sample_trial(job_, 2).name;
  RefusesWideReads narrow_{*store_};
  Site narrow_site_{home_, narrow_, *tracking_, jobs_, catalogue_, clock_, false};
};

TEST_F(NarrowReads, ATrainingIsDescribedAlone) {
  const auto described = describe_training_job(narrow_site_, {{"TrainingJobName", name_}}, {});
  ASSERT_TRUE(described) << described.error().message;
  EXPECT_EQ(described->at("TrainingJobName"), name_);
  EXPECT_EQ(described->at("TrainingJobStatus"), "InProgress");
  const auto unknown = describe_training_job(
      narrow_site_, {{"TrainingJobName", name_.substr(0, name_.size() - 1) + "_"}}, {});
  EXPECT_EQ(unknown.error().message, "Requested resource not found.");
}

TEST_F(NarrowReads, TheLogsOfATrainingAreItsOwn) {
  const auto streams = describe_log_streams(narrow_site_, {{"logStreamNamePrefix", name_}}, {});
  ASSERT_TRUE(streams) << streams.error().message;
  EXPECT_THAT(streams->at("logStreams"), SizeIs(1));
}

TEST_F(NarrowReads, ATrainingIsStoppedAlone) {
  EXPECT_TRUE(stop_training_job(narrow_site_, {{"TrainingJobName", name_}}, {}));
  EXPECT_EQ(value_of(store_->commands(job_.spec.name)).at(0).trial, TrialId{2});
}

TEST_F(NarrowReads, AComponentAndOneOfItsMetricsAreReadAlone) {
  const TrackingView view(*tracking_, narrow_);
  const std::string component = name_ + "-aws-training-job";
  EXPECT_EQ(value_of(view.record(RecordKind::kTrialComponent, component)).name, component);
  const auto points = value_of(view.points(component, "loss"));
  ASSERT_THAT(points, SizeIs(1));
  EXPECT_EQ(points[0].value, 0.5);
}

TEST_F(NarrowReads, TheNativeApiReadsOneMetricAlone) {
  api::EventFeed feed(*store_);
  api::Studies studies(home_);
  http::Request request;
  request.head.method = "GET";
  request.head.path = "/api/v1/jobs/digits/trials/2/metrics/acc";
  const auto answered =
      api::answer({home_, narrow_, jobs_, feed, studies, clock_}, request, api::Caller{});
  EXPECT_EQ(answered.response.status, 200);
  EXPECT_THAT(answered.response.body, HasSubstr("0.7"));
}

}  // namespace
}  // namespace tuner::sagemaker
