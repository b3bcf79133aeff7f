#include "service/aws/shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "service/aws/shapes_reader.h"

namespace tuner::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

const Shapes& strict() { return Shapes::of(Strictness::kStrict); }
const Shapes& relaxed() { return Shapes::of(Strictness::kRelaxed); }

Json read_file(const std::string& name) {
  return Json::parse(std::ifstream(TUNER_SOURCE_DIR "/service/aws/shapes/" + name));
}

const Shape& shape(const Shapes& shapes, std::string_view name) {
  const Shape* const found = shapes.find_shape("sagemaker", name);
  if (found == nullptr) throw std::invalid_argument(std::string(name));
  return *found;
}

std::optional<std::int64_t> bound(const Json& json, const char* name) {
  return json.contains(name) ? std::optional(json[name].get<std::int64_t>()) : std::nullopt;
}

// What is said of one shape, in the file and as it was read.
void expect_same(const Json& json, const Shape& read) {
  EXPECT_EQ(bound(json, "min"), read.min);
  EXPECT_EQ(bound(json, "max"), read.max);
  EXPECT_EQ(json.value("pattern", ""), read.pattern);
  EXPECT_EQ(read.expression != nullptr, json.contains("pattern"));
  EXPECT_EQ(json.value("enum", std::vector<std::string>()), read.choices);
  const Json members = json.value("members", Json::object());
  ASSERT_EQ(members.size(), read.members.size());
  std::size_t i = 0, required = 0;
  for (const auto& [name, member] : members.items()) {
    EXPECT_EQ(read.members[i].name, name);
    EXPECT_EQ(read.members[i].shape->name, member["shape"]);
    if (read.members[i++].required) ++required;
  }
  EXPECT_EQ(required, json.value("required", Json::array()).size());
  const auto expect_name = [&](const char* which, const Shape* referred) {
    if (!json.contains(which)) return;
    EXPECT_EQ(referred->name, json[which]["shape"]);
  };
  expect_name("member", read.element);
  expect_name("value", read.element);
  expect_name("key", read.key);
}

TEST(Shapes, AreThoseOfTheFiles) {
  std::size_t shapes = 0;
  for (const char* const file : {"sagemaker.json", "additions.json"}) {
    const Json services = read_file(file);
    for (const auto& [service, section] : services.items()) {
      if (service == "source") continue;
      for (const auto& [name, json] : section["shapes"].items()) {
        SCOPED_TRACE(service + "." + name);
        const Shape* const read = strict().find_shape(service, name);
        ASSERT_NE(read, nullptr);
        expect_same(json, *read);
        ++shapes;
      }
    }
  }
  EXPECT_GT(shapes, 450u);
}

TEST(Shapes, HaveEveryOperationOfTheReference) {
  const std::vector<std::string> sagemaker = {
      "CreateHyperParameterTuningJob",
      "DescribeHyperParameterTuningJob",
      "ListHyperParameterTuningJobs",
      "StopHyperParameterTuningJob",
      "DeleteHyperParameterTuningJob",
      "ListTrainingJobsForHyperParameterTuningJob",
      "CreateTrainingJob",
      "DescribeTrainingJob",
      "ListTrainingJobs",
      "StopTrainingJob",
      "DeleteTrainingJob",
      "UpdateTrainingJob",
      "CreateExperiment",
      "DescribeExperiment",
      "UpdateExperiment",
      "ListExperiments",
      "DeleteExperiment",
      "CreateTrial",
      "DescribeTrial",
      "UpdateTrial",
      "ListTrials",
      "DeleteTrial",
      "CreateTrialComponent",
      "DescribeTrialComponent",
      "UpdateTrialComponent",
      "ListTrialComponents",
      "DeleteTrialComponent",
      "AssociateTrialComponent",
      "DisassociateTrialComponent",
      "Search",
      "GetSearchSuggestions",
      "AddTags",
      "DeleteTags",
      "ListTags",
      "ListAssociations",
  };
  for (const std::string& name : sagemaker) {
    const Operation* const operation = strict().find_target("SageMaker." + name);
    ASSERT_NE(operation, nullptr) << name;
    EXPECT_EQ(operation->name, name);
    EXPECT_EQ(operation->signing_name, "sagemaker");
    EXPECT_NE(relaxed().find_operation(name), nullptr) << name;
  }
  for (const std::string name : {"DescribeLogStreams", "GetLogEvents"}) {
    const Operation* const operation = strict().find_target("Logs_20140328." + name);
    ASSERT_NE(operation, nullptr) << name;
    EXPECT_EQ(operation->signing_name, "logs");
  }
}

TEST(Shapes, MetricsAreFoundByMethodAndPath) {
  const Operation* const put = strict().find_route("PUT", "/BatchPutMetrics");
  ASSERT_NE(put, nullptr);
  EXPECT_EQ(put->name, "BatchPutMetrics");
  EXPECT_EQ(put->target, "");
  EXPECT_NE(strict().find_route("POST", "/BatchGetMetrics"), nullptr);
  EXPECT_EQ(strict().find_route("POST", "/BatchPutMetrics"), nullptr);
  EXPECT_EQ(strict().find_route("POST", "/"), nullptr);
  EXPECT_EQ(strict().find_target(""), nullptr);
  EXPECT_EQ(strict().find_target("SageMaker.BatchPutMetrics"), nullptr);
}

TEST(Shapes, AnOperationHasItsFacts) {
  const Operation& list = *strict().find_operation("ListTags");
  ASSERT_TRUE(list.paginator);
  EXPECT_EQ(list.paginator->result_key, "Tags");
  EXPECT_EQ(list.paginator->input_token, "NextToken");
  EXPECT_EQ(list.paginator->limit_key, "MaxResults");
  EXPECT_EQ(list.input->name, "ListTagsInput");
  const Operation& stop = *strict().find_operation("StopTrainingJob");
  EXPECT_EQ(stop.output, nullptr);
  EXPECT_FALSE(stop.paginator);
  EXPECT_THAT(stop.errors, ElementsAre("ResourceNotFound"));
}

// Between the table's heading and the next one.
std::string documented_relaxations() {
  std::ifstream file(TUNER_SOURCE_DIR "/docs/sagemaker.md");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  text = text.substr(text.find("With `--strict-limits`"));
  return text.substr(0, text.find("\n## "));
}

TEST(Shapes, EveryRelaxationIsDocumented) {
  const std::string table = documented_relaxations();
  const Json relaxations = read_file("relaxed.json")["sagemaker"];
  for (const auto& [name, relaxation] : relaxations.items()) {
    EXPECT_THAT(table, HasSubstr("`" + name + "`"));
  }
}

TEST(Shapes, EveryRelaxationHoldsInRelaxedModeOnly) {
  std::size_t relaxations = 0;
  const Json relaxed_json = read_file("relaxed.json");
  for (const auto& [service, shapes] : relaxed_json.items()) {
    for (const auto& [name, relaxation] : shapes.items()) {
      SCOPED_TRACE(name);
      Json json = read_file("sagemaker.json")[service]["shapes"][name];
      expect_same(json, *strict().find_shape(service, name));
      json.merge_patch(relaxation["instead"]);
      expect_same(json, *relaxed().find_shape(service, name));
      EXPECT_GT(relaxation["reason"].get<std::string>().size(), 20u);
      ++relaxations;
    }
  }
  EXPECT_EQ(relaxations, 18u);
  EXPECT_EQ(shape(relaxed(), "TrainingInstanceType").choices.size(), 0u);
  EXPECT_EQ(shape(relaxed(), "TagList").max, 50);
}

std::string file_of(const std::string& shapes) {
  return R"({"s": {"metadata": {"endpointPrefix": "s"}, "operations": {}, "shapes": {)" + shapes +
         "}}}";
}

std::string problem_of(const std::string& file, const std::string& relaxations = {}) {
  const auto shapes = read_shapes({file}, relaxations);
  return shapes ? "" : shapes.error().message;
}

TEST(Shapes, ABrokenFileIsRefused) {
  EXPECT_EQ(problem_of(file_of(R"("A": {"type": "string"})")), "");
  EXPECT_THAT(problem_of("{"), HasSubstr("parse error"));
  EXPECT_THAT(problem_of(R"({"s": {}})"), HasSubstr("shapes"));
  EXPECT_THAT(problem_of(file_of(R"("A": {"type": "blob"})")), HasSubstr("unknown type 'blob'"));
  EXPECT_THAT(problem_of(file_of(R"("A": {"type": "list", "member": {"shape": "B"}})")),
              HasSubstr("no shape \"B\""));
  EXPECT_THAT(problem_of(file_of(R"("A": {"type": "string", "pattern": "("})")),
              HasSubstr("missing closing parenthesis"));
  EXPECT_THAT(problem_of(file_of(R"("A": {"type": "long", "enum": ["1"]})")),
              HasSubstr("only texts"));
}

TEST(Shapes, ARelaxationOfNothingIsRefused) {
  const std::string file = file_of(R"("A": {"type": "string", "max": 3})");
  const auto relaxation =
      [](const std::string& name, const std::string& max, const std::string& reason) {
        return R"({"s": {")" + name + R"(": {"instead": {"max": )" + max + R"(}, "reason": ")" +
               reason + "\"}}}";
      };
  EXPECT_EQ(problem_of(file, relaxation("A", "null", "why")), "");
  EXPECT_THAT(problem_of(file, relaxation("A", "3", "why")), HasSubstr("changes nothing"));
  EXPECT_THAT(problem_of(file, relaxation("B", "null", "why")), HasSubstr("key 'B' not found"));
  EXPECT_THAT(problem_of(file, relaxation("A", "null", "")), HasSubstr("has a reason"));
}

}  // namespace
}  // namespace tuner::aws
