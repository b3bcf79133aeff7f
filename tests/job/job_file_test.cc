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

TEST(JobFile, AnUnknownKeyIsNamedWithTheNearestKnownOne) {
  EXPECT_THAT(
      problems_in(small_file() + "early_stoping: median\nlimits2: {}\nzebra: 1\n"),
      ElementsAre(
          "job.yaml:6: /early_stoping: unknown key 'early_stoping'; did you mean 'early_stopping'?",
          "job.yaml:7: /limits2: unknown key 'limits2'; did you mean 'limits'?",
          ::testing::StartsWith(
              "job.yaml:8: /zebra: unknown key 'zebra'; known here are 'name', ")));
  EXPECT_THAT(
      problems_in(small_file() + "parameters:\n  x: {type: integer, min: 1, max: 2, scal: log}\n"),
      ElementsAre("job.yaml:7: /parameters/x/scal: unknown key 'scal'; did you mean 'scale'?"));
}

TEST(JobFile, AWrongTypeSaysWhatWasFoundAndWhatIsExpected) {
  EXPECT_THAT(
      problems_in("name: [a]\n"
                  "command: train.py --fast\n"
                  "objective: loss\n"
                  "metrics: [loss]\n"
                  "parameters:\n"
                  "  a: {type: continuous, min: \"0.1\", max: high}\n"
                  "  b: {type: integer, min: 1.5, max: 99999999999999999999}\n"
                  "  c: {type: categorical, values: relu}\n"
                  "  d: {type: real, min: 0, max: 1}\n"
                  "  e: 5\n"
                  "  f: {min: 0, max: 1}\n"
                  "limits: {trials: -3, parallel: two, time: soon}\n"
                  "early_stopping: yes\n"
                  "log_limit: 5 apples\n"
                  "static: {x: , y: [1]}\n"),
      ElementsAre(
          "job.yaml:1: /name: expected text, found a list",
          "job.yaml:2: /command: expected a list such as [/usr/bin/python3, train.py], since there "
          "is no shell, found "
          "'train.py --fast'",
          "job.yaml:3: /objective: expected a mapping, found 'loss'",
          "job.yaml:4: /metrics: expected a mapping, found a list",
          "job.yaml:6: /parameters/a/min: expected a number, found the text '0.1'",
          "job.yaml:6: /parameters/a/max: expected a number, found 'high'",
          "job.yaml:7: /parameters/b/min: expected a whole number that fits into 64 bits, "
          "found '1.5'",
          "job.yaml:7: /parameters/b/max: expected a whole number that fits into 64 bits, "
          "found '99999999999999999999'",
          "job.yaml:8: /parameters/c/values: expected a list, found 'relu'",
          "job.yaml:9: /parameters/d/type: expected one of 'continuous', 'integer', 'categorical', "
          "found 'real'",
          "job.yaml:10: /parameters/e: expected a mapping, found '5'",
          "job.yaml:11: /parameters/f: 'type' is missing: 'continuous', 'integer' or 'categorical'",
          "job.yaml:12: /limits/trials: expected a whole number, not negative and at most "
          "4294967295, found '-3'",
          "job.yaml:12: /limits/parallel: expected a whole number, not negative and at most "
          "4294967295, found "
          "'two'",
          "job.yaml:12: /limits/time: expected a duration such as 45s, 10m or 1h30m, found 'soon'",
          "job.yaml:13: /early_stopping: expected one of 'off', 'median', 'asha', found 'yes'",
          "job.yaml:14: /log_limit: expected a size such as 500kB, 100MB or 2GiB, found '5 apples'",
          "job.yaml:15: /static/x: expected text, found nothing",
          "job.yaml:15: /static/y: expected text, found a list"));
}

TEST(JobFile, BrokenRulesOfParametersCarryTheirLines) {
  EXPECT_THAT(
      problems_in(small_file() + "parameters:\n"
                                 "  a: {type: continuous, min: 2, max: 1}\n"
                                 "  b:\n"
                                 "    type: continuous\n"
                                 "    min: 0\n"
                                 "    max: 1\n"
                                 "    scale: log\n"
                                 "  c: {type: categorical, values: []}\n"
                                 "  d: {type: categorical, values: [x, y, x]}\n"
                                 "  e: {type: integer, min: 0, max: 1, when: {solver: [sgd]}}\n"
                                 "  f: {type: integer, min: 0, max: 1, when: {g: [1]}}\n"
                                 "  g: {type: integer, min: 0, max: 1, when: {f: 1}}\n"
                                 "static: {a: 5}\n"),
      ElementsAre(
          "job.yaml:7: /parameters/a/min: min (2) must not be greater than max (1)",
          "job.yaml:10: /parameters/b/min: min (0) must be greater than 0 on a log scale",
          "job.yaml:13: /parameters/c/values: a categorical parameter must have at least one value",
          "job.yaml:14: /parameters/d/values/2: the value 'x' is listed twice",
          "job.yaml:15: /parameters/e/when/solver: there is no parameter 'solver' to depend on",
          ::testing::HasSubstr("cycle"),
          "job.yaml:18: /static/a: 'a' is both static and tuned; keep one of the two"));
}

TEST(JobFile, AValueThatCannotBeReadHidesOnlyItsOwnConsequences) {
  EXPECT_THAT(
      problems_in(small_file() +
                  "parameters:\n"
                  "  solver: {type: categorical, values: adam}\n"
                  "  momentum: {type: continuous, min: 0, max: 1, when: {solver: [sgd]}}\n"
                  "  other: {type: integer, min: 3, max: 2}\n"),
      ElementsAre("job.yaml:7: /parameters/solver/values: expected a list, found 'adam'",
                  "job.yaml:9: /parameters/other/min: min (3) must not be greater than max (2)"));
}

TEST(JobFile, DuplicateKeysAreRefusedWhereverTheyAre) {
  EXPECT_THAT(problems_in("name: a\nname: b\nlimits: {trials: 1, trials: 2}\n"),
              ElementsAre("job.yaml:2: /name: the key 'name' is given twice",
                          "job.yaml:3: /limits/trials: the key 'trials' is given twice"));
  EXPECT_THAT(problems_in("{\"name\": \"a\",\n\"name\": \"b\"}", DocumentFormat::kJson),
              ElementsAre("job.yaml:2: /name: the key 'name' is given twice"));
}

TEST(JobFile, TheObjectiveMustNameADefinedMetric) {
  EXPECT_THAT(
      problems_in("name: a\ncommand: [x]\nlimits: {trials: 1}\nmetrics: {accuracy: 'a=(.*)'}\n"
                  "objective:\n  goal: maximize\n  metric: acuracy\n"),
      ElementsAre(
          "job.yaml:7: /objective/metric: no metric of the name 'acuracy' is defined; did you mean "
          "'accuracy'?"));
}

TEST(JobFile, WhatIsMissingIsNamed) {
  EXPECT_THAT(
      problems_in("strategy: random\n"),
      ElementsAre(
          "job.yaml:1: /name: 'name' is missing",
          "job.yaml:1: /command: 'command' is missing",
          "job.yaml:1: a job needs at least one objective",
          "job.yaml:1: a job needs limits.trials, time, training_time or cost; only the strategy "
          "'grid' ends by itself"));
  EXPECT_THAT(problems_in("- a\n"), ElementsAre("job.yaml:1: expected a mapping, found a list"));
  EXPECT_THAT(problems_in(""), ElementsAre("job.yaml:1: is empty"));
}

TEST(JobFile, IsNoSingleTraining) {
  EXPECT_THAT(problems_in("name: a\ncommand: [x]\nstrategy: grid\n"),
              ElementsAre("job.yaml:1: a job needs at least one objective"));
}

TEST(JobFile, AnUnquotedPlaceholderIsExplained) {
  EXPECT_THAT(
      problems_in("name: a\ncommand: [x, {lr}]\nlimits: {trials: 1}\nmetrics: {l: 'a=(.*)'}\n"
                  "objective: {metric: l, goal: minimize}\n"),
      ElementsAre("job.yaml:2: /command/1: expected text (a placeholder needs quotes: \"{name}\"), "
                  "found a mapping"));
}

TEST(JobFile, AWrongChoiceNamesTheOneThatWasMeant) {
  std::string file = small_file();
  file.replace(file.find("minimize"), 8, "minimise");
  file +=
      "parameters: {a: {type: continous, min: 1, max: 2}, b: {type: continuous, min: 1, max: 2, "
      "scale: logarithmic}}\n";
  EXPECT_THAT(problems_in(file),
              ElementsAre(::testing::EndsWith("found 'minimise'; did you mean 'minimize'?"),
                          ::testing::EndsWith("found 'continous'; did you mean 'continuous'?"),
                          ::testing::EndsWith("found 'logarithmic'; did you mean 'log'?")));
}

TEST(JobFile, KeysOfLaterVersionsSaySo) {
  EXPECT_THAT(problems_in(small_file() + "qqqqqqqqqqqqqqqqqqqq: 1\n"),
              ElementsAre(::testing::Not(::testing::HasSubstr("'keep'"))));
  EXPECT_THAT(problems_in(small_file() + "keep: [a]\n"),
              ElementsAre("job.yaml:6: /keep: 'keep' is not supported by this version"));
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
