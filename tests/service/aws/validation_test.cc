// What is refused, in the words of the real services.
#include "service/aws/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/service/aws/sample_requests.h"

namespace tuner::aws {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Validation, AGoodRequestHasNoFindings) {
  EXPECT_EQ(check(tuning_job(), input_of("CreateHyperParameterTuningJob")), Findings{});
}

TEST(Validation, TheExampleOfARequestIsGood) {
  const json request =
      json::parse(std::ifstream(TUNER_SOURCE_DIR "/examples/sagemaker_script/request.json"));
  for (const Strictness strictness : {Strictness::kStrict, Strictness::kRelaxed}) {
    EXPECT_EQ(check(request, input_of("CreateHyperParameterTuningJob", strictness)), Findings{});
  }
}

TEST(Validation, AMissingMember) {
  EXPECT_EQ(
      refused("CreateExperiment", json::object()),
      "ValidationException: 1 validation error detected: Value null at 'experimentName' failed to "
      "satisfy constraint: Member must not be null");
}

TEST(Validation, AnEnum) {
  EXPECT_EQ(refused("CreateHyperParameterTuningJob",
                    tuning_job_with("/HyperParameterTuningJobConfig/Strategy", "Best")),
            "ValidationException: 1 validation error detected: Value 'Best' at "
            "'hyperParameterTuningJobConfig.strategy' failed to satisfy constraint: Member must "
            "satisfy enum value set: [Bayesian, Random, Hyperband, Grid]");
}

TEST(Validation, ALengthAndAPatternOfOneValue) {
  EXPECT_EQ(refused("CreateHyperParameterTuningJob",
                    tuning_job_with("/TrainingJobDefinition/RoleArn", "nobody")),
            "ValidationException: 2 validation errors detected: Value 'nobody' at "
            "'trainingJobDefinition.roleArn' failed to satisfy constraint: Member must have length "
            "greater than or equal to 20; Value 'nobody' at 'trainingJobDefinition.roleArn' failed "
            "to satisfy constraint: Member must satisfy regular expression pattern: "
            R"(arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)");
}

TEST(Validation, ALengthAtMost) {
  EXPECT_THAT(
      refused("CreateHyperParameterTuningJob",
              tuning_job_with("/HyperParameterTuningJobName", std::string(33, 'a'))),
      HasSubstr("Value '" + std::string(33, 'a') +
                "' at 'hyperParameterTuningJobName' failed to satisfy constraint: Member must "
                "have length less than or equal to 32"));
}

TEST(Validation, ANumber) {
  EXPECT_EQ(refused("ListExperiments", {{"MaxResults", 101}}),
            "ValidationException: 1 validation error detected: Value '101' at 'maxResults' failed "
            "to satisfy constraint: Member must have value less than or equal to 100");
  EXPECT_THAT(refused("ListExperiments", {{"MaxResults", 0}}),
              EndsWith("Member must have value greater than or equal to 1"));
}

TEST(Validation, AMapValue) {
  EXPECT_EQ(refused("CreateHyperParameterTuningJob",
                    tuning_job_with("/TrainingJobDefinition/StaticHyperParameters",
                                    {{"a", "1\n2"}, {"b", "2"}})),
            "ValidationException: 1 validation error detected: Value '{a=1\n2, b=2}' at "
            "'trainingJobDefinition.staticHyperParameters' failed to satisfy constraint: Map value "
            "must satisfy constraint: [Member must have length less than or equal to 2500, Member "
            "must have length greater than or equal to 0, Member must satisfy regular expression "
            "pattern: .*]");
}

TEST(Validation, AMapKey) {
  EXPECT_EQ(
      refused("CreateHyperParameterTuningJob",
              tuning_job_with("/TrainingJobDefinition/Environment", {{"A B", "1"}})),
      "ValidationException: 1 validation error detected: Value '{A B=1}' at "
      "'trainingJobDefinition.environment' failed to satisfy constraint: Map keys must satisfy "
      "constraint: [Member must have length less than or equal to 512, Member must have length "
      "greater than or equal to 0, Member must satisfy regular expression pattern: "
      "[a-zA-Z_][a-zA-Z0-9_]*]");
}

TEST(Validation, TextsInAList) {
  EXPECT_EQ(
      refused("CreateHyperParameterTuningJob",
              tuning_job_with("/TrainingJobDefinition/VpcConfig",
                              {{"SecurityGroupIds", {"sg-1", "sg 2"}}, {"Subnets", {"s-1"}}})),
      "ValidationException: 1 validation error detected: Value '[sg-1, sg 2]' at "
      "'trainingJobDefinition.vpcConfig.securityGroupIds' failed to satisfy constraint: Member "
      "must satisfy constraint: [Member must have length less than or equal to 32, Member must "
      "have length greater than or equal to 0, Member must satisfy regular expression pattern: "
      "[-0-9a-zA-Z]+]");
}

TEST(Validation, PlacesInListsAreNumberedAndInMapsNamed) {
  json request = tuning_job();
  request["TrainingJobDefinitions"] = {tuning_job()["TrainingJobDefinition"],
                                       tuning_job()["TrainingJobDefinition"]};
  request["TrainingJobDefinitions"][1]["DefinitionName"] = "-";
  EXPECT_THAT(refused("CreateHyperParameterTuningJob", request),
              HasSubstr("Value '-' at 'trainingJobDefinitions.2.member.definitionName'"));
  EXPECT_THAT(refused("CreateTrialComponent",
                      {{"TrialComponentName", "t"},
                       {"InputArtifacts", {{"Data", {{"MediaType", "text"}, {"Value", "v"}}}}}}),
              HasSubstr("Value 'text' at 'inputArtifacts.Data.member.mediaType'"));
}

TEST(Validation, EveryViolationIsInTheMessageInTheOrderOfTheShape) {
  const json request = {{"TrialName", "a_b"}, {"Tags", {{{"Key", "k"}}}}};
  EXPECT_EQ(
      refused("CreateTrial", request),
      "ValidationException: 3 validation errors detected: Value 'a_b' at 'trialName' failed to "
      "satisfy constraint: Member must satisfy regular expression pattern: "
      "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}; Value null at 'experimentName' failed to satisfy "
      "constraint: Member must not be null; Value null at 'tags.1.member.value' failed to "
      "satisfy constraint: Member must not be null");
}

TEST(Validation, NullMembersAreAbsent) {
  EXPECT_EQ(refused("CreateExperiment", {{"ExperimentName", "e"}, {"Description", nullptr}}), "");
  EXPECT_THAT(refused("CreateExperiment", {{"ExperimentName", nullptr}}),
              HasSubstr("Value null at 'experimentName'"));
  EXPECT_THAT(
      refused("CreateExperiment", {{"ExperimentName", "e"}, {"Tags", {nullptr}}}),
      HasSubstr(
          "Value null at 'tags.1.member' failed to satisfy constraint: Member must not be null"));
}

TEST(Validation, UnknownMembersAreReportedAndNotRefused) {
  json request = tuning_job_with("/TrainingJobDefinition/StopingCondition", 1);
  request["Whatever"] = nullptr;
  request["TrainingJobDefinition"]["CheckpointConfig"] = {{"S3Uri", "s3://b"}, {"localPath", "x"}};
  const Findings findings = check(request, input_of("CreateHyperParameterTuningJob"));
  EXPECT_FALSE(refusal(findings));
  EXPECT_THAT(
      findings.unknown,
      ElementsAre(UnknownMember{"trainingJobDefinition.checkpointConfig.localPath", "LocalPath"},
                  UnknownMember{"trainingJobDefinition.stopingCondition", "StoppingCondition"},
                  UnknownMember{"whatever"}));
}

TEST(Validation, RelaxedIsWhatAServerOfOnesOwnTakes) {
  const auto both = [](const json& request) {
    return std::pair(refused("CreateHyperParameterTuningJob", request) == "",
                     refused("CreateHyperParameterTuningJob", request, Strictness::kRelaxed) == "");
  };
  const std::pair only_relaxed(false, true), never(false, false), always(true, true);
  const char* const kOutput = "/TrainingJobDefinition/OutputDataConfig/S3OutputPath";
  EXPECT_EQ(both(tuning_job_with(kOutput, "file:///data/out")), only_relaxed);
  EXPECT_EQ(both(tuning_job_with(kOutput, "s3://b/out")), always);
  EXPECT_EQ(both(tuning_job_with(kOutput, "ftp://b/out")), never);
  EXPECT_EQ(both(tuning_job_with(kOutput, "file://host/out")), never);
  const char* const kResources = "/TrainingJobDefinition/ResourceConfig";
  EXPECT_EQ(both(tuning_job_with(kResources, {{"InstanceType", "gpu-box"}})), only_relaxed);
  EXPECT_EQ(both(tuning_job_with(kResources, {{"InstanceType", "ml.m5.large"}})), always);
  EXPECT_EQ(both(tuning_job_with(kResources, {{"InstanceType", "../x"}})), never);
  json ranges = {{"Name", "a"}, {"Values", json::array()}};
  for (int i = 0; i < 31; ++i) ranges["Values"].push_back(std::to_string(i));
  const char* const kCategories =
      "/HyperParameterTuningJobConfig/ParameterRanges/CategoricalParameterRanges";
  EXPECT_EQ(both(tuning_job_with(kCategories, json::array({ranges}))), only_relaxed);
  EXPECT_EQ(both(tuning_job_with(
                "/HyperParameterTuningJobConfig/ResourceLimits/MaxRuntimeInSeconds", 10)),
            only_relaxed);
}

TEST(WithoutNulls, TakesThemOutOfStructuresAtAnyDepth) {
  const json value = json::parse(R"({"a": null, "b": {"c": null, "d": [{"e": null}, 1, null]}})");
  EXPECT_EQ(without_nulls(value), json::parse(R"({"b": {"d": [{}, 1, null]}})"));
  EXPECT_EQ(without_nulls(json::object()), json::object());
}

TEST(AnswerProblems, AreTypesRequiredMembersEnumsNullAndStrangers) {
  const Operation& list = *Shapes::of(Strictness::kStrict).find_operation("ListTrainingJobs");
  json summary = {{"TrainingJobName", "t"},
                  {"TrainingJobArn", "arn:aws:sagemaker:us-east-1:123456789012:training-job/t"},
                  {"CreationTime", 1.5},
                  {"TrainingJobStatus", "InProgress"}};
  const auto problems = [&] {
    return answer_problems({{"TrainingJobSummaries", {summary}}}, list.output);
  };
  EXPECT_THAT(problems(), IsEmpty());
  summary["TrainingEndTime"] = nullptr;
  EXPECT_THAT(
      problems(),
      ElementsAre(HasSubstr("Value null at 'trainingJobSummaries.1.member.trainingEndTime'")));
  summary.erase("TrainingEndTime");
  summary.erase("CreationTime");
  EXPECT_THAT(problems(),
              ElementsAre(HasSubstr("Value null at 'trainingJobSummaries.1.member.creationTime'")));
  summary["CreationTime"] = "2026-01-01";
  EXPECT_THAT(problems(),
              ElementsAre(HasSubstr("STRING_VALUE can not be converted to a Timestamp")));
  summary["CreationTime"] = 1;
  summary["TrainingJobStatus"] = "Running";
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("enum value set")));
  summary["TrainingJobStatus"] = "Failed";
  summary["Reason"] = "x";
  EXPECT_THAT(problems(),
              ElementsAre("The shape has no member 'trainingJobSummaries.1.member.reason'"));
  summary.erase("Reason");
  summary["CreationTime"] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("can not be converted to a Timestamp")));
  EXPECT_THAT(answer_problems(json::object(), nullptr), IsEmpty());
  EXPECT_THAT(answer_problems({{"a", 1}}, nullptr), ElementsAre("The answer should be empty"));
}

// JSON has no such numbers: written out they would be null.
TEST(AnswerProblems, AreNumbersThatAreNone) {
  const Operation& get = *Shapes::of(Strictness::kStrict).find_operation("BatchGetMetrics");
  const auto problems = [&](double value) {
    json result = {{"Status", "Complete"}, {"XAxisValues", {1}}, {"MetricValues", {value}}};
    return answer_problems({{"MetricQueryResults", {result}}}, get.output);
  };
  EXPECT_THAT(problems(0.5), IsEmpty());
  for (const double none :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(problems(none), ElementsAre(HasSubstr("can not be converted to a Double")));
  }
}

}  // namespace
}  // namespace tuner::aws
