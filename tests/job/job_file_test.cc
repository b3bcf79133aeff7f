#include "tuner/job/job_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/job/job_file_samples.h"
#include "tuner/job/environment_problems.h"
#include "tuner/job/spec_json.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = Category::Kind;

constexpr const char* kWholeFile = R"yaml(name: digits-mlp
command: [/usr/bin/python3, train.py, 7]
objective: {metric: "validation:accuracy", goal: maximize}
constraints:
  - {metric: speed, min: 2.5}
  - {metric: loss, min: -1, max: 1e2}
metrics:
  "validation:accuracy": 'val_acc=([0-9.]+)'
  loss: {regex: "loss=(\\S+)"}
  speed: {format: json}
parameters:
  learning-rate: {type: continuous, min: 1e-4, max: 0.3, scale: log}
  dropout:       {type: continuous, min: 0.0, max: 0.9, scale: linear, step: 0.1}
  decay:         {type: continuous, min: 0.5, max: 0.999, scale: reverse_log}
  hidden-units:  {type: integer, min: 8, max: 256, step: 8}
  momentum:      {type: continuous, min: 0, max: 0.99, when: {solver: sgd, hidden-units: [8, 16]}}
  solver:        {type: categorical, values: [adam, sgd, 1e-3, true, "2"]}
static: {epochs: 30, verbose: true, rate: 1e-3}
channels:
  train: data
  test: {folder: ../test/, content_type: text/csv}
environment: {OMP_NUM_THREADS: 1}
limits: {trials: 40, parallel: 2, trial_time: 10m, time: 1h30m, training_time: 3h, cost: 12.5, price_per_hour: 3, failures: 5}
completion: {target: 0.995, not_improving: 12, converged: 1e-3}
strategy: random
early_stopping: {median: true, percentile: 25, threshold: 0.3, patience: 7, min_change: 1e-3, after: 2, completed: 9}
resource: {parameter: steps, min: 2, max: 54, reduction: 4, promotion: false, brackets: 1}
backend: local
retries: 1
grace: 250ms
gpus_per_trial: 1
opt_ml: bind
log_limit: 100MB
seed: 18446744073709551615
)yaml";

TuningJobSpec whole_spec() {
  TuningJobSpec spec;
  spec.name = {"digits-mlp"};
  spec.command = {"/usr/bin/python3", "train.py", "7"};
  spec.objectives = {{"validation:accuracy", Goal::kMaximize}};
  spec.constraints = {{"speed", 2.5, {}}, {"loss", -1.0, 100.0}};
  spec.metrics = {
      {"validation:accuracy", "val_acc=([0-9.]+)"}, {"loss", "loss=(\\S+)"}, {"speed", ""}};
  const Category sgd{"sgd"};
  spec.parameters = {{"decay", Continuous{0.5, 0.999, Scale::kReverseLog}},
                     {"dropout", Continuous{0.0, 0.9, Scale::kLinear, 0.1}},
                     {"hidden-units", Integer{8, 256, Scale::kAuto, 8}},
                     {"learning-rate", Continuous{1e-4, 0.3, Scale::kLog}},
                     {"momentum",
                      Continuous{0.0, 0.99},
                      {{"hidden-units", {std::int64_t{8}, std::int64_t{16}}}, {"solver", {sgd}}}},
                     {"solver",
                      Categorical{{{"adam"},
                                   sgd,
                                   {"1e-3", Kind::kNumber},
                                   {"true", Kind::kBoolean},
                                   {"2", Kind::kString}}}}};
  spec.static_hyperparameters = {{"epochs", "30"}, {"verbose", "true"}, {"rate", "1e-3"}};
  spec.channels = {{"train", {"/jobs/one/data"}}, {"test", {"/jobs/test", "text/csv"}}};
  spec.environment = {{"OMP_NUM_THREADS", "1"}};
  spec.working_folder = "/jobs/one";
  spec.limits = {.trials = 40,
                 .parallel = 2,
                 .trial_time = milliseconds(600'000),
                 .time = milliseconds(5'400'000),
                 .training_time = milliseconds(10'800'000),
                 .cost = 12.5,
                 .price_per_hour = 3.0,
                 .failures = 5};
  spec.completion = {0.995, 12, Convergence{1e-3}};
  spec.strategy = "random";
  spec.early_stopping = {true, false, 25.0, 0.3, 7, 1e-3, 2, 9};
  spec.resource = {"steps", 2, 54, 4};
  spec.retries = 1;
  spec.grace = milliseconds(250);
  spec.gpus_per_trial = 1;
  spec.bind_opt_ml = true;
  spec.log_limit_bytes = 100'000'000;
  spec.seed = 18446744073709551615u;
  return spec;
}

std::string written(const TuningJobSpec& spec) { return to_json(spec).dump(1); }

TEST(JobFile, EveryKeyReachesTheSpecification) {
  EXPECT_THAT(problems_in(kWholeFile), IsEmpty());
  EXPECT_EQ(written(spec_in(kWholeFile)), written(whole_spec()));
}

TEST(JobFile, JsonGivesTheSameSpecificationAsYaml) {
  constexpr const char* kJson = R"json({"name": "digits-mlp",
    "command": ["/usr/bin/python3", "train.py", 7],
    "objectives": [{"metric": "validation:accuracy", "goal": "maximize"}],
    "constraints": [{"metric": "speed", "min": 2.5}, {"max": 100, "metric": "loss", "min": -1}],
    "metrics": {"validation:accuracy": "val_acc=([0-9.]+)",
  "loss" : {"regex" : "loss=(\\S+)"},
  "speed" : {"format" : "json"}
},
    "parameters" : {
      "learning-rate" : {"type" : "continuous", "min" : 1e-4, "max" : 0.3, "scale" : "log"},
      "dropout" :
          {"type" : "continuous", "min" : 0.0, "max" : 0.9, "scale" : "linear", "step" : 0.1},
      "decay" : {"type" : "continuous", "min" : 0.5, "max" : 0.999, "scale" : "reverse_log"},
      "hidden-units" : {"type" : "integer", "min" : 8, "max" : 256, "step" : 8},
      "momentum" : {
        "type" : "continuous",
        "min" : 0,
        "max" : 0.99,
        "when" : {"solver" : "sgd", "hidden-units" : [ 8, 16 ]}
      },
      "solver" : {"type" : "categorical", "values" : [ "adam", "sgd", 1e-3, true, "2" ]}
    },
                   "static" : {"epochs" : 30, "verbose" : true, "rate" : 1e-3},
                              "channels"
    : {"train" : "data", "test" : {"folder" : "../test/", "content_type" : "text/csv"}},
      "environment" : {"OMP_NUM_THREADS" : 1},
                      "limits"
    : {"trials" : 40, "parallel" : 2, "trial_time" : 600, "time" : "90m", "training_time" : 10800, "cost" : 12.5, "price_per_hour" : 3, "failures" : 5},
      "completion" : {"converged" : 0.001, "target" : 0.995, "not_improving" : 12},
      "strategy" : "random",
                   "early_stopping" : {"median" : true, "percentile" : 25, "threshold" : 0.3, "patience" : 7,
                                       "min_change" : 0.001, "after" : 2, "completed" : 9},
                   "resource" : {"parameter" : "steps", "min" : 2, "max" : 54, "reduction" : 4,
                   "promotion" : false, "brackets" : 1},
                                      "backend" : "local",
                                                  "retries" : 1,
                                                  "grace" : 0.25,
                                                  "gpus_per_trial" : 1,
                                                  "opt_ml" : "bind",
                                                             "log_limit" : 100000000,
                                                             "seed" : 18446744073709551615
})json";
  EXPECT_EQ(written(spec_in(kJson, DocumentFormat::kJson)), written(whole_spec()));
}

TEST(JobFile, DefaultsAreThoseOfTheSpecification) {
  TuningJobSpec expected;
  expected.name = {"small"};
  expected.command = {"./train"};
  expected.objectives = {{"loss", Goal::kMinimize}};
  expected.metrics = {{"loss", "loss=(.*)"}};
  expected.working_folder = "/jobs/one";
  expected.limits.trials = 3;
  EXPECT_EQ(written(spec_in(small_file())), written(expected));
}

TEST(JobFile, IsNoSingleTraining) {
  EXPECT_THAT(problems_in("name: a\ncommand: [x]\nstrategy: grid\n"),
              ElementsAre("job.yaml:1: a job needs at least one objective"));
}

TEST(JobFile, AMetricIsEitherAnExpressionOrJson) {
  EXPECT_THAT(problems_in(small_file() + "metrics2: {}\n").size(), 1u);
  EXPECT_THAT(
      problems_in(
          "name: a\ncommand: [x]\nlimits: {trials: 1}\nobjective: {metric: a, goal: minimize}\n"
          "metrics:\n  a: {}\n  b: ''\n  c: {regex: x, format: json}\n  d: {format: xml}\n"),
      ElementsAre("job.yaml:6: /metrics/a: a metric has either 'regex' or 'format: json'",
                  "job.yaml:7: /metrics/b: a regular expression must not be empty",
                  "job.yaml:8: /metrics/c: a metric has either 'regex' or 'format: json'",
                  "job.yaml:9: /metrics/d/format: expected 'json', found 'xml'"));
}

TEST(JobFile, LaterChecksFindTheLinesOfTheFile) {
  const auto job = read_text(kWholeFile);
  ASSERT_TRUE(job);
  const auto located =
      job->problems({{ErrorCode::kInvalidArgument, "second", "/channels/test/folder"},
                     {ErrorCode::kInvalidArgument, "first", "/metrics/loss"}});
  EXPECT_EQ(to_string(located[0]), "job.yaml:9: /metrics/loss: first");
  EXPECT_EQ(to_string(located[1]), "job.yaml:21: /channels/test/folder: second");
}

TEST(JobFile, PromotionIsAWayOfAsha) {
  const auto job = read_text(
      small_file() + "resource: {parameter: epochs, max: 9, promotion: true, brackets: 2}\n");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->spec.resource, (Resource{"epochs", 1, 9, 3, true, 2}));
  EXPECT_TRUE(job->spec.early_stopping.asha);
}

TEST(JobFile, TheWorkingFolderIsTheFilesFolder) {
  const TemporaryFolder folder;
  folder.write("job.yaml", small_file());
  const auto job = read_job_file(folder.path() / "job.yaml");
  ASSERT_TRUE(job) << to_string(job.error().front());
  EXPECT_EQ(job->spec.working_folder, folder.path());
}

TEST(JobFile, JsonIsChosenByTheNameOfTheFile) {
  const TemporaryFolder folder;
  folder.write("job.json", "{\"name\":\n 5,}");
  const auto job = read_job_file(folder.path() / "job.json");
  ASSERT_FALSE(job);
  EXPECT_THAT(to_string(job.error().front()),
              ::testing::HasSubstr("job.json:2: is not well-formed JSON: syntax error"));
}

TEST(EnvironmentProblems, MissingProgramsAndFoldersAreNamed) {
  const TemporaryFolder folder;
  folder.write("plain.txt", "");
  TuningJobSpec spec = spec_in(small_file());
  spec.working_folder = folder.path();
  const std::string at = folder.path().string();
  const auto problems = [&](const std::string& program) {
    spec.command = {program};
    std::vector<std::string> texts;
    for (const Error& error : environment_problems(spec, "/nowhere:/usr/bin:/bin"))
      texts.push_back(to_string(error));
    return texts;
  };
  EXPECT_THAT(problems("true"), IsEmpty());
  EXPECT_THAT(problems("/bin/true"), IsEmpty());
  EXPECT_THAT(problems("./train"),
              ElementsAre("/command/0: program '" + at + "/./train' does not exist"));
  EXPECT_THAT(problems("./plain.txt"),
              ElementsAre("/command/0: program '" + at + "/./plain.txt' is not executable"));
  EXPECT_THAT(problems(at), ElementsAre("/command/0: program '" + at + "' is not executable"));
  EXPECT_THAT(problems("no-such-program"),
              ElementsAre("/command/0: program 'no-such-program' is in no folder of the PATH"));
  EXPECT_THAT(problems("{lr}"), IsEmpty());
  spec.environment["PATH"] = "/nowhere";
  EXPECT_THAT(problems("true"),
              ElementsAre("/command/0: program 'true' is in no folder of the PATH"));
  spec.channels = {{"train", {folder.path() / "data"}}, {"test", {folder.path()}}};
  EXPECT_THAT(problems("/bin/true"),
              ElementsAre("/channels/train/folder: folder '" + at +
                          "/data' of channel 'train' does not exist"));
  spec.channels = {{"file", {folder.path() / "plain.txt"}}};
  EXPECT_THAT(problems("/bin/true"), IsEmpty());
  spec.working_folder = "/nowhere";
  spec.channels.clear();
  EXPECT_THAT(problems("/bin/true"),
              ElementsAre("/working_folder: folder '/nowhere' does not exist"));
}

}  // namespace
}  // namespace tuner
