// SageMaker's training contract, as a script in Python sees it from inside a run.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/backends/local_fixture.h"

namespace tuner {
namespace {

using nlohmann::json;
using testing::StartsWith;

// Prints what it finds as one JSON object.
constexpr const char* kLookAround = R"(
import json, os, sys
base = os.environ['SAGEMAKER_BASE_DIR']
config = {name: json.load(open(f'{base}/input/config/{name}.json'))
          for name in ('hyperparameters', 'inputdataconfig', 'resourceconfig')}
tree = sorted(os.path.relpath(os.path.join(folder, name), base)
              for folder, names, files in os.walk(base) for name in names + files)
print(json.dumps({'env': dict(os.environ), 'argv': sys.argv[1:], 'cwd': os.getcwd(), 'config': config, 'tree': tree,
                  'channel': os.listdir(os.environ['SM_CHANNEL_TRAIN'])}))
open(os.environ['SM_MODEL_DIR'] + '/model.bin', 'w').write('weights')
open(os.environ['TUNER_CHECKPOINT_DIR'] + '/last', 'a').write('x')
)";

constexpr const char* kMeasure = R"(
import json, os, sys
values = json.load(open(os.environ['SAGEMAKER_BASE_DIR'] + '/input/config/hyperparameters.json'))
assert values.pop('_tuning_objective_metric') == 'loss' and len(values) == 100
print(json.dumps({'variables': sorted(os.environ), 'arguments': len(sys.argv) - 1, 'in_file': sorted(set(values.values()))}))
)";

class TrainingContractTest : public LocalFixture {
 protected:
  TrainingContractTest() {
    folder.write("train.py", kLookAround);
    std::filesystem::create_directory(folder.path() / "data");
    folder.write("data/digits.csv", "1,2\n");
  }

  RunRequest python() {
    RunRequest run = request({"/usr/bin/python3", "train.py"});
    run.hyperparameters = {{"learning-rate", "0.01"},
                           {"epochs", "3"},
                           {"shuffle", "true"},
                           {"optimizer", "adam"},
                           {"quoted", "\"sgd\""},
                           {"layers", "[64, 32]"},
                           {"b", "8"},
                           {"sagemaker_job_name", "\"x\""}};
    run.channels["train"] = {folder.path() / "data", "text/csv"};
    run.gpus = 1;
    return run;
  }

  json look_around(const RunRequest& run) {
    handle = submit(run);
    const RunStatus status = ended(handle);
    if (status.end != RunEnd::kSucceeded) throw std::runtime_error(status.reason + log(handle));
    return json::parse(log(handle));
  }

  // A run that prints how much reaches it.
  json measure(RunRequest run) {
    folder.write("train.py", kMeasure);
    return look_around(run);
  }

  RunRequest hundred_of(const std::string& value) {
    RunRequest run = python();
    run.hyperparameters.clear();
    for (int i = 0; i < 100; ++i) run.hyperparameters["p" + std::to_string(i)] = value;
    return run;
  }

  static bool contains(const json& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  }

  RunHandle handle;
};

TEST_F(TrainingContractTest, AllThatSageMakerAllowsReachesTheTraining) {
  std::string text;  // 2500 characters of four bytes
  for (int i = 0; i < 2500; ++i) text += "\xf0\x9f\x8c\xb1";
  const json seen = measure(hundred_of(text));
  EXPECT_EQ(seen["in_file"], json({text}));
  EXPECT_EQ(seen["arguments"], 200);
  for (const char* repeated : {"SM_HPS", "SM_HP_P0", "SM_USER_ARGS", "SM_TRAINING_ENV"})
    EXPECT_FALSE(contains(seen["variables"], repeated)) << repeated;
}

TEST_F(TrainingContractTest, AVariableThatIsTooLongIsLeftOut) {
  const json seen = measure(hundred_of(std::string(2500, 'x')));
  EXPECT_EQ(seen["in_file"], json({std::string(2500, 'x')}));
  EXPECT_EQ(seen["arguments"], 200);
  EXPECT_TRUE(contains(seen["variables"], "SM_HP_P99"));
  EXPECT_TRUE(contains(seen["variables"], "SM_MODEL_DIR"));
  for (const char* repeated : {"SM_HPS", "SM_USER_ARGS", "SM_TRAINING_ENV"})
    EXPECT_FALSE(contains(seen["variables"], repeated)) << repeated;
}

TEST_F(TrainingContractTest, TheTreeAndItsFilesAreThere) {
  const json seen = look_around(python());
  const json expected = {"checkpoints",
                         "code",
                         "input",
                         "input/config",
                         "input/config/hyperparameters.json",
                         "input/config/inputdataconfig.json",
                         "input/config/resourceconfig.json",
                         "input/data",
                         "input/data/train",
                         "model",
                         "output",
                         "output/data",
                         "output/intermediate"};
  EXPECT_EQ(seen["tree"], expected);
  EXPECT_EQ(seen["channel"], json({"digits.csv"}));
  EXPECT_EQ(seen["cwd"], folder.path().string());
  EXPECT_EQ(seen["config"]["hyperparameters"],
            json({{"learning-rate", "0.01"},
                  {"epochs", "3"},
                  {"shuffle", "true"},
                  {"optimizer", "adam"},
                  {"quoted", "\"sgd\""},
                  {"layers", "[64, 32]"},
                  {"b", "8"},
                  {"sagemaker_job_name", "\"x\""},
                  {"_tuning_objective_metric", "loss"}}));
  EXPECT_EQ(seen["config"]["inputdataconfig"]["train"],
            json({{"TrainingInputMode", "File"},
                  {"S3DistributionType", "FullyReplicated"},
                  {"RecordWrapperType", "None"},
                  {"ContentType", "text/csv"}}));
  const json& resources = seen["config"]["resourceconfig"];
  EXPECT_EQ(resources["current_host"], "algo-1");
  EXPECT_EQ(resources["hosts"], json::array({"algo-1"}));
  EXPECT_EQ(resources["instance_groups"][0]["hosts"], json::array({"algo-1"}));
}

TEST_F(TrainingContractTest, EveryVariableIsSet) {
  const json seen = look_around(python())["env"];
  const std::string base = run_folder(handle).string() + "/ml";
  const std::map<std::string, std::string> expected{
      {"SAGEMAKER_BASE_DIR", base},
      {"SM_HOSTS", R"(["algo-1"])"},
      {"SM_CURRENT_HOST", "algo-1"},
      {"SM_NETWORK_INTERFACE_NAME", "lo"},
      {"SM_HPS",
       R"({"b":8,"epochs":3,"layers":[64,32],"learning-rate":0.01,"optimizer":"adam","quoted":"sgd","shuffle":true})"},
      {"SM_HP_LEARNING-RATE", "0.01"},
      {"SM_HP_OPTIMIZER", "adam"},
      {"SM_HP_QUOTED", "sgd"},
      {"SM_HP_SHUFFLE", "true"},
      {"SM_HP_LAYERS", "[64,32]"},
      {"SM_USER_ENTRY_POINT", "train.py"},
      {"SM_MODULE_NAME", "train"},
      {"SM_MODULE_DIR", base + "/code"},
      {"SM_CHANNELS", R"(["train"])"},
      {"SM_CHANNEL_TRAIN", base + "/input/data/train"},
      {"SM_INPUT_DIR", base + "/input"},
      {"SM_INPUT_CONFIG_DIR", base + "/input/config"},
      {"SM_MODEL_DIR", base + "/model"},
      {"SM_OUTPUT_DIR", base + "/output"},
      {"SM_OUTPUT_DATA_DIR", base + "/output/data"},
      {"SM_OUTPUT_INTERMEDIATE_DIR", base + "/output/intermediate"},
      {"SM_NUM_GPUS", "1"},
      {"SM_NUM_NEURONS", "0"},
      {"SM_LOG_LEVEL", "20"},
      {"SM_FRAMEWORK_MODULE", "train:main"},
      {"SM_FRAMEWORK_PARAMS", R"({"sagemaker_job_name":"x"})"},
      {"SM_CURRENT_INSTANCE_TYPE", "local"},
      {"SM_CURRENT_INSTANCE_GROUP", "homogeneousCluster"},
      {"SM_CURRENT_INSTANCE_GROUP_HOSTS", R"(["algo-1"])"},
      {"SM_INSTANCE_GROUPS", R"(["homogeneousCluster"])"},
      {"SM_DISTRIBUTION_INSTANCE_GROUPS", "[]"},
      {"SM_IS_HETERO", "false"},
      {"TRAINING_JOB_NAME", "job-001-0123abcd"},
      {"TRAINING_JOB_ARN",
       "arn:aws:sagemaker:us-east-1:000000000000:training-job/job-001-0123abcd"},
      {"TUNER_CHECKPOINT_DIR", base + "/checkpoints"},
      {"TUNER_RUN_NAME", "job-001-0123abcd-a1"},
      {"TUNER_RUN_FOLDER", run_folder(handle).string()},
      {"CUDA_VISIBLE_DEVICES", "0"},
      {"PYTHONUNBUFFERED", "1"}};
  for (const auto& [name, value] : expected)
    EXPECT_EQ(seen.value(name, "(not set)"), value) << name;
  EXPECT_GT(std::stoi(seen.at("SM_NUM_CPUS").get<std::string>()), 0);
  EXPECT_FALSE(seen.contains("SM_HP_SAGEMAKER_JOB_NAME"));
}

TEST_F(TrainingContractTest, StructuredVariablesAreJson) {
  const json seen = look_around(python())["env"];
  const auto parsed = [&](const char* name) {
    return json::parse(seen.at(name).get<std::string>());
  };
  EXPECT_EQ(parsed("SM_INPUT_DATA_CONFIG")["train"]["ContentType"], "text/csv");
  EXPECT_EQ(parsed("SM_RESOURCE_CONFIG")["current_host"], "algo-1");
  EXPECT_EQ(parsed("SM_INSTANCE_GROUPS_DICT")["homogeneousCluster"]["instance_type"], "local");
  const json all = parsed("SM_TRAINING_ENV");
  EXPECT_EQ(all["hyperparameters"]["epochs"], 3);
  EXPECT_EQ(all["channel_input_dirs"]["train"],
            run_folder(handle).string() + "/ml/input/data/train");
  EXPECT_EQ(all["job_name"], "job-001-0123abcd");
  EXPECT_EQ(all["model_dir"], run_folder(handle).string() + "/ml/model");
  EXPECT_EQ(all["user_entry_point"], "train.py");
}

TEST_F(TrainingContractTest, HyperparametersBecomeArgumentsAndUserArgs) {
  const json seen = look_around(python());
  const json expected = {"-b",
                         "8",
                         "--epochs",
                         "3",
                         "--layers",
                         "[64, 32]",
                         "--learning-rate",
                         "0.01",
                         "--optimizer",
                         "adam",
                         "--quoted",
                         "\"sgd\"",
                         "--shuffle",
                         "true"};
  EXPECT_EQ(seen["argv"], expected);
  EXPECT_EQ(json::parse(seen["env"]["SM_USER_ARGS"].get<std::string>()), expected);
}

TEST_F(TrainingContractTest, AChannelOfOneFileIsAFolderWithIt) {
  RunRequest run = python();
  run.channels["train"].folder = folder.path() / "data" / "digits.csv";
  folder.write("data/other.csv", "");
  EXPECT_EQ(look_around(run)["channel"], json({"digits.csv"}));
}

TEST_F(TrainingContractTest, TheArnIsThatOfTheCallThatMadeTheJob) {
  RunRequest run = python();
  run.arn_prefix = "arn:aws-cn:sagemaker:cn-north-1:123456789012";
  EXPECT_EQ(look_around(run)["env"]["TRAINING_JOB_ARN"],
            "arn:aws-cn:sagemaker:cn-north-1:123456789012:training-job/job-001-0123abcd");
}

TEST_F(TrainingContractTest, PlaceholdersReplaceTheArguments) {
  RunRequest run = python();
  run.command = {"/usr/bin/python3",
                 "train.py",
                 "{epochs}",
                 "{model_dir}",
                 "{checkpoint_dir}",
                 "{channel:train}",
                 "{trial_name}"};
  const json seen = look_around(run);
  const std::string base = run_folder(handle).string() + "/ml";
  EXPECT_EQ(seen["argv"],
            json({"3",
                  base + "/model",
                  base + "/checkpoints",
                  base + "/input/data/train",
                  "job-001-0123abcd"}));
}

TEST_F(TrainingContractTest, TheContractsVariablesWinOverTheRequestsAndThoseOverTheInherited) {
  ::setenv("SM_HP_STALE", "from a training around this one", 1);
  ::setenv("INHERITED", "yes", 1);
  backend = make_local(folder.path());
  RunRequest run = python();
  ::setenv("TO_CHANGE", "inherited", 1);
  run.environment = {{"SM_MODEL_DIR", "/elsewhere"},
                     {"TRAINING_JOB_NAME", "another"},
                     {"TO_CHANGE", "changed"},
                     {"TUNER_RUN_FOLDER", "/elsewhere"}};
  const json seen = look_around(run)["env"];
  ::unsetenv("SM_HP_STALE");
  ::unsetenv("INHERITED");
  ::unsetenv("TO_CHANGE");
  EXPECT_EQ(seen["SM_MODEL_DIR"], run_folder(handle).string() + "/ml/model");
  EXPECT_EQ(seen["TRAINING_JOB_NAME"], "job-001-0123abcd");
  EXPECT_EQ(seen["TO_CHANGE"], "changed");
  EXPECT_EQ(seen["INHERITED"], "yes");
  EXPECT_FALSE(seen.contains("SM_HP_STALE"));
  EXPECT_EQ(seen["TUNER_RUN_FOLDER"],
            run_folder(handle).string());  // how a run is recognised is not for sale
}

TEST_F(TrainingContractTest, ModelsAreKeptByAttemptAndCheckpointsByTrial) {
  RunRequest run = python();
  look_around(run);
  run.attempt = 2;
  run.run_name = run.trial_name + "-a2";
  look_around(run);
  EXPECT_EQ(read_file(run.trial_folder / "a1" / "ml" / "model" / "model.bin"), "weights");
  EXPECT_EQ(read_file(run.trial_folder / "a2" / "ml" / "model" / "model.bin"), "weights");
  EXPECT_EQ(read_file(run.trial_folder / "checkpoints" / "last"), "xx");
}

TEST_F(TrainingContractTest, ATrainingWithoutAnObjectiveIsToldOfNone) {
  RunRequest run = shell("cat $SM_INPUT_CONFIG_DIR/hyperparameters.json");
  run.objective_metric.clear();
  const RunHandle plain = submit(run);
  EXPECT_EQ(ended(plain).end, RunEnd::kSucceeded);
  EXPECT_EQ(log(plain), "{}");
}

TEST_F(TrainingContractTest, OptMlIsMountedForTheRunAloneOrTheStartFailsClearly) {
  RunRequest run = shell(
      "cat /opt/ml/input/config/hyperparameters.json; echo; echo $SM_MODEL_DIR; echo w > "
      "/opt/ml/model/w");
  run.bind_opt_ml = true;
  const RunHandle bound = submit(run);
  const RunStatus status = ended(bound);
  if (status.end == RunEnd::kStartError) {  // a machine that forbids mount namespaces
    EXPECT_THAT(status.reason, StartsWith("opt_ml: bind is not possible here: "));
    return;
  }
  EXPECT_EQ(status.end, RunEnd::kSucceeded) << log(bound);
  EXPECT_EQ(log(bound), "{\"_tuning_objective_metric\":\"loss\"}\n/opt/ml/model\n");
  EXPECT_EQ(read_file(run_folder(bound).string() + "/ml/model/w"), "w\n");
  EXPECT_FALSE(std::filesystem::exists("/opt/ml/model/w"));
}

}  // namespace
}  // namespace tuner
