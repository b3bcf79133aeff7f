// What is said of a job file that is wrong: every problem at once, with its line and key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/job/job_file_samples.h"
#include "tuner/job/job_file.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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
                  "  d: {type: real, min: 0, maxx: 1}\n"
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
          "job.yaml:9: /parameters/d/maxx: unknown key 'maxx'; did you mean 'max'?",
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

}  // namespace
}  // namespace tuner
