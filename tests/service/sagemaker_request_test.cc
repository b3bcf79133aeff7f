#include "service/sagemaker_request.h"

#include <gmock/gmock.h>

#include "tests/service/sagemaker_request_sample.h"
#include "tuner/job/spec_json.h"

namespace tuner {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SagemakerRequest, TheWorkedExampleBecomesAJob) {
  TuningJobSpec expected;
  expected.name = {"mnist-260102-0304"};
  expected.parameters = {{"lr", Continuous{0.001, 0.1, Scale::kLog}},
                         {"momentum", Continuous{0.5, 0.99, Scale::kReverseLog}},
                         {"opt", Categorical{{{"\"adam\""}, {"sgd"}}}},
                         {"units", Integer{8, 64}}};
  expected.static_hyperparameters = {{"epochs", "3"}, {"sagemaker_program", "\"train.py\""}};
  expected.objectives = {{"acc", Goal::kMaximize}};
  expected.metrics = {{"acc", "acc=([0-9.]+)"}};
  expected.command = {"/usr/bin/python3", "./train.py"};
  expected.working_folder = "/code";
  expected.environment = {{"A", "2"}, {"B", "1"}};
  expected.channels = {{"train", {"/data/b/train", "text/csv"}}};
  expected.limits = {20, 2, seconds(600), seconds(7200), std::nullopt};
  expected.early_stopping.median = true;
  expected.retries = 5;
  expected.grace = seconds(120);
  expected.seed = 9;
  const auto job = read_request(worked_example());
  ASSERT_TRUE(job) << to_string(job.error().front());
  EXPECT_EQ(to_json(job->spec).dump(1), to_json(expected).dump(1));
}

TEST(SagemakerRequest, ProblemsNameTheFieldsOfTheRequestAndTheirLines) {
  Json request = worked_example();
  auto& config = request["HyperParameterTuningJobConfig"];
  config["HyperParameterTuningJobObjective"]["MetricName"] = "accc";
  config["ParameterRanges"]["ContinuousParameterRanges"][0]["MinValue"] = "0";
  config["ParameterRanges"]["IntegerParameterRanges"][0]["MaxValue"] = "64.5";
  config["Stategy"] = "x";
  request["TrainingJobDefinition"]["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"] =
      "s3://c/../b";
  request["TrainingJobDefinition"]["StaticHyperParameters"]["lr"] = "1";
  EXPECT_THAT(
      request_problems(request),
      ::testing::UnorderedElementsAre(
          "/HyperParameterTuningJobConfig/HyperParameterTuningJobObjective/MetricName: no metric "
          "of the name 'accc' is "
          "defined; did you mean 'acc'?",
          "/HyperParameterTuningJobConfig/ParameterRanges/ContinuousParameterRanges/0/MinValue: "
          "min (0) must be greater "
          "than 0 on a log scale",
          "/HyperParameterTuningJobConfig/ParameterRanges/IntegerParameterRanges/0/MaxValue: "
          "expected a whole number as "
          "text, found the text '64.5'",
          "/HyperParameterTuningJobConfig/Stategy: unknown key 'Stategy'; did you mean 'Strategy'?",
          "/TrainingJobDefinition/InputDataConfig/0/DataSource/S3DataSource/S3Uri: no prefix of "
          "the catalogue covers "
          "'s3://c/../b'",
          "/TrainingJobDefinition/StaticHyperParameters/lr: 'lr' is both static and tuned; keep "
          "one of the two"));
  const auto job = read_request(request);
  EXPECT_THAT(job.error().front().at, HasSubstr("r.json:4: "));
}

TEST(SagemakerRequest, CompletionCriteriaAreOurs) {
  Json request = worked_example();
  auto& criteria = request["HyperParameterTuningJobConfig"]["TuningJobCompletionCriteria"];
  criteria = {{"TargetObjectiveMetricValue", 0.9},
              {"BestObjectiveNotImproving", {{"MaxNumberOfTrainingJobsNotImproving", 10}}},
              {"ConvergenceDetected", {{"CompleteOnConvergence", "Enabled"}}}};
  EXPECT_EQ(read_request(request)->spec.completion, (Completion{0.9, 10, Convergence{}}));
  criteria = {{"ConvergenceDetected", {{"CompleteOnConvergence", "Disabled"}}}};
  EXPECT_EQ(read_request(request)->spec.completion, Completion{});
  criteria = {{"BestObjectiveNotImproving", {{"MaxNumberOfTrainingJobsNotImproving", 2}}},
              {"ConvergenceDetected", {{"CompleteOnConvergence", "Maybe"}}}};
  EXPECT_EQ(request_problems(request).size(), 2u);
}

TEST(SagemakerRequest, HyperbandIsAshaAroundTheModel) {
  Json request = worked_example();
  auto& config = request["HyperParameterTuningJobConfig"];
  config["Strategy"] = "Hyperband";
  config["TrainingJobEarlyStoppingType"] = "Off";
  config["StrategyConfig"]["HyperbandStrategyConfig"] = {{"MinResource", 2}, {"MaxResource", 54}};
  const TuningJobSpec spec = read_request(request)->spec;
  EXPECT_EQ(spec.strategy, "bayesian");
  EXPECT_TRUE(spec.early_stopping.asha);
  EXPECT_EQ(spec.resource, (Resource{.min = 2, .max = 54, .counts_values = true}));

  config["TrainingJobEarlyStoppingType"] = "Auto";
  EXPECT_THAT(request_problems(request), ElementsAre(HasSubstr("must be 'Off'")));
  config["TrainingJobEarlyStoppingType"] = "Off";
  config["StrategyConfig"]["HyperbandStrategyConfig"] = {{"MaxResource", 30'000}};
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("must be from 1 to 20000, found 30000")));
  config["Strategy"] = "Random";
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("belongs to the strategy 'Hyperband'")));
}

TEST(SagemakerRequest, TheResourcesOfHyperbandAreNamedAsInTheRequest) {
  Json request = worked_example();
  auto& config = request["HyperParameterTuningJobConfig"];
  config["TrainingJobEarlyStoppingType"] = "Off";
  config["Strategy"] = "Hyperband";
  auto& resources = config["StrategyConfig"]["HyperbandStrategyConfig"];
  const std::string at =
      "/HyperParameterTuningJobConfig/StrategyConfig/HyperbandStrategyConfig/MinResource: ";
  resources = {{"MinResource", 5}, {"MaxResource", 2}};
  EXPECT_THAT(request_problems(request),
              ElementsAre(at + "MinResource (5) must not be greater than MaxResource (2)"));
  resources = {{"MinResource", 0}, {"MaxResource", 2}};
  EXPECT_THAT(request_problems(request), ElementsAre(at + "must be from 1 to 20000, found 0"));
  resources = {{"MinResource", 5}};
  EXPECT_THAT(request_problems(request),
              ElementsAre("/HyperParameterTuningJobConfig/Strategy: the static hyperparameter "
                          "'epochs' (3) stands for MaxResource and must not be less than "
                          "MinResource (5)"));
}

TEST(SagemakerRequest, HyperbandFindsTheEpochsAmongTheStaticHyperparameters) {
  Json request = worked_example();
  auto& config = request["HyperParameterTuningJobConfig"];
  config["Strategy"] = "Hyperband";
  config["TrainingJobEarlyStoppingType"] = "Off";
  auto& statics = request["TrainingJobDefinition"]["StaticHyperParameters"];
  for (const char* name : {"epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs"})
    statics.erase(name);
  EXPECT_THAT(request_problems(request), ElementsAre(HasSubstr("'Hyperband' needs MaxResource")));
  statics["n_epochs"] = "81";
  EXPECT_EQ(read_request(request)->spec.resource,
            (Resource{.min = 1, .max = 81, .counts_values = true}));
}

TEST(SagemakerRequest, HyperbandHasOneDefinition) {
  Json request = worked_example();
  auto& config = request["HyperParameterTuningJobConfig"];
  Json definition = request["TrainingJobDefinition"];
  definition["DefinitionName"] = "only";
  definition["HyperParameterRanges"] = config["ParameterRanges"];
  definition["TuningObjective"] = config["HyperParameterTuningJobObjective"];
  request.erase("TrainingJobDefinition");
  request["TrainingJobDefinitions"] = {definition};
  config.erase("ParameterRanges");
  config.erase("HyperParameterTuningJobObjective");
  config["TrainingJobEarlyStoppingType"] = "Off";
  config["Strategy"] = "Hyperband";
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("'Hyperband' is not supported with 'TrainingJobDefinitions'")));
}

TEST(SagemakerRequest, AWarmStartNamesItsParents) {
  Json request = worked_example();
  request["WarmStartConfig"] = {
      {"ParentHyperParameterTuningJobs",
       {{{"HyperParameterTuningJobName", "one"}}, {{"HyperParameterTuningJobName", "two"}}}},
      {"WarmStartType", "TransferLearning"}};
  EXPECT_EQ(read_request(request)->spec.warm_start,
            (WarmStart{{"one", "two"}, WarmStart::Kind::kTransfer, {}, true}));
  const TuningJobSpec spec = read_request(request)->spec;
  EXPECT_EQ(spec_from_json(to_json(spec))->warm_start, spec.warm_start);
  request["WarmStartConfig"].erase("WarmStartType");
  EXPECT_THAT(request_problems(request), ElementsAre(HasSubstr("'WarmStartType' is missing")));
}

TEST(SagemakerRequest, WhatIsNotDoneYetIsSaidByName) {
  Json request = worked_example();
  auto& algorithm = request["TrainingJobDefinition"]["AlgorithmSpecification"];
  algorithm["EnableSageMakerMetricsTimeSeries"] = false;
  algorithm["TrainingImageConfig"] = {{"TrainingRepositoryAccessMode", "Vpc"}};
  algorithm["ContainerEntrypoint"] = {"python3"};
  request["TrainingJobDefinition"]["InputDataConfig"][0]["DataSource"] = {
      {"FileSystemDataSource", Json::object()}};
  request["Autotune"] = {{"Mode", "Enabled"}};
  auto& config = request["HyperParameterTuningJobConfig"];
  config["ParameterRanges"]["AutoParameters"] = {{{"Name", "x"}, {"ValueHint", "1"}}};
  request["TrainingJobDefinition"]["AlgorithmSpecification"]["TrainingInputMode"] = "Pipe";
  EXPECT_THAT(
      request_problems(request),
      ::testing::UnorderedElementsAre(
          "/Autotune: 'Autotune' is not supported by this version",
          "/TrainingJobDefinition/AlgorithmSpecification/ContainerEntrypoint: "
          "'ContainerEntrypoint' is not supported by this version",
          "/TrainingJobDefinition/InputDataConfig/0/DataSource/FileSystemDataSource: "
          "'FileSystemDataSource' is not supported by this version",
          "/HyperParameterTuningJobConfig/ParameterRanges/AutoParameters: 'AutoParameters' are not "
          "supported by "
          "this version; give each parameter its range",
          "/TrainingJobDefinition/AlgorithmSpecification/TrainingInputMode: the input mode 'Pipe' "
          "is not "
          "supported by this version"));
}

// The worked example as two definitions; the second has another image, objective and range.
Json two_definitions() {
  Json request = worked_example();
  Json& config = request["HyperParameterTuningJobConfig"];
  Json first = request["TrainingJobDefinition"];
  first["DefinitionName"] = "one";
  first["TuningObjective"] = config["HyperParameterTuningJobObjective"];
  first["HyperParameterRanges"] = config["ParameterRanges"];
  Json second = first;
  second["DefinitionName"] = "two";
  second["AlgorithmSpecification"] = {
      {"TrainingImage", "tool:2"},
      {"TrainingInputMode", "File"},
      {"MetricDefinitions", {{{"Name", "f1"}, {"Regex", "f1=(.*)"}}}}};
  second["TuningObjective"]["MetricName"] = "f1";
  second["StaticHyperParameters"]["_tuning_objective_metric"] = "f1";
  second["HyperParameterRanges"] = {
      {"ContinuousParameterRanges", {{{"Name", "lr"}, {"MinValue", "1"}, {"MaxValue", "2"}}}}};
  second["StoppingCondition"]["MaxRuntimeInSeconds"] = 60;
  config.erase("HyperParameterTuningJobObjective");
  config.erase("ParameterRanges");
  config["TrainingJobEarlyStoppingType"] = "Off";
  request.erase("TrainingJobDefinition");
  request["TrainingJobDefinitions"] = {first, second};
  return request;
}

TEST(SagemakerRequest, SeveralDefinitionsAreReadEachWithItsOwn) {
  const auto job = read_request(two_definitions());
  ASSERT_TRUE(job) << to_string(job.error().front());
  const TuningJobSpec& spec = job->spec;
  ASSERT_EQ(spec.definitions.size(), 2u);
  EXPECT_EQ(spec.definitions[0].name, "one");
  EXPECT_EQ(spec.definitions[0].parameters.size(), 4u);
  EXPECT_EQ(spec.definitions[0].working_folder, "/code");
  EXPECT_EQ(spec.definitions[0].trial_time, seconds(600));
  EXPECT_EQ(spec.definitions[1].name, "two");
  EXPECT_EQ(spec.definitions[1].command, (std::vector<std::string>{"./tool", "{lr}"}));
  EXPECT_EQ(spec.definitions[1].objectives, (std::vector<Objective>{{"f1", Goal::kMaximize}}));
  EXPECT_EQ(spec.definitions[1].trial_time, seconds(60));
  EXPECT_EQ(spec.objectives, spec.definitions[0].objectives);
}

TEST(SagemakerRequest, ProblemsOfSeveralDefinitionsHaveTheirPlace) {
  Json request = two_definitions();
  request["TrainingJobDefinitions"][1]["TuningObjective"]["MetricName"] = "none";
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("/TrainingJobDefinitions/1/TuningObjective/MetricName: no "
                                    "metric of the name 'none'")));
  request = two_definitions();
  request["TrainingJobDefinitions"][1]["DefinitionName"] = "one";
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("/TrainingJobDefinitions/1/DefinitionName: there are two")));
}

TEST(SagemakerRequest, TheCombinationsOfSeveralDefinitionsAreCountedTogether) {
  Json request = two_definitions();
  for (Json& definition : request["TrainingJobDefinitions"])
    definition["HyperParameterRanges"] = {
        {"CategoricalParameterRanges", {{{"Name", "lr"}, {"Values", {"1", "2", "3"}}}}}};
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr(
                  "the ranges give only 6 combinations, fewer than MaxNumberOfTrainingJobs (20)")));
  Json& config = request["HyperParameterTuningJobConfig"];
  config["Strategy"] = "Grid";
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("the grid has 6 combinations; MaxNumberOfTrainingJobs must")));
  config["ResourceLimits"]["MaxNumberOfTrainingJobs"] = 6;
  EXPECT_THAT(request_problems(request), ElementsAre());
  request["TrainingJobDefinitions"][1]["HyperParameterRanges"] = {
      {"IntegerParameterRanges", {{{"Name", "lr"}, {"MinValue", "1"}, {"MaxValue", "3"}}}}};
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("/TrainingJobDefinitions/1/HyperParameterRanges: the strategy "
                                    "'Grid' takes categorical ranges only")));
}

TEST(SagemakerRequest, SeveralDefinitionsHaveTheObjectiveAndRangesThemselves) {
  Json request = two_definitions();
  request["HyperParameterTuningJobConfig"]["ParameterRanges"] = Json::object();
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("/ParameterRanges: with 'TrainingJobDefinitions'")));
}

TEST(SagemakerRequest, ADefinitionMayBeAloneInItsList) {
  Json request = two_definitions();
  request["TrainingJobDefinitions"].erase(1);
  const auto job = read_request(request);
  ASSERT_TRUE(job) << to_string(job.error().front());
  ASSERT_EQ(job->spec.definitions.size(), 1u);
  EXPECT_EQ(job->spec.definitions.front().name, "one");
  request["TrainingJobDefinitions"] = Json::array();
  EXPECT_THAT(request_problems(request), Contains(HasSubstr("'TrainingJobDefinitions' is empty")));
}

TEST(SagemakerRequest, TheImageDecidesCommandAndFolder) {
  Json request = worked_example();
  auto& definition = request["TrainingJobDefinition"];
  definition["AlgorithmSpecification"]["TrainingImage"] = "tool:2";
  const auto job = read_request(request);
  ASSERT_TRUE(job) << to_string(job.error().front());
  EXPECT_THAT(job->spec.command, ElementsAre("./tool", "{lr}"));
  EXPECT_EQ(job->spec.working_folder, "/tools");

  definition["AlgorithmSpecification"]["TrainingImage"] = "unknown";
  EXPECT_THAT(request_problems(request),
              ElementsAre("/TrainingJobDefinition/AlgorithmSpecification/TrainingImage: no image "
                          "of the catalogue matches "
                          "'unknown'; docs/catalogue.md says how to name one"));
}

TEST(SagemakerRequest, TheSubmitDirectoryGoesThroughThePrefixes) {
  const Catalogue bare({{"img:*"}}, {{"s3://b", "/data/b"}});
  Json request = worked_example();
  auto& statics = request["TrainingJobDefinition"]["StaticHyperParameters"];
  const auto read_from = [&](const char* folder) {
    statics["sagemaker_submit_directory"] = folder;
    const auto document = parse_document(request.dump(), DocumentFormat::kJson, "r.json");
    return read_with(bare, *document);
  };
  const auto job = read_from("\"s3://b/code\"");
  ASSERT_TRUE(job) << to_string(job.error().front());
  EXPECT_EQ(job->spec.working_folder, "/data/b/code");
  EXPECT_THAT(read_from("s3://b/source.tar.gz").error().front().message,
              HasSubstr("archives are not unpacked here"));
  EXPECT_THAT(read_from("s3://b/../x").error().front().message,
              HasSubstr("leaves the folder of its prefix"));
}

TEST(SagemakerRequest, TheNumberOfCombinationsIsChecked) {
  Json request = worked_example();
  auto& config = request["HyperParameterTuningJobConfig"];
  config["ParameterRanges"] = {
      {"CategoricalParameterRanges",
       {{{"Name", "a"}, {"Values", {"x", "y"}}}, {{"Name", "b"}, {"Values", {"x", "y", "z"}}}}}};
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr(
                  "the ranges give only 6 combinations, fewer than MaxNumberOfTrainingJobs (20)")));
  config["Strategy"] = "Grid";
  EXPECT_THAT(
      request_problems(request),
      ElementsAre(HasSubstr("the grid has 6 combinations; MaxNumberOfTrainingJobs must be")));
  config["ResourceLimits"].erase("MaxNumberOfTrainingJobs");
  EXPECT_THAT(request_problems(request), ElementsAre());
  config["ParameterRanges"]["IntegerParameterRanges"] = {
      {{"Name", "c"}, {"MinValue", "1"}, {"MaxValue", "2"}}};
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("the strategy 'Grid' takes categorical ranges only")));
}

TEST(SagemakerRequest, AnyShapeOfJsonIsAnAnswerAndNeverACrash) {
  const Json whole = worked_example().flatten();
  for (const auto& [pointer, value] : whole.items()) {
    for (const Json& wrong :
         {Json(), Json(-1), Json("?"), Json::array({1}), Json::object({{"a", 1}})}) {
      Json damaged = worked_example();
      damaged[Json::json_pointer(pointer)] = wrong;
      const auto document = parse_document(damaged.dump(), DocumentFormat::kJson, "r.json");
      ASSERT_TRUE(document);
      (void)read_with(catalogue_of_requests(), *document);
    }
  }
}

}  // namespace
}  // namespace tuner
