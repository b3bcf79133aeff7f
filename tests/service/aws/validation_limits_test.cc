// Types, and the bounds that hold for whatever comes from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "service/aws/validation.h"
#include "tests/service/aws/sample_requests.h"

namespace tuner::aws {
namespace {

using nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ValidationLimits, AWrongTypeEndsEverything) {
  const auto with = [](const char* pointer, const json& value) {
    return refused("CreateHyperParameterTuningJob", tuning_job_with(pointer, value));
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

TEST(ValidationLimits, LongsHave64BitsAndIntegers32) {
  const auto shuffled = [](const json& seed) {
    json channel = {{"ChannelName", "train"}, {"DataSource", json::object()}};
    channel["ShuffleConfig"]["Seed"] = seed;
    return refused(
        "CreateHyperParameterTuningJob",
        tuning_job_with("/TrainingJobDefinition/InputDataConfig", json::array({channel})));
  };
  EXPECT_EQ(shuffled(std::numeric_limits<std::int64_t>::max()), "");
  EXPECT_EQ(shuffled(std::numeric_limits<std::int64_t>::min()), "");
  EXPECT_THAT(shuffled(std::uint64_t{1} << 63),
              HasSubstr("NUMBER_VALUE can not be converted to a Long"));
  EXPECT_THAT(shuffled(1e19), HasSubstr("DECIMAL_VALUE can not be converted to a Long"));
  EXPECT_EQ(refused("ListExperiments", {{"MaxResults", 50.0}}), "");
}

TEST(ValidationLimits, TimesAreNumbersThatACalendarHas) {
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

TEST(ValidationLimits, LengthsCountCharacters) {
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

TEST(ValidationLimits, WhatIsSaidOfAHostileRequestIsBounded) {
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

TEST(ValidationLimits, OneShapeIsForManyThreads) {
  const json request = tuning_job_with("/HyperParameterTuningJobName", "a_b");
  std::vector<Findings> findings(4);
  std::vector<std::thread> threads;
  for (Findings& each : findings) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        each = check(request, input_of("CreateHyperParameterTuningJob"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Findings& each : findings) {
    ASSERT_EQ(each.violations.size(), 1u);
    EXPECT_EQ(each, findings[0]);
  }
}

TEST(ValidationLimits, DepthIsBounded) {
  json expression = json::object();
  for (int i = 0; i < 2000; ++i) {
    json outer = json::object();
    outer["SubExpressions"].push_back(std::move(expression));
    expression = std::move(outer);
  }
  EXPECT_THAT(refused("Search", {{"Resource", "TrainingJob"}, {"SearchExpression", expression}}),
              StartsWith("SerializationException: The value is nested too deeply"));
}

TEST(ValidationLimits, WhatIsShownOfADeepValueIsBounded) {
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

}  // namespace
}  // namespace tuner::aws
