#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/job/job_samples.h"
#include "tuner/job/command_template.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

RunRequest request_with(std::vector<std::string> command,
                        std::map<std::string, std::string> hyperparameters) {
  RunRequest request;
  request.command = std::move(command);
  request.hyperparameters = std::move(hyperparameters);
  return request;
}

TEST(ExpandCommand, WithoutPlaceholdersEverythingIsAppendedSortedByName) {
  const auto argv =
      expand_command(request_with({"train"}, {{"units", "8"}, {"lr", "1e-3"}, {"x", "true"}}), {});
  ASSERT_TRUE(argv);
  EXPECT_THAT(*argv, ElementsAre("train", "--lr", "1e-3", "--units", "8", "-x", "true"));
}

TEST(ExpandCommand, WithAPlaceholderOnlyPlaceholdersAreUsed) {
  const auto argv =
      expand_command(request_with({"train", "lr={lr}", "{{{units}}}", "{model_dir}/m"},
                                  {{"units", "8"}, {"lr", "0.1"}, {"x", "1"}}),
                     {{"model_dir", "/m"}});
  ASSERT_TRUE(argv);
  EXPECT_THAT(*argv, ElementsAre("train", "lr=0.1", "{8}", "/m/m"));
}

TEST(ExpandCommand, AnUnknownPlaceholderIsAnError) {
  const auto argv = expand_command(request_with({"train", "{momentum}"}, {{"lr", "0.1"}}), {});
  ASSERT_FALSE(argv);
  EXPECT_EQ(argv.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(argv.error().message, HasSubstr("{momentum}"));
}

TEST(ExpandCommand, ScriptModeReadsValuesAsJsonAndWritesThemAsPythonDoes) {
  const auto arguments = hyperparameter_arguments({{"sagemaker_program", "\"train.py\""},
                                                   {"_tuning_objective_metric", "loss"},
                                                   {"a", "\"adam\""},
                                                   {"bool", "true"},
                                                   {"capital", "True"},
                                                   {"dict", R"({"k": 1, "l": "v"})"},
                                                   {"list", R"([1, "two", null, false])"},
                                                   {"none", "null"},
                                                   {"number", "1e-3"},
                                                   {"raw", "not json"}});
  EXPECT_THAT(arguments,
              ElementsAre("-a",
                          "adam",
                          "--bool",
                          "True",
                          "--capital",
                          "True",
                          "--dict",
                          "k=1,l=v",
                          "--list",
                          "[1, 'two', None, False]",
                          "--none",
                          "",
                          "--number",
                          "1e-3",
                          "--raw",
                          "not json"));
}

TEST(ExpandCommand, OutsideScriptModeTextIsPassedAsItIs) {
  EXPECT_THAT(hyperparameter_arguments({{"opt", "\"adam\""}, {"flag", "true"}}),
              ElementsAre("--flag", "true", "--opt", "\"adam\""));
}

TEST(CommandTemplate, BracesWithoutAPartnerAreRefused) {
  for (const char* text : {"{", "}", "{lr", "lr}", "{lr{x}", "{}", "a{ {b}", "{a}}"}) {
    EXPECT_FALSE(parse_template(text)) << text;
  }
  EXPECT_EQ(*parse_template("{{}}"), (std::vector<TemplatePiece>{{"{}"}}));
}

TEST(CommandTemplate, AnEscapedTextStandsForItself) {
  for (const std::string text : {"", "plain", "{", "}}{", "a{b}c"}) {
    const auto pieces = parse_template(escape_template(text));
    ASSERT_TRUE(pieces) << text;
    EXPECT_EQ(pieces->empty() ? "" : pieces->front().text, text);
    EXPECT_LE(pieces->size(), 1u);
  }
}

TEST(MakeRunRequest, HoldsTheTrialsNamesValuesAndFolders) {
  TuningJobSpec spec = plain_spec();
  spec.static_hyperparameters = {{"epochs", "3"}};
  spec.limits.trial_time = std::chrono::minutes(1);
  const Configuration configuration{{"lr", 0.1}, {"units", std::int64_t{8}}};
  const auto request =
      make_run_request(spec, JobIdentity{5}, TrialId{7}, 2, {configuration}, "/home/jobs");
  EXPECT_EQ(request.trial_name, trial_name(spec.name, JobIdentity{5}, TrialId{7}));
  EXPECT_EQ(request.run_name, request.trial_name + "-a2");
  EXPECT_EQ(request.trial_folder, "/home/jobs/plain/" + request.trial_name);
  EXPECT_EQ(request.hyperparameters,
            (std::map<std::string, std::string>{{"epochs", "3"}, {"lr", "0.1"}, {"units", "8"}}));
  EXPECT_EQ(request.objective_metric, "loss");
  EXPECT_EQ(request.time_limit, std::chrono::minutes(1));
  EXPECT_EQ(request.configuration, configuration);
}

TEST(MakeRunRequest, ASingleTrainingThatIsMadeAnewHasAnotherFolder) {
  TuningJobSpec spec = plain_spec();
  spec.strategy = "grid";
  spec.parameters.clear();
  spec.objectives.clear();
  const auto first = make_run_request(spec, JobIdentity{5}, TrialId{1}, 1, {}, "/home/jobs");
  const auto second = make_run_request(spec, JobIdentity{6}, TrialId{1}, 1, {}, "/home/jobs");
  EXPECT_EQ(first.trial_name, "plain");
  EXPECT_EQ(second.trial_name, "plain");
  EXPECT_NE(first.trial_folder, second.trial_folder);
  EXPECT_NE(first.run_name, second.run_name);
  EXPECT_EQ(first.objective_metric, "");
}

}  // namespace
}  // namespace tuner
