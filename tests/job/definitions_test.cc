#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <tuple>

#include "tests/job/job_file_samples.h"
#include "tests/job/places.h"
#include "tuner/job/extension.h"
#include "tuner/job/spec_json.h"

namespace tuner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string two_definitions(const std::string& of_linear = "", const std::string& of_job = "") {
  return "name: digits\n"
         "metrics: {loss: 'loss=(.*)'}\n"
         "objective: {metric: loss, goal: minimize}\n"
         "environment: {OMP_NUM_THREADS: 1}\n"
         "limits: {trials: 12, trial_time: 1h}\n"
         "definitions:\n"
         "  - name: linear\n"
         "    command: [./linear, '{c}']\n"
         "    parameters: {c: {type: continuous, min: 0.01, max: 100}}\n" +
         of_linear +
         "  - name: forest\n"
         "    folder: code\n"
         "    command: [./forest]\n"
         "    static: {trees: 10}\n"
         "    trial_time: 5m\n"
         "    metrics: {oob: 'oob (.*)'}\n"
         "    objective: {metric: oob, goal: minimize}\n"
         "    parameters: {depth: {type: integer, min: 1, max: 20}}\n" +
         of_job;
}

TEST(Definitions, EachHasItsOwnAndTheRestFromTheJob) {
  const TuningJobSpec spec = spec_in(two_definitions());
  ASSERT_EQ(spec.definitions.size(), 2u);
  const auto& [linear, forest] = std::tie(spec.definitions[0], spec.definitions[1]);
  EXPECT_EQ(linear.objectives, (std::vector<Objective>{{"loss", Goal::kMinimize}}));
  EXPECT_EQ(linear.working_folder, "/jobs/one");
  EXPECT_EQ(linear.environment.at("OMP_NUM_THREADS"), "1");
  EXPECT_EQ(linear.parameters.front().name, "c");
  EXPECT_EQ(forest.objectives, (std::vector<Objective>{{"oob", Goal::kMinimize}}));
  EXPECT_EQ(forest.working_folder, "/jobs/one/code");
  EXPECT_EQ(forest.environment.at("OMP_NUM_THREADS"), "1");
  EXPECT_EQ(forest.static_hyperparameters.at("trees"), "10");
  EXPECT_TRUE(linear.static_hyperparameters.empty());
}

TEST(Definitions, TheJobItselfKeepsItsAimsOnly) {
  const TuningJobSpec spec = spec_in(two_definitions());
  EXPECT_EQ(spec.objectives, spec.definitions[0].objectives);
  EXPECT_TRUE(spec.parameters.empty() && spec.command.empty() && spec.metrics.empty());
  EXPECT_EQ(spec.all_definitions().size(), 2u);
  EXPECT_EQ(spec.definition_name({.configuration = {}, .definition = 1}), "forest");
  EXPECT_EQ(&spec.definition_of({.configuration = {}, .definition = 1}), &spec.definitions[1]);
  EXPECT_EQ(&spec.definition_of({.configuration = {}, .definition = 2}), &spec);
}

TEST(Definitions, ARunIsThatOfItsDefinition) {
  const TuningJobSpec spec = spec_in(two_definitions());
  const Suggestion deep{.configuration = {{"depth", std::int64_t{7}}}, .definition = 1};
  const RunRequest request =
      make_run_request(spec, JobIdentity{1}, TrialId{3}, 1, deep, "/home/jobs");
  EXPECT_THAT(request.command, ElementsAre("./forest"));
  EXPECT_EQ(request.working_folder, "/jobs/one/code");
  EXPECT_EQ(request.objective_metric, "oob");
  EXPECT_EQ(request.hyperparameters.at("trees"), "10");
  EXPECT_EQ(request.time_limit, std::chrono::minutes(5));
  const RunRequest other = make_run_request(
      spec, JobIdentity{1}, TrialId{4}, 1, {.configuration = {{"c", 0.5}}}, "/home/jobs");
  EXPECT_EQ(other.objective_metric, "loss");
  EXPECT_EQ(other.time_limit, std::chrono::hours(1));
}

TEST(Definitions, AreStoredAndReadBack) {
  const TuningJobSpec spec = spec_in(two_definitions());
  const auto read = spec_from_json(to_json(spec));
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(*read, spec);
}

TEST(Definitions, ProblemsAreInTheDefinitionWithTheirPlace) {
  EXPECT_THAT(problems_in(two_definitions("    static: {c: 1}\n")),
              ElementsAre(HasSubstr("job.yaml:10: /definitions/0/static/c: 'c' is both static")));
  EXPECT_THAT(
      problems_in(two_definitions("    objective: {metric: loss, goal: maximize}\n")),
      ElementsAre(HasSubstr("/definitions/1/objective: the goals of all definitions must")));
  EXPECT_THAT(
      problems_in(two_definitions("    objective: {metric: los, goal: minimize}\n")),
      ElementsAre(HasSubstr("job.yaml:10: /definitions/0/objective/metric: no metric of the "
                            "name 'los'")));
}

TEST(Definitions, WhatCannotBeReadHasNoConsequences) {
  EXPECT_THAT(problems_in(two_definitions("    metrics: [a]\n")),
              ElementsAre(HasSubstr("job.yaml:10: /definitions/0/metrics: expected a mapping")));
}

TEST(Definitions, WhatTheyHaveFromTheJobIsSaidOnce) {
  std::string file = two_definitions();
  file.replace(file.find("OMP_NUM_THREADS"), 15, "'A=B'");
  EXPECT_THAT(problems_in(file), ElementsAre(HasSubstr("job.yaml:4: /environment: 'A=B' cannot")));
}

TEST(Definitions, NamesAreLegalAndDifferent) {
  std::string file = two_definitions();
  file.replace(file.find("name: forest"), 12, "name: linear");
  EXPECT_THAT(problems_in(file),
              ElementsAre(HasSubstr("/definitions/1/name: there are two definitions of the name")));
  file.replace(file.rfind("name: linear"), 12, "name: -a");
  EXPECT_THAT(problems_in(file), ElementsAre(HasSubstr("must be 1 to 64 letters")));
}

TEST(Definitions, WhatOnlyOneTrainingCanHaveIsRefused) {
  EXPECT_THAT(
      problems_in(two_definitions("", "early_stopping: median\n")),
      ElementsAre(HasSubstr("/early_stopping: early stopping is not supported in a job with "
                            "several definitions")));
  EXPECT_THAT(problems_in(two_definitions("", "warm_start: {jobs: [a], kind: identical}\n")),
              ElementsAre(HasSubstr("/warm_start: a warm start is not supported")));
  EXPECT_THAT(problems_in(two_definitions("", "completion: {converged: true}\n")),
              ElementsAre(HasSubstr("/completion/converged: an end by convergence is not")));
}

TEST(Definitions, AreOneToTenAndEachHasACommand) {
  EXPECT_THAT(problems_in(small_file() + "definitions: [{name: a}]\n"), IsEmpty());
  std::string many = "{name: a0}";
  for (int i = 1; i <= 10; ++i) many += ", {name: a" + std::to_string(i) + "}";
  EXPECT_THAT(problems_in(small_file() + "definitions: [" + many + "]\n"),
              ElementsAre(HasSubstr("/definitions: a job has at most 10 definitions")));
  EXPECT_THAT(problems_in(small_file() + "definitions: []\n"),
              ElementsAre(HasSubstr("a job with 'definitions' has one at least")));
  std::string file = two_definitions();
  file.erase(file.find("    command: [./forest]\n"), 24);
  EXPECT_THAT(problems_in(file), ElementsAre(HasSubstr("/definitions/1: 'command' is missing")));
}

TEST(Definitions, KeepByAnExtensionWhatTheyMean) {
  const TuningJobSpec before = spec_in(two_definitions());
  TuningJobSpec after = before;
  EXPECT_THAT(extension_problems(before, after), IsEmpty());
  after.definitions[1].static_hyperparameters["trees"] = "20";
  const auto problems = extension_problems(before, after);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.front().at, "/definitions/1/hyperparameters");
  after.definitions.pop_back();
  const auto of_all = extension_problems(before, after);
  ASSERT_EQ(of_all.size(), 1u);
  EXPECT_EQ(of_all.front().at, "/definitions");
}

}  // namespace
}  // namespace tuner
