// What a request must not say: what would let a client run code of its own, and what contradicts itself.
#include <gmock/gmock.h>

#include "tests/fakes/temporary_folder.h"
#include "tests/service/sagemaker_request_sample.h"

namespace tuner {
namespace {

using RequestJson = nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing_fakes::TemporaryFolder;

TEST(SagemakerRules, AWarmStartIsForBayesianAndRandom) {
  RequestJson request = worked_example();
  auto& config = request["HyperParameterTuningJobConfig"];
  config["TrainingJobEarlyStoppingType"] = "Off";
  auto& warm_start = request["WarmStartConfig"];
  warm_start = {{"ParentHyperParameterTuningJobs", {{{"HyperParameterTuningJobName", "one"}}}},
                {"WarmStartType", "IdenticalDataAndAlgorithm"}};
  config["Strategy"] = "Random";
  EXPECT_EQ(read_request(request)->spec.warm_start,
            (WarmStart{{"one"}, WarmStart::Kind::kIdentical, {}, true}));
  config["Strategy"] = "Hyperband";
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("/WarmStartConfig: a warm start needs the strategy 'Bayesian' "
                                    "or 'Random', not 'Hyperband'")));
  warm_start["WarmStartType"] = "TransferLearning";
  for (const char* strategy : {"Random", "Bayesian"}) {
    config["Strategy"] = strategy;
    EXPECT_EQ(read_request(request)->spec.warm_start,
              (WarmStart{{"one"}, WarmStart::Kind::kTransfer, {}, true}));
  }
}

TEST(SagemakerRules, AreSaidInTheWordsOfRequests) {
  RequestJson request = worked_example();
  auto& config = request["HyperParameterTuningJobConfig"];
  config["ResourceLimits"] = {{"MaxParallelTrainingJobs", 1}};
  EXPECT_THAT(request_problems(request),
              ElementsAre("/HyperParameterTuningJobConfig/ResourceLimits: "
                          "'MaxNumberOfTrainingJobs' or 'MaxRuntimeInSeconds' is needed; only the "
                          "strategy 'Grid' ends by itself"));
  request = worked_example();
  request["HyperParameterTuningJobConfig"].erase("HyperParameterTuningJobObjective");
  request["TrainingJobDefinition"]["StaticHyperParameters"].erase("_tuning_objective_metric");
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("'HyperParameterTuningJobObjective' is missing in "
                                    "'HyperParameterTuningJobConfig'")));
}

TEST(SagemakerRules, OneDefinitionHasItsObjectiveAndRangesInTheConfig) {
  RequestJson request = worked_example();
  auto& definition = request["TrainingJobDefinition"];
  definition["TuningObjective"] = {{"Type", "Maximize"}, {"MetricName", "acc"}};
  definition["HyperParameterRanges"] = RequestJson::object();
  EXPECT_THAT(
      request_problems(request),
      ElementsAre(
          "/TrainingJobDefinition/HyperParameterRanges: 'HyperParameterRanges' is for "
          "'TrainingJobDefinitions'; with one 'TrainingJobDefinition' it is 'ParameterRanges' in "
          "'HyperParameterTuningJobConfig'",
          "/TrainingJobDefinition/TuningObjective: 'TuningObjective' is for "
          "'TrainingJobDefinitions'; with one 'TrainingJobDefinition' it is "
          "'HyperParameterTuningJobObjective' in 'HyperParameterTuningJobConfig'"));
}

TEST(SagemakerRules, TheNameOfTheObjectiveIsTheServicesOwn) {
  RequestJson request = worked_example();
  auto& fixed = request["TrainingJobDefinition"]["StaticHyperParameters"];
  EXPECT_FALSE(read_request(request)->spec.static_hyperparameters.contains(
      "_tuning_objective_metric"));  // as Describe gave it
  fixed["_tuning_objective_metric"] = "loss";
  EXPECT_THAT(request_problems(request),
              ElementsAre("/TrainingJobDefinition/StaticHyperParameters/_tuning_objective_metric: "
                          "'_tuning_objective_metric' tells a training its objective, which is "
                          "'acc', not 'loss'"));
  fixed.erase("_tuning_objective_metric");
  auto& ranges = request["HyperParameterTuningJobConfig"]["ParameterRanges"];
  ranges["CategoricalParameterRanges"][0]["Name"] = "_tuning_objective_metric";
  EXPECT_THAT(
      request_problems(request),
      ElementsAre("/HyperParameterTuningJobConfig/ParameterRanges/CategoricalParameterRanges/0: "
                  "'_tuning_objective_metric' tells a training its objective and cannot be "
                  "tuned"));
}

TEST(SagemakerRules, WhatFieldsSayOfEachOtherIsChecked) {
  RequestJson request = worked_example();
  auto& definition = request["TrainingJobDefinition"];
  definition["ResourceConfig"] = RequestJson::object();
  EXPECT_THAT(request_problems(request), ElementsAre(HasSubstr("give either 'ResourceConfig' or")));
  definition.erase("ResourceConfig");
  auto& resources = definition["HyperParameterTuningResourceConfig"];
  resources = {{"InstanceType", "ml.m5.large"}, {"InstanceConfigs", RequestJson::array()}};
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("/HyperParameterTuningResourceConfig/InstanceType: does not go "
                                    "with 'InstanceConfigs'")));
  resources.erase("InstanceType");
  EXPECT_THAT(request_problems(request), ElementsAre());
  definition["EnableManagedSpotTraining"] = true;
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("'MaxWaitTimeInSeconds' is needed")));
  definition["StoppingCondition"]["MaxWaitTimeInSeconds"] = 599;
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("/MaxWaitTimeInSeconds: must be at least")));
  definition["StoppingCondition"]["MaxWaitTimeInSeconds"] = 600;
  EXPECT_THAT(request_problems(request), ElementsAre());
}

TEST(SagemakerRules, AClientSetsNoVariablesThatDecideWhatCodeRuns) {
  for (const char* name :
       {"LD_PRELOAD", "PYTHONPATH", "BASH_ENV", "PATH", "HOME", "PERL5OPT", "GIT_SSH_COMMAND"}) {
    RequestJson request = worked_example();
    request["TrainingJobDefinition"]["Environment"][name] = "x";
    EXPECT_THAT(request_problems(request),
                ElementsAre(HasSubstr("/TrainingJobDefinition/Environment/" + std::string(name) +
                                      ": '" + name + "' may change what code runs")))
        << name;
  }
  RequestJson request = worked_example();
  for (const char* name : {"PYTHONUNBUFFERED", "OMP_NUM_THREADS", "NODE_RANK", "MY_PATH", "PATHS"})
    request["TrainingJobDefinition"]["Environment"][name] = "1";
  EXPECT_THAT(request_problems(request), ElementsAre());
}

TEST(SagemakerRules, ScriptModeStaysInsideTheCodeFolder) {
  RequestJson request = worked_example();
  auto& statics = request["TrainingJobDefinition"]["StaticHyperParameters"];
  for (const char* program : {"../x.py",
                              "/bin/sh",
                              "a/../../x.py",
                              "\"../x.py\"",
                              "",
                              "-mtimeit",
                              "-c",
                              "-",
                              "\"-mtimeit\"",
                              "-x/../t.py"}) {
    statics["sagemaker_program"] = program;
    EXPECT_THAT(request_problems(request),
                ElementsAre(HasSubstr("must be a path inside the code folder")))
        << program;
  }
  statics["sagemaker_program"] = "{x}.sh";
  const auto job = read_request(request);
  ASSERT_TRUE(job) << to_string(job.error().front());
  EXPECT_THAT(job->spec.command, ElementsAre("/bin/sh", "./{{x}}.sh"));
  statics["sagemaker_program"] = "a/../train.py";
  EXPECT_THAT(read_request(request)->spec.command, ElementsAre("/usr/bin/python3", "./train.py"));
  statics.erase("sagemaker_program");
  EXPECT_THAT(request_problems(request),
              ElementsAre(HasSubstr("and the request no sagemaker_program")));
}

TEST(SagemakerRules, ScriptModeRunsFilesOfTheCodeFolderOnly) {
  const TemporaryFolder home;
  const std::filesystem::path code = home.path() / "code";
  std::filesystem::create_directories(code / "folder.py");
  home.write("outside.py", "");
  home.write("code/train.py", "");
  std::filesystem::create_symlink(home.path(), code / "up");
  std::filesystem::create_symlink("train.py", code / "link.py");
  const Catalogue here({{"img:*", {}, code}}, {{"s3://b", "/data/b"}});
  RequestJson request = worked_example();
  const auto read_program = [&](const char* program) {
    request["TrainingJobDefinition"]["StaticHyperParameters"]["sagemaker_program"] = program;
    return read_with(here, *parse_document(request.dump(), DocumentFormat::kJson, "r.json"));
  };
  for (const char* program : {"none.py", "folder.py", "up/outside.py"}) {
    const auto job = read_program(program);
    ASSERT_FALSE(job) << program;
    EXPECT_THAT(job.error().front().message,
                HasSubstr("there is no file '" + std::string(program)));
  }
  EXPECT_TRUE(read_program("train.py"));
  EXPECT_TRUE(read_program("link.py"));
}

}  // namespace
}  // namespace tuner
