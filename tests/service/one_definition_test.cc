// A job with two definitions whose metrics are called differently: one of them alone, and what its trials print while they run.
#include "service/one_definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/progress_state.h"
#include "tests/contract/result_matchers.h"
#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TuningJobSpec linear_or_forest() {
  TuningJobSpec spec = small_spec(10, 2);
  NamedDefinition linear{spec, "linear"}, forest{spec, "forest"};
  forest.objectives = {{"error", Goal::kMinimize}};
  forest.metrics = {{"error", "error=(.*)"}};
  forest.parameters = {{"depth", Integer{2, 20}}};
  spec.parameters.clear();
  spec.definitions = {linear, forest};
  return spec;
}

Trial trial_of(std::uint32_t number, std::size_t definition) {
  Trial trial{.id = {number}};
  trial.suggestion.definition = definition;
  trial.status = TrialStatus::kRunning;
  return trial;
}

TEST(OneDefinition, IsAJobOfItsOwn) {
  const TuningJobSpec spec = linear_or_forest();
  const auto only = only_definition(spec, "forest");
  ASSERT_TRUE(only.has_value());
  EXPECT_EQ(static_cast<const TrainingDefinition&>(*only), spec.definitions[1]);
  EXPECT_TRUE(only->definitions.empty());
  EXPECT_EQ(only->name, spec.name);
  EXPECT_EQ(only->limits, spec.limits);
  EXPECT_EQ(*only_definition(small_spec(3, 1), {}), small_spec(3, 1));
}

TEST(OneDefinition, IsChosenByAName) {
  const auto problem = [](const TuningJobSpec& spec, std::optional<std::string> name) {
    return only_definition(spec, name).error().message;
  };
  EXPECT_EQ(
      problem(linear_or_forest(), {}),
      "job 'job' has several definitions: choose one with --definition, of 'linear', 'forest'");
  EXPECT_THAT(problem(linear_or_forest(), "forrest"),
              HasSubstr("there is no definition 'forrest'; did you mean 'forest'"));
  EXPECT_EQ(problem(small_spec(3, 1), "forest"),
            "job 'job' has no definitions: leave --definition out");
}

TEST(OneDefinition, HasItsTrialsAlone) {
  const std::vector<Trial> trials{trial_of(1, 0), trial_of(2, 1), trial_of(3, 1)};
  const auto numbers = [&](std::optional<std::string> name) {
    std::vector<std::uint32_t> found;
    for (const Trial& trial : trials_of_definition(linear_or_forest(), name, trials))
      found.push_back(trial.id.number);
    return found;
  };
  EXPECT_THAT(numbers("forest"), ElementsAre(2, 3));
  EXPECT_THAT(numbers("linear"), ElementsAre(1));
  EXPECT_THAT(numbers({}), ElementsAre(1, 2, 3));
}

TEST(ProgressOfDefinitions, FollowsTheMetricOfEachTrialsOwn) {
  const TuningJobSpec spec = linear_or_forest();
  ProgressState state(spec);
  StepRecord step;
  step.events = {saw(1, 0.5), saw(1, 7.0, 1, "error"), saw(2, 0.25, 1, "error"), saw(2, 8.0)};
  std::vector<Trial> trials{trial_of(1, 0), trial_of(2, 1)};
  trials[0].objectives = {0.5};
  trials[1].objectives = {0.25};
  state.apply(step, trials);
  EXPECT_EQ(state.last_point({1})->value, 0.5);
  EXPECT_EQ(state.last_point({2})->value, 0.25);
  EXPECT_EQ(values_text(spec, trials[0]), "loss=0.5");
  EXPECT_EQ(values_text(spec, trials[1]), "error=0.25");
}

}  // namespace
}  // namespace tuner
