#include "tuner/job/tuning_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/job/job_samples.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

std::vector<std::string> texts(const TuningJobSpec& spec) {
  std::vector<std::string> texts;
  for (const Error& problem : spec.problems()) {
    EXPECT_EQ(problem.code, ErrorCode::kInvalidArgument);
    texts.push_back(to_string(problem));
  }
  return texts;
}

TEST(TuningJob, APlainJobBreaksNoRule) { EXPECT_THAT(texts(plain_spec()), IsEmpty()); }

TEST(TuningJob, EveryBrokenRuleIsReportedAtOnce) {
  TuningJobSpec spec = plain_spec();
  spec.name = {"two words"};
  spec.parameters[1].domain = Integer{9, 8};
  spec.static_hyperparameters = {{"lr", "0.1"}};
  spec.metrics.push_back({"loss", "again"});
  spec.objectives = {{"los"}};
  spec.limits = {.trials = 0,
                 .parallel = 0,
                 .trial_time = std::chrono::milliseconds{0},
                 .time = std::chrono::milliseconds{-1},
                 .training_time = std::chrono::milliseconds{0},
                 .cost = 0.0,
                 .price_per_hour = -1.0,
                 .failures = 0};
  spec.grace = std::chrono::milliseconds{-1};
  spec.gpus_per_trial = -1;
  EXPECT_THAT(
      texts(spec),
      IsSupersetOf(
          {"/parameters/units/min: min (9) must not be greater than max (8)",
           "/name: job name 'two words' must be 1 to 32 letters, digits and hyphens, with a letter "
           "or digit at both ends",
           "/static/lr: 'lr' is both static and tuned; keep one of the two",
           "/metrics/loss: metric 'loss' is defined twice",
           "/objectives/0/metric: no metric of the name 'los' is defined; did you mean 'loss'?",
           "/limits/trials: the number of trials must be greater than 0",
           "/limits/parallel: the number of parallel trials must be greater than 0",
           "/limits/failures: the number of failures must be greater than 0",
           "/limits/trial_time: the time of a trial must be greater than 0",
           "/limits/time: the time of the job must be greater than 0",
           "/limits/training_time: the time of all trainings must be greater than 0",
           "/limits/cost: the cost must be a finite number greater than 0",
           "/limits/price_per_hour: the price of an hour must be a finite number greater than 0",
           "/grace: the grace period must not be negative",
           "/gpus_per_trial: the number of GPUs must not be negative"}));
}

TEST(TuningJob, AnObjectiveIsNeeded) {
  TuningJobSpec spec = plain_spec();
  spec.objectives.clear();
  EXPECT_THAT(texts(spec), ElementsAre("/objectives: a job needs at least one objective"));
}

TuningJobSpec single_training() {
  TuningJobSpec spec = plain_spec();
  spec.strategy = "grid";
  spec.parameters.clear();
  spec.objectives.clear();
  spec.command = {"train"};
  return spec;
}

TEST(TuningJob, AGridOfNothingIsASingleTraining) {
  TuningJobSpec spec = single_training();
  spec.name.text = std::string(63, 'n');
  EXPECT_TRUE(spec.is_single_training());
  EXPECT_THAT(texts(spec), ElementsAre());
  EXPECT_EQ(spec.trial_name(JobIdentity{5}, TrialId{1}), spec.name.text);
  spec.name.text += "n";
  EXPECT_THAT(texts(spec), ElementsAre(StartsWith("/name: job name 'nnn")));
  EXPECT_FALSE(plain_spec().is_single_training());
  EXPECT_EQ(plain_spec().trial_name(JobIdentity{5}, TrialId{1}),
            trial_name(plain_spec().name, JobIdentity{5}, TrialId{1}));
}

TEST(TuningJob, ASingleTrainingIsComparedWithNothing) {
  TuningJobSpec spec = single_training();
  spec.warm_start = WarmStart{.jobs = {"other"}};
  spec.early_stopping.median = true;
  spec.resource = Resource{.min = 1, .max = 9};
  spec.completion.target = 0.5;
  EXPECT_THAT(texts(spec),
              IsSupersetOf(
                  {"/warm_start: a warm start needs an objective, and this job has none",
                   "/early_stopping: early stopping needs an objective, and this job has none",
                   "/resource: a resource needs an objective, and this job has none",
                   "/completion: a rule of completion needs an objective, and this job has none"}));
}

TEST(TuningJob, SomethingMustEndTheJob) {
  TuningJobSpec spec = plain_spec();
  spec.limits.trials.reset();
  EXPECT_THAT(
      texts(spec),
      ElementsAre("/limits: a job needs limits.trials, time, training_time or cost; only the "
                  "strategy 'grid' ends by itself"));
  spec.limits.cost = 5.0;
  EXPECT_THAT(
      texts(spec),
      ElementsAre("/limits/cost: a limit of the cost needs limits.price_per_hour, what an hour "
                  "of one training costs"));
  spec.limits.price_per_hour = 3.0;
  EXPECT_THAT(texts(spec), IsEmpty());
  spec.limits.cost.reset();
  spec.strategy = "grid";
  EXPECT_THAT(texts(spec), IsEmpty());
}

TEST(TuningJob, APlaceholderMustAlwaysHaveAValue) {
  TuningJobSpec spec = plain_spec();
  spec.parameters.push_back({"solver", Categorical{{{"adam"}, {"sgd"}}}});
  spec.parameters.push_back({"momentum", Continuous{0.0, 0.9}, {{"solver", {Category{"sgd"}}}}});
  spec.channels = {{"train", {"/data"}}};
  spec.command = {"run",
                  "{lr} {solver} {model_dir} {channel:train}",
                  "{momentum}",
                  "{moment}",
                  "{channel:test}",
                  "a{"};
  EXPECT_THAT(
      texts(spec),
      ElementsAre("/command/2: placeholder {momentum} has no value in trials in which 'momentum' "
                  "is inactive; "
                  "leave the placeholders out and read --momentum where it is given",
                  "/command/3: placeholder {moment} is no hyperparameter; did you mean "
                  "'momentum'?",
                  "/command/4: placeholder {channel:test} is no hyperparameter; did you mean "
                  "'channel:train'?",
                  "/command/5: '{' without its partner in 'a{'; a brace itself is written twice"));
}

TEST(TuningJob, NamesOfChannelsAndVariablesMustBeUsable) {
  TuningJobSpec spec = plain_spec();
  spec.channels = {{"..", {"/data"}}, {"a/b", {"/data"}}, {"ok", {"data"}}};
  spec.environment = {{"A=B", "1"}, {"", "2"}, {"FINE", "3"}};
  EXPECT_THAT(
      texts(spec),
      IsSupersetOf(
          {"/channels/..: channel name '..' must be 1 to 64 letters, digits, '.', '_' and '-'",
           "/channels/a~1b: channel name 'a/b' must be 1 to 64 letters, digits, '.', '_' and '-'",
           "/channels/ok/folder: folder 'data' must be an absolute path",
           "/environment/A=B: 'A=B' cannot be an environment variable: a name has no '=' and is "
           "not empty"}));
}

TEST(TuningJob, WhatIsTooLongToBePassedToATrainingIsRefused) {
  TuningJobSpec spec = plain_spec();
  spec.static_hyperparameters = {{"fits", std::string(131'071, 'x')},
                                 {"long", std::string(131'072, 'x')}};
  spec.environment = {{"FITS", std::string(131'066, 'x')}, {"LONG", std::string(131'067, 'x')}};
  EXPECT_THAT(
      texts(spec),
      ElementsAre(
          "/static/long: a text of 131072 bytes cannot be passed to a program: at most 131071",
          "/environment/LONG: a text of 131072 bytes cannot be passed to a program: at most "
          "131071"));
}

TEST(TuningJob, WhatIsTooMuchToBePassedToATrainingIsRefused) {
  TuningJobSpec spec = plain_spec();
  for (int i = 0; i < 10; ++i) {
    spec.static_hyperparameters["h" + std::to_string(i)] = std::string(119'700, 'x');
    if (i < 4) spec.environment["E" + std::to_string(i)] = std::string(124'978, 'x');
  }
  EXPECT_THAT(texts(spec), IsEmpty());
  spec.parameters.push_back({"solver", Categorical{{{std::string(4'096, 'x')}, {"sgd"}}}});
  spec.environment["E"] = "";
  EXPECT_THAT(
      texts(spec),
      ElementsAre(StartsWith("/static: the hyperparameters of a training come to 1201"),
                  "/environment: the variables of the environment come to 500021 bytes, names and "
                  "values together, and at most 500000 can be passed to a training"));
}

TEST(TuningJob, TextThatTheSystemCannotTakeIsRefused) {
  TuningJobSpec spec = plain_spec();
  spec.command = {"run", std::string("a\0b", 3)};
  spec.environment = {{"A", "\xff"}};
  EXPECT_THAT(
      texts(spec),
      IsSupersetOf({"/command/1: the text must be valid UTF-8 without NUL characters",
                    "/environment/A: the text must be valid UTF-8 without NUL characters"}));
}

}  // namespace
}  // namespace tuner
