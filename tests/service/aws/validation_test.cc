#include "service/aws/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace tuner::aws {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const Shape& input_of(std::string_view operation, Strictness strictness = Strictness::kStrict) {
  return *Shapes::of(strictness).find_operation(operation)->input;
}

// "Code: message"; empty where the request may go on.
std::string refused(std::string_view operation,
                    const json& request,
                    Strictness strictness = Strictness::kStrict) {
  const auto fault = refusal(check(request, input_of(operation, strictness)));
  return fault ? fault->code + ": " + fault->message : "";
}

const json kTuningJob = json::parse(R"({
  "HyperParameterTuningJobName": "mnist",
  "HyperParameterTuningJobConfig": {
    "Strategy": "Bayesian",
    "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
    "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 2}},
  "TrainingJobDefinition": {
    "AlgorithmSpecification": {"TrainingImage": "img:1", "TrainingInputMode": "File"},
    "RoleArn": "arn:aws:iam::123456789012:role/r",
    "OutputDataConfig": {"S3OutputPath": "s3://b/out"},
    "StoppingCondition": {"MaxRuntimeInSeconds": 86400}}})");

json tuning_job(const char* pointer, const json& value) {
  json request = kTuningJob;
  request[json::json_pointer(pointer)] = value;
  return request;
}

TEST(Validation, AGoodRequestHasNoFindings) {
  EXPECT_EQ(check(kTuningJob, input_of("CreateHyperParameterTuningJob")), Findings{});
}

// The texts of the real service.
TEST(Validation, AMissingMember) {
  EXPECT_EQ(
      refused("CreateExperiment", json::object()),
      "ValidationException: 1 validation error detected: Value null at 'experimentName' failed to "
      "satisfy constraint: Member must not be null");
}

TEST(Validation, AnEnum) {
  EXPECT_EQ(refused("CreateHyperParameterTuningJob",
                    tuning_job("/HyperParameterTuningJobConfig/Strategy", "Best")),
            "ValidationException: 1 validation error detected: Value 'Best' at "
            "'hyperParameterTuningJobConfig.strategy' failed to satisfy constraint: Member must "
            "satisfy enum value set: [Bayesian, Random, Hyperband, Grid]");
}

TEST(Validation, ALengthAndAPatternOfOneValue) {
  EXPECT_EQ(refused("CreateHyperParameterTuningJob",
                    tuning_job("/TrainingJobDefinition/RoleArn", "nobody")),
            "ValidationException: 2 validation errors detected: Value 'nobody' at "
            "'trainingJobDefinition.roleArn' failed to satisfy constraint: Member must have length "
            "greater than or equal to 20; Value 'nobody' at 'trainingJobDefinition.roleArn' failed "
            "to satisfy constraint: Member must satisfy regular expression pattern: "
            R"(arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)");
}

TEST(Validation, ALengthAtMost) {
  EXPECT_THAT(
      refused("CreateHyperParameterTuningJob",
              tuning_job("/HyperParameterTuningJobName", std::string(33, 'a'))),
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
                    tuning_job("/TrainingJobDefinition/StaticHyperParameters",
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
              tuning_job("/TrainingJobDefinition/Environment", {{"A B", "1"}})),
      "ValidationException: 1 validation error detected: Value '{A B=1}' at "
      "'trainingJobDefinition.environment' failed to satisfy constraint: Map keys must satisfy "
      "constraint: [Member must have length less than or equal to 512, Member must have length "
      "greater than or equal to 0, Member must satisfy regular expression pattern: "
      "[a-zA-Z_][a-zA-Z0-9_]*]");
}

TEST(Validation, TextsInAList) {
  EXPECT_EQ(
      refused("CreateHyperParameterTuningJob",
              tuning_job("/TrainingJobDefinition/VpcConfig",
                         {{"SecurityGroupIds", {"sg-1", "sg 2"}}, {"Subnets", {"s-1"}}})),
      "ValidationException: 1 validation error detected: Value '[sg-1, sg 2]' at "
      "'trainingJobDefinition.vpcConfig.securityGroupIds' failed to satisfy constraint: Member "
      "must satisfy constraint: [Member must have length less than or equal to 32, Member must "
      "have length greater than or equal to 0, Member must satisfy regular expression pattern: "
      "[-0-9a-zA-Z]+]");
}

TEST(Validation, PlacesInListsAreNumberedAndInMapsNamed) {
  json request = kTuningJob;
  request["TrainingJobDefinitions"] = {kTuningJob["TrainingJobDefinition"],
                                       kTuningJob["TrainingJobDefinition"]};
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

TEST(Validation, AWrongTypeEndsEverything) {
  const auto with = [](const char* pointer, const json& value) {
    return refused("CreateHyperParameterTuningJob", tuning_job(pointer, value));
  };
  const char* const kJobs = "/HyperParameterTuningJobConfig/ResourceLimits/MaxNumberOfTrainingJobs";
  const std::string at_jobs =
      " at 'hyperParameterTuningJobConfig.resourceLimits.maxNumberOfTrainingJobs'";
  const std::string code = "SerializationException: ";
  EXPECT_EQ(with(kJobs, "20"), code + "STRING_VALUE can not be converted to an Integer" + at_jobs);
  EXPECT_EQ(with(kJobs, 1.5), code + "DECIMAL_VALUE can not be converted to an Integer" + at_jobs);
  EXPECT_EQ(with(kJobs, 1e10), code + "DECIMAL_VALUE can not be converted to an Integer" + at_jobs);
  EXPECT_EQ(with(kJobs, 2147483648),
            code + "NUMBER_VALUE can not be converted to an Integer" + at_jobs);
  EXPECT_EQ(with(kJobs, true), code + "TRUE_VALUE can not be converted to an Integer" + at_jobs);
  EXPECT_EQ(with(kJobs, json::array()), code + "Start of list found where not expected" + at_jobs);
  EXPECT_EQ(with(kJobs, json::object()),
            code + "Start of structure or map found where not expected" + at_jobs);
  EXPECT_EQ(with("/Tags", json::object()), code + "Expected list or null at 'tags'");
  EXPECT_EQ(with("/Tags", {1}), code + "Expected structure or null at 'tags.1.member'");
  EXPECT_EQ(with("/TrainingJobDefinition/Environment", "A=1"),
            code + "Expected map or null at 'trainingJobDefinition.environment'");
  EXPECT_EQ(with("/TrainingJobDefinition/Environment", {{"A", 1}}),
            code +
                "NUMBER_VALUE can not be converted to a String at "
                "'trainingJobDefinition.environment.A.member'");
  EXPECT_EQ(refused("ListTags", "x"), code + "Expected structure or null");
  EXPECT_EQ(with(kJobs, 20.0), "");
  EXPECT_EQ(refused("CreateTrial", {{"TrialName", "a_b"}, {"ExperimentName", 1}}),
            code + "NUMBER_VALUE can not be converted to a String at 'experimentName'");
}

TEST(Validation, LongsHave64BitsAndIntegers32) {
  const auto shuffled = [](const json& seed) {
    json channel = {{"ChannelName", "train"}, {"DataSource", json::object()}};
    channel["ShuffleConfig"]["Seed"] = seed;
    return refused("CreateHyperParameterTuningJob",
                   tuning_job("/TrainingJobDefinition/InputDataConfig", json::array({channel})));
  };
  EXPECT_EQ(shuffled(std::numeric_limits<std::int64_t>::max()), "");
  EXPECT_EQ(shuffled(std::numeric_limits<std::int64_t>::min()), "");
  EXPECT_THAT(shuffled(std::uint64_t{1} << 63),
              HasSubstr("NUMBER_VALUE can not be converted to a Long"));
  EXPECT_THAT(shuffled(1e19), HasSubstr("DECIMAL_VALUE can not be converted to a Long"));
  EXPECT_EQ(refused("ListExperiments", {{"MaxResults", 50.0}}), "");
}

TEST(Validation, TimesAreNumbersThatACalendarHas) {
  const auto after = [](const json& time) {
    return refused("ListExperiments", {{"CreatedAfter", time}});
  };
  EXPECT_EQ(after(1767323040.123), "");
  EXPECT_EQ(after(0), "");
  EXPECT_EQ(after(-62135596800), "");
  EXPECT_EQ(
      after("2026-01-02T03:04:05Z"),
      "SerializationException: STRING_VALUE can not be converted to a Timestamp at 'createdAfter'");
  EXPECT_THAT(after(1e300), StartsWith("SerializationException"));
  EXPECT_THAT(after(1767323040123), StartsWith("SerializationException"));  // milliseconds
}

TEST(Validation, LengthsCountCharacters) {
  const auto tagged = [](const std::string& value) {
    return refused("AddTags",
                   {{"ResourceArn", "arn:aws:sagemaker:us-east-1:123456789012:experiment/e"},
                    {"Tags", {{{"Key", "k"}, {"Value", value}}}}});
  };
  std::string letters;
  for (int i = 0; i < 256; ++i) letters += "𝔘";  // four bytes, two units of UTF-16, one character
  EXPECT_EQ(tagged(letters), "");
  EXPECT_THAT(tagged(letters + "a"), HasSubstr("length less than or equal to 256"));
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
  json request = tuning_job("/TrainingJobDefinition/StopingCondition", 1);
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

TEST(Validation, WhatIsSaidOfAHostileRequestIsBounded) {
  json request = {{"ExperimentName", std::string(1 << 20, '!')}};
  for (int i = 0; i < 500; ++i) {
    request["Tags"].push_back({{"Key", std::string(2000, '!')}, {"Value", "v"}});
    request["M" + std::to_string(i) + std::string(5000, 'm')] = i;
  }
  const Findings findings = check(request, input_of("CreateExperiment"));
  EXPECT_EQ(findings.violation_count, 2u + 1 + 2 * 500);
  EXPECT_EQ(findings.violations.size(), 100u);
  EXPECT_EQ(findings.unknown.size(), 20u);
  const std::string message = refusal(findings)->message;
  EXPECT_THAT(message, StartsWith("1003 validation errors detected: Value '!!!"));
  EXPECT_THAT(message, EndsWith("; …"));
  EXPECT_LT(message.size(), 150'000u);
}

TEST(Validation, DepthIsBounded) {
  json expression = json::object();
  for (int i = 0; i < 2000; ++i) {
    json outer = json::object();
    outer["SubExpressions"].push_back(std::move(expression));
    expression = std::move(outer);
  }
  EXPECT_THAT(refused("Search", {{"Resource", "TrainingJob"}, {"SearchExpression", expression}}),
              StartsWith("SerializationException: The value is nested too deeply"));
}

TEST(Validation, WhatIsShownOfADeepValueIsBounded) {
  json deep = json::object();
  for (int i = 0; i < 200'000; ++i) {
    json outer = json::object();
    outer["Filters"] = std::move(deep);
    deep = std::move(outer);
  }
  json expression;
  for (int i = 0; i < 21; ++i) expression["Filters"].push_back(nullptr);
  expression["Filters"][0] = std::move(deep);
  json request = {{"Resource", "TrainingJob"}};
  request["SearchExpression"] = std::move(expression);
  const Findings findings = check(request, input_of("Search"));
  ASSERT_FALSE(findings.violations.empty());
  EXPECT_THAT(findings.violations[0].value, StartsWith("'[{Filters={Filters={Filters="));
  EXPECT_LT(findings.violations[0].value.size(), 1100u);
}

TEST(Validation, RelaxedIsWhatAServerOfOnesOwnTakes) {
  const auto both = [](const json& request) {
    return std::pair(refused("CreateHyperParameterTuningJob", request) == "",
                     refused("CreateHyperParameterTuningJob", request, Strictness::kRelaxed) == "");
  };
  const std::pair only_relaxed(false, true), never(false, false), always(true, true);
  const char* const kOutput = "/TrainingJobDefinition/OutputDataConfig/S3OutputPath";
  EXPECT_EQ(both(tuning_job(kOutput, "file:///data/out")), only_relaxed);
  EXPECT_EQ(both(tuning_job(kOutput, "s3://b/out")), always);
  EXPECT_EQ(both(tuning_job(kOutput, "ftp://b/out")), never);
  EXPECT_EQ(both(tuning_job(kOutput, "file://host/out")), never);
  const char* const kResources = "/TrainingJobDefinition/ResourceConfig";
  EXPECT_EQ(both(tuning_job(kResources, {{"InstanceType", "gpu-box"}})), only_relaxed);
  EXPECT_EQ(both(tuning_job(kResources, {{"InstanceType", "ml.m5.large"}})), always);
  EXPECT_EQ(both(tuning_job(kResources, {{"InstanceType", "../x"}})), never);
  json ranges = {{"Name", "a"}, {"Values", json::array()}};
  for (int i = 0; i < 31; ++i) ranges["Values"].push_back(std::to_string(i));
  const char* const kCategories =
      "/HyperParameterTuningJobConfig/ParameterRanges/CategoricalParameterRanges";
  EXPECT_EQ(both(tuning_job(kCategories, json::array({ranges}))), only_relaxed);
  EXPECT_EQ(
      both(tuning_job("/HyperParameterTuningJobConfig/ResourceLimits/MaxRuntimeInSeconds", 10)),
      only_relaxed);
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
  EXPECT_THAT(answer_problems(json::object(), nullptr), IsEmpty());
  EXPECT_THAT(answer_problems({{"a", 1}}, nullptr), ElementsAre("The answer should be empty"));
}

}  // namespace
}  // namespace tuner::aws
