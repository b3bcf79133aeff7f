// What is left of a submission that fails, or that a kill interrupts, and of a job that is deleted.
#include "service/sagemaker/job_submission.h"

#include <future>

#include "service/commands.h"
#include "service/sagemaker/arn.h"
#include "service/sagemaker/tags.h"
#include "service/sagemaker/training_job_changes.h"
#include "service/sagemaker/tuning_jobs.h"
#include "tests/contract/store_samples.h"
#include "tests/service/sagemaker/site_fixture.h"
#include "tuner/base/text.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tuner::testing::value_of;

class JobSubmission : public OnASite {
 protected:
  static constexpr const char* kKey = "training-job/digits";

  static json untagged() { return training_request("digits"); }
  static json tagged() {
    json input = untagged();
    input["Tags"] = json::array({json{{"Key", "team"}, {"Value", "blue"}}});
    return input;
  }
  static json tracked() {
    json input = tagged();
    input["ExperimentConfig"] = {{"ExperimentName", "study"}};
    return input;
  }

  // "Code: message"; empty: the job was taken.
  std::string refusal(const json& input) {
    const auto answer = create_training_job(site_, input, {.key_id = "AKID"});
    return answer ? "" : answer.error().code + ": " + answer.error().message;
  }

  // Every write of this kind, "INSERT ON resource_tags", fails until mend().
  void break_writes(const std::string& kind) {
    auto database = Database::open(home_.database(), Database::Access::kReadWrite);
    EXPECT_OK(database->execute_script("CREATE TRIGGER broken BEFORE " + kind +
                                       " BEGIN SELECT RAISE(ABORT, 'broken'); END"));
  }
  void mend() {
    auto database = Database::open(home_.database(), Database::Access::kReadWrite);
    EXPECT_OK(database->execute_script("DROP TRIGGER broken"));
  }

  Tags tags() { return value_of(tracking_->tags(kKey)); }
  void expect_nothing_left() {
    EXPECT_THAT(value_of(store_->jobs()), IsEmpty());
    EXPECT_THAT(tags(), IsEmpty());
    EXPECT_FALSE(home_.job_owner({"digits"}));
  }

  void make_experiment() {
    EXPECT_OK(tracking_->create({.kind = RecordKind::kExperiment, .name = "study"}, {}));
  }
  std::vector<TrackingRecord> components_of_study() {
    return value_of(
        tracking_->records({.kind = RecordKind::kTrialComponent, .experiment = "study"}));
  }

  void on_start(const JobRecord&) override { tags_at_start_.set_value(tags()); }

  std::promise<Tags> tags_at_start_;
};

TEST_F(JobSubmission, AJobStartsWithItsTags) {
  ASSERT_EQ(refusal(tagged()), "");
  EXPECT_THAT(tags_at_start_.get_future().get(), ElementsAre(::testing::Pair("team", "blue")));
}

TEST_F(JobSubmission, NothingIsLeftWhereTheTagsCannotBeKept) {
  break_writes("INSERT ON resource_tags");
  EXPECT_THAT(refusal(tagged()), HasSubstr("InternalFailure"));
  expect_nothing_left();
  mend();
  EXPECT_EQ(refusal(tagged()), "");
}

TEST_F(JobSubmission, NothingIsLeftWhereTheExperimentCannotBeJoined) {
  make_experiment();
  break_writes("INSERT ON group_components");
  EXPECT_THAT(refusal(tracked()), HasSubstr("InternalFailure"));
  expect_nothing_left();
  mend();
  EXPECT_EQ(refusal(tracked()), "");
  EXPECT_THAT(components_of_study(), SizeIs(1));
}

TEST_F(JobSubmission, NothingIsLeftWhereTheServerIsLeaving) {
  jobs_.leave();
  EXPECT_THAT(refusal(tagged()), HasSubstr("ServiceUnavailable"));
  expect_nothing_left();
}

TEST_F(JobSubmission, AJobThatIsTakenKeepsItsTags) {
  ASSERT_EQ(refusal(tagged()), "");
  EXPECT_THAT(refusal(untagged()), HasSubstr("ResourceInUse"));
  site_.jobs.settle({"digits"});
  const auto again = submit(site_, untagged(), {}, {"Taken", "it is taken"});
  EXPECT_EQ(again.error().code, "Taken");
  EXPECT_THAT(tags(), SizeIs(1));
}

TEST_F(JobSubmission, NamesThatDifferInCaseAreOne) {
  ASSERT_EQ(refusal(tagged()), "");
  json other = untagged();
  other["TrainingJobName"] = "Digits";
  EXPECT_THAT(refusal(other), HasSubstr("ResourceInUse"));
  const auto tuning = create_tuning_job(site_, {{"HyperParameterTuningJobName", "DIGITS"}}, {});
  EXPECT_EQ(tuning.error().code, "ResourceInUse");
  EXPECT_THAT(tuning.error().message, HasSubstr("with the name, digits, already exists"));
  EXPECT_EQ(submit(site_, other, {}, {"Taken", "it is taken"}).error().code, "Taken");
  EXPECT_THAT(tags(), SizeIs(1));
}

TEST_F(JobSubmission, ATrainingHasNoNameOfATuningJobsTraining) {
  const JobRecord job = tuner::testing::sample_job("Tuned");
  EXPECT_OK(store_->create_job(job));
  json child = untagged();
  child["TrainingJobName"] = lower_case(tuner::testing::sample_trial(job, 3).name);
  EXPECT_THAT(refusal(child), HasSubstr("ResourceInUse"));
}

TEST_F(JobSubmission, WhatAKillLeftUndoneIsDoneByTheNextServer) {
  make_experiment();
  ASSERT_EQ(refusal(tracked()), "");
  const JobRecord job = value_of(store_->job({"digits"}));
  {  // as it was behind create_job()
    site_.jobs.settle({"digits"});
    EXPECT_OK(store_->delete_job(job.spec.name));
    EXPECT_OK(tracking_->delete_tags(kKey, std::vector<std::string>{"team"}));
    EXPECT_OK(tracking_->disassociate("digits", "digits-aws-training-job"));
    EXPECT_OK(store_->create_job(job));
  }
  for (int time = 0; time < 2; ++time) {
    EXPECT_OK(complete_submission(site_, job));
    EXPECT_THAT(tags(), ElementsAre(::testing::Pair("team", "blue")));
    EXPECT_THAT(components_of_study(), SizeIs(1));
  }
}

TEST_F(JobSubmission, ADeletedJobTakesItsTagsWithIt) {
  ASSERT_EQ(refusal(tagged()), "");
  ASSERT_TRUE(remove_job(site_, {"digits"}));
  EXPECT_THAT(tags(), IsEmpty());
}

TEST_F(JobSubmission, ADeletedJobTakesTheTagsOfItsTrainingsWithIt) {
  const JobRecord job = tuner::testing::sample_job("search");
  const std::vector<Trial> trials{tuner::testing::ended_trial(job, 1, 0.5)};
  EXPECT_OK(store_->create_job(job));
  EXPECT_OK(
      store_->append_step(job.spec.name, tuner::testing::sample_step(1, {JobOpened{}}), trials));
  const std::string key = tags_key("training-job", trials[0].name);
  EXPECT_OK(tracking_->put_tags(key, {{"team", "red"}}, kMostTags));
  ASSERT_TRUE(remove_job(site_, job.spec.name));
  EXPECT_THAT(value_of(tracking_->tags(key)), IsEmpty());
  EXPECT_TRUE(remove_job(site_, job.spec.name)) << "somebody else has deleted it";
}

TEST_F(JobSubmission, ADeletionByTheCommandLineTakesTheTagsToo) {
  ASSERT_EQ(refusal(tagged()), "");
  site_.jobs.settle({"digits"});
  ASSERT_EQ(delete_command({.home = home_.folder(), .json = true}, {.job = "digits", .yes = true}),
            0);
  EXPECT_THAT(tags(), IsEmpty());
}

TEST_F(JobSubmission, AJobInheritsNoTagsWhereAKillInterruptedTheDeletion) {
  EXPECT_OK(tracking_->put_tags(kKey, {{"team", "red"}, {"cost", "7"}}, kMostTags));
  ASSERT_EQ(refusal(tagged()), "");
  EXPECT_THAT(tags(), ElementsAre(::testing::Pair("team", "blue")));
}

}  // namespace
}  // namespace tuner::sagemaker
