#include "tuner/job/extension.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> refused(const TuningJobSpec& before, const TuningJobSpec& after) {
  std::vector<std::string> places;
  for (const Error& error : extension_problems(before, after)) places.push_back(error.at);
  return places;
}

class Extending : public ::testing::Test {
 protected:
  Extending() {
    before.parameters = {{"rate", Continuous{0.0, 1.0}}, {"kind", Categorical{{{"a"}, {"b"}}}}};
    before.seed = 3;
    after = before;
  }

  TuningJobSpec before = small_spec(10, 2), after;
};

TEST_F(Extending, LimitsAndWhatARunGetsMayChangeAndTheSearchGoesOn) {
  after.limits.trials = 30;
  after.limits.parallel = 4;
  after.limits.trial_time = std::chrono::minutes(2);
  after.completion.target = 0.1;
  after.retries = 1;
  after.environment["OMP_NUM_THREADS"] = "1";
  after.seed.reset();
  EXPECT_THAT(extension_problems(before, after), IsEmpty());
  EXPECT_FALSE(searches_otherwise(before, after));
}

TEST_F(Extending, RangesCategoriesAndStrategiesMayChangeForAnotherSearch) {
  const auto search = [&](auto change) {
    TuningJobSpec other = before;
    change(other);
    EXPECT_THAT(extension_problems(before, other), IsEmpty());
    return searches_otherwise(before, other);
  };
  EXPECT_TRUE(search([](auto& s) { s.parameters[0].domain = Continuous{0.0, 3.0}; }));
  EXPECT_TRUE(search([](auto& s) { s.parameters[0].domain = Continuous{0.5, 0.5}; }));
  EXPECT_TRUE(search([](auto& s) { s.parameters[1].domain = Categorical{{{"a"}, {"c"}}}; }));
  EXPECT_TRUE(search([](auto& s) { s.forbidden.push_back(ForbiddenClause{}); }));
  EXPECT_TRUE(search([](auto& s) { s.start.push_back({{"rate", 0.5}}); }));
  EXPECT_TRUE(search([](auto& s) { s.strategy = "random"; }));
  EXPECT_TRUE(search([](auto& s) { s.early_stopping.median = true; }));
  EXPECT_TRUE(search([](auto& s) { s.resource = Resource{"epochs", 1, 9}; }));
}

TEST_F(Extending, WhatGivesValuesTheirMeaningMayNot) {
  after.name.text = "other";
  after.objectives[0].goal = Goal::kMaximize;
  after.constraints.push_back({"loss", {}, 1.0});
  after.metrics[0].regex += "x?";
  after.command.push_back("--fast");
  after.working_folder = "/elsewhere";
  after.channels["train"] = {};
  after.static_hyperparameters["epochs"] = "9";
  after.warm_start = WarmStart{{"parent"}};
  after.seed = 4;
  EXPECT_THAT(refused(before, after),
              ElementsAre("/name",
                          "/objectives",
                          "/constraints",
                          "/metrics",
                          "/command",
                          "/channels",
                          "/hyperparameters",
                          "/working_folder",
                          "/warm_start",
                          "/seed"));
}

class ExtendingDefinitions : public Extending {
 protected:
  ExtendingDefinitions() {
    for (const char* name : {"linear", "forest"}) {
      NamedDefinition definition{before, name};
      before.definitions.push_back(definition);
    }
    after = before;
  }
};

TEST_F(ExtendingDefinitions, WhatEachSearchesMayChange) {
  after.definitions[0].retries = 1;
  EXPECT_THAT(extension_problems(before, after), IsEmpty());
  EXPECT_FALSE(searches_otherwise(before, after));
  after.definitions[1].parameters[0].domain = Continuous{0.5, 3.0};
  EXPECT_THAT(extension_problems(before, after), IsEmpty());
  EXPECT_TRUE(searches_otherwise(before, after));
  after = before;
  after.definitions[1].start.push_back({{"rate", 0.5}});
  EXPECT_TRUE(searches_otherwise(before, after));
}

TEST_F(ExtendingDefinitions, WhatGivesValuesTheirMeaningMayNot) {
  after.definitions[0].command.push_back("--fast");
  after.definitions[1].metrics[0].regex += "x?";
  after.definitions[1].parameters.pop_back();
  EXPECT_THAT(
      refused(before, after),
      ElementsAre("/definitions/0/command", "/definitions/1/metrics", "/definitions/1/parameters"));
}

TEST_F(ExtendingDefinitions, AllOfThemStayInTheirOrder) {
  std::swap(after.definitions[0], after.definitions[1]);
  EXPECT_THAT(refused(before, after), ElementsAre("/definitions"));
  after.definitions.clear();
  EXPECT_THAT(refused(before, after), ElementsAre("/definitions"));
  EXPECT_THAT(refused(after, before), ElementsAre("/definitions"));
}

TEST_F(Extending, EveryParameterStaysAndKeepsItsType) {
  after.parameters = {{"rate", Integer{0, 1}}, {"depth", Integer{1, 9}}};
  const auto problems = extension_problems(before, after);
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_THAT(to_string(problems[0]), HasSubstr("parameter 'kind' is missing; to freeze it"));
  EXPECT_THAT(to_string(problems[1]), HasSubstr("'rate' was of another type"));
  EXPECT_THAT(to_string(problems[2]),
              AllOf(HasSubstr("/parameters/depth"), HasSubstr("is a new parameter")));
}

}  // namespace
}  // namespace tuner
