// Which parents a request may begin with, and what a job takes from them.
#include "service/sagemaker/tuning_jobs.h"
#include "tests/contract/store_samples.h"
#include "tests/service/sagemaker/site_fixture.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tuner::testing::sample_step;
using tuner::testing::value_of;

class WarmStartRequests : public OnASite {
 protected:
  // A job that tunes x from 0 to 1 and has tried these.
  void add_parent(const std::string& name,
                  std::optional<JobStatus> end,
                  const std::vector<double>& tried = {0.25, 0.75},
                  const std::string& metric = "loss") {
    JobRecord job = tuner::testing::sample_job(name);
    job.spec.parameters = {{.name = "x", .domain = Continuous{.min = 0, .max = 1}}};
    job.spec.objectives = {{.metric = metric, .goal = Goal::kMinimize}};
    EXPECT_OK(store_->create_job(job));
    std::vector<Trial> trials;
    for (const double x : tried) {
      trials.push_back(
          tuner::testing::ended_trial(job, static_cast<std::uint32_t>(trials.size() + 1), x));
      trials.back().suggestion.configuration = {{"x", x}};
    }
    std::vector<Action> actions;
    if (end) actions.push_back(EndJob{*end, "enough"});
    EXPECT_OK(store_->append_step(job.spec.name, sample_step(1, {JobOpened{}}, actions), trials));
  }

  static json child_of(const std::string& parent,
                       const std::string& kind,
                       const std::string& strategy) {
    json definition = training_request("child");
    definition.erase("TrainingJobName");
    definition["AlgorithmSpecification"]["MetricDefinitions"] = {
        {{"Name", "loss"}, {"Regex", "loss=(.*)"}}};
    return {{"HyperParameterTuningJobName", "child"},
            {"HyperParameterTuningJobConfig",
             {{"Strategy", strategy},
              {"HyperParameterTuningJobObjective", {{"Type", "Minimize"}, {"MetricName", "loss"}}},
              {"ResourceLimits", {{"MaxNumberOfTrainingJobs", 2}, {"MaxParallelTrainingJobs", 1}}},
              {"ParameterRanges",
               {{"ContinuousParameterRanges",
                 {{{"Name", "x"}, {"MinValue", "0"}, {"MaxValue", "1"}}}}}}}},
            {"TrainingJobDefinition", definition},
            {"WarmStartConfig",
             {{"ParentHyperParameterTuningJobs", {{{"HyperParameterTuningJobName", parent}}}},
              {"WarmStartType", kind}}}};
  }

  // "Code: message"; empty: the job was made.
  std::string refusal_of(const json& request) {
    const auto answer = create_tuning_job(site_, request, {});
    return answer ? "" : answer.error().code + ": " + answer.error().message;
  }

  // What the child began with; it is gone then.
  Prior prior_of_child() {
    jobs_.settle({"child"});
    Prior prior = value_of(store_->job({"child"})).prior;
    EXPECT_OK(store_->delete_job({"child"}));
    return prior;
  }

  static constexpr const char* kKinds[] = {"IdenticalDataAndAlgorithm", "TransferLearning"};
  static constexpr const char* kStrategies[] = {"Bayesian", "Random"};
};

TEST_F(WarmStartRequests, TheResultsOfJobsThatHaveEndedAreTaken) {
  add_parent("done", JobStatus::kCompleted);
  add_parent("stopped", JobStatus::kStopped);
  for (const char* parent : {"done", "stopped"}) {
    ASSERT_EQ(refusal_of(child_of(parent, "IdenticalDataAndAlgorithm", "Random")), "");
    EXPECT_THAT(prior_of_child().earlier, SizeIs(2));
    ASSERT_EQ(refusal_of(child_of(parent, "TransferLearning", "Bayesian")), "");
    EXPECT_THAT(prior_of_child().related, SizeIs(1));
  }
}

TEST_F(WarmStartRequests, AJobThatHasNotEndedIsNoParent) {
  add_parent("going", std::nullopt);
  for (const char* kind : kKinds) {
    for (const char* strategy : kStrategies) {
      EXPECT_THAT(
          refusal_of(child_of("going", kind, strategy)),
          HasSubstr("ValidationException: /WarmStartConfig/ParentHyperParameterTuningJobs/0/"
                    "HyperParameterTuningJobName: job 'going' has not ended yet"));
    }
  }
}

TEST_F(WarmStartRequests, RandomChecksItsParentsAndLearnsNothingFromOtherTasks) {
  add_parent("done", JobStatus::kCompleted);
  add_parent("other", JobStatus::kCompleted, {0.5}, "error");
  ASSERT_EQ(refusal_of(child_of("done", "TransferLearning", "Random")), "");
  EXPECT_TRUE(value_of(store_->job({"child"})).spec.warm_start);
  const Prior prior = prior_of_child();
  EXPECT_THAT(prior.related, IsEmpty());
  EXPECT_THAT(prior.earlier, IsEmpty());
  const auto refusal = [&](const char* parent) {
    return refusal_of(child_of(parent, "TransferLearning", "Random"));
  };
  EXPECT_THAT(refusal("nobody"), HasSubstr("no job named 'nobody'"));
  EXPECT_THAT(refusal("child"), HasSubstr("a job cannot start from itself"));
  EXPECT_THAT(refusal("other"), HasSubstr("does not have the objective minimize loss"));
}

TEST_F(WarmStartRequests, AHyperparameterKeepsItsType) {
  add_parent("done", JobStatus::kCompleted);
  const json integer{
      {"IntegerParameterRanges", {{{"Name", "x"}, {"MinValue", "0"}, {"MaxValue", "9"}}}}};
  const json categorical{
      {"CategoricalParameterRanges", {{{"Name", "x"}, {"Values", {"0.25", "0.75"}}}}}};
  for (const char* kind : kKinds) {
    for (const char* strategy : kStrategies) {
      for (const json& ranges : {integer, categorical}) {
        json request = child_of("done", kind, strategy);
        request["HyperParameterTuningJobConfig"]["ParameterRanges"] = ranges;
        const std::string refusal = refusal_of(request);
        EXPECT_THAT(refusal, HasSubstr("ParentHyperParameterTuningJobs/0")) << kind;
        EXPECT_THAT(refusal, HasSubstr("of another type")) << kind;
      }
    }
  }
}

TEST_F(WarmStartRequests, RefusalsSpeakOfRequestsAndNotOfCommands) {
  const auto refusal = [&](const char* parent) {
    return refusal_of(child_of(parent, "IdenticalDataAndAlgorithm", "Bayesian"));
  };
  EXPECT_TRUE(refusal("nobody").ends_with("no job named 'nobody'"));
  add_parent("done", JobStatus::kCompleted);
  EXPECT_TRUE(refusal("nobody").ends_with("no job named 'nobody'"));
  json other = child_of("done", "IdenticalDataAndAlgorithm", "Bayesian");
  other["HyperParameterTuningJobConfig"]["ParameterRanges"]["ContinuousParameterRanges"][0]
       ["Name"] = "y";
  EXPECT_THAT(refusal_of(other),
              HasSubstr("the WarmStartType 'TransferLearning' takes what they have in common"));
  JobRecord several = tuner::testing::sample_job("several");
  several.spec.definitions.resize(2);
  EXPECT_OK(store_->create_job(several));
  EXPECT_OK(
      store_->append_step(several.spec.name,
                          sample_step(1, {JobOpened{}}, {EndJob{JobStatus::kCompleted, "enough"}}),
                          {}));
  EXPECT_TRUE(
      refusal("several").ends_with("job 'several' has several definitions, and its results no one "
                                   "space"));
}

TEST_F(WarmStartRequests, NoneOfTheResultsNeedsToFit) {
  add_parent("done", JobStatus::kCompleted);
  add_parent("without", JobStatus::kFailed, {});
  for (const char* kind : kKinds) {
    for (const char* strategy : kStrategies) {
      json elsewhere = child_of("done", kind, strategy);
      json& range = elsewhere["HyperParameterTuningJobConfig"]["ParameterRanges"]
                             ["ContinuousParameterRanges"][0];
      range["MinValue"] = "0.8";
      ASSERT_EQ(refusal_of(elsewhere), "");
      EXPECT_THAT(prior_of_child().earlier, IsEmpty());
      ASSERT_EQ(refusal_of(child_of("without", kind, strategy)), "");
      const Prior prior = prior_of_child();
      EXPECT_THAT(prior.earlier, IsEmpty());
      EXPECT_THAT(prior.related, IsEmpty());
    }
  }
}

}  // namespace
}  // namespace tuner::sagemaker
