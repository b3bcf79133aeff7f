// Forbidden combinations in job files: what is read, and what is said about those that cannot be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/job/job_file_samples.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Line 11 is the first of what follows.
std::string with_four_parameters(const std::string& forbidden) {
  return small_file() +
         "parameters:\n"
         "  solver: {type: categorical, values: [lbfgs, sgd, 2]}\n"
         "  penalty: {type: categorical, values: [l1, l2]}\n"
         "  layers: {type: integer, min: 1, max: 9}\n"
         "  rate: {type: continuous, min: 0, max: 1}\n" +
         forbidden;
}

TEST(JobFileForbidden, EveryFormReachesTheSpecification) {
  const auto spec =
      spec_in(with_four_parameters("forbidden:\n"
                                   "  - {solver: lbfgs, penalty: [l1, l2]}\n"
                                   "  - {layers: {min: 8}, rate: {min: 0.5, max: 0.75}}\n"
                                   "  - {solver: 2, layers: 3}\n"
                                   "  - {sum: {rate: 2, layers: -1}, above: 0.5}\n"
                                   "  - {sum: {layers: 1}, below: 2}\n"));
  const Category two{"2", Category::Kind::kNumber};
  const std::vector<Forbidden> expected = {
      ForbiddenClause{
          {{"penalty", {Category{"l1"}, Category{"l2"}}}, {"solver", {Category{"lbfgs"}}}}},
      ForbiddenClause{{ForbiddenTerm{"layers", {}, 8.0}, ForbiddenTerm{"rate", {}, 0.5, 0.75}}},
      ForbiddenClause{{{"layers", {std::int64_t{3}}}, {"solver", {two}}}},
      ForbiddenSum{{{"layers", -1.0}, {"rate", 2.0}}, 0.5},
      ForbiddenSum{{{"layers", 1.0}}, {}, 2.0}};
  EXPECT_EQ(spec.forbidden, expected);
}

TEST(JobFileForbidden, MayStandBeforeTheParameters) {
  const auto spec = spec_in(small_file() +
                            "forbidden: [{n: 3}]\n"
                            "parameters: {n: {type: integer, min: 1, max: 9}}\n");
  EXPECT_EQ(spec.forbidden, (std::vector<Forbidden>{ForbiddenClause{{{"n", {std::int64_t{3}}}}}}));
}

TEST(JobFileForbidden, BrokenRulesCarryTheirLines) {
  EXPECT_THAT(
      problems_in(with_four_parameters("forbidden:\n"
                                       "  - {solvr: sgd}\n"
                                       "  - {}\n"
                                       "  - penalty: [l1,\n"
                                       "              l3]\n"
                                       "  - {rate: 0.5}\n"
                                       "  - {sum: {layers: 1}, above: 1, below: 2}\n"
                                       "  - {sum: {penalty: 1}, above: 1}\n"
                                       "  - {rate: {min: .nan}}\n")),
      ElementsAre(
          "job.yaml:12: /forbidden/0/solvr: there is no parameter 'solvr' to forbid; did you mean "
          "'solver'?",
          "job.yaml:13: /forbidden/1: a clause must name at least one parameter",
          "job.yaml:15: /forbidden/2/penalty/1: 'penalty' can never be l3: it is not one of the 2 "
          "values; did you mean 'l1'?",
          "job.yaml:16: /forbidden/3/rate: 'rate' is continuous without a step: forbid a range "
          "such "
          "as {min: 0.5}",
          "job.yaml:17: /forbidden/4: a sum needs either 'above' or 'below'",
          "job.yaml:18: /forbidden/5/sum/penalty: 'penalty' has values that are no numbers and "
          "cannot be added up",
          HasSubstr("job.yaml:19: /forbidden/6/rate/min: ")));
}

TEST(JobFileForbidden, AWrongTypeIsSaidOnce) {
  EXPECT_THAT(
      problems_in(with_four_parameters("forbidden:\n"
                                       "  - {layers: some}\n"
                                       "  - {rate: {min: low}}\n"
                                       "  - {rate: {}}\n"
                                       "  - {rate: {mni: 0.5}}\n"
                                       "  - {sum: [layers], above: 1}\n"
                                       "  - {sum: {layers: much}, above: 1}\n"
                                       "  - layers\n")),
      ElementsAre(
          HasSubstr(
              "job.yaml:12: /forbidden/0/layers: expected a whole number that fits into 64 bits"),
          "job.yaml:13: /forbidden/1/rate/min: expected a number, found 'low'",
          "job.yaml:14: /forbidden/2/rate: a range needs 'min', 'max' or both",
          HasSubstr("job.yaml:15: /forbidden/3/rate/mni: unknown key 'mni'"),
          "job.yaml:16: /forbidden/4/sum: expected a mapping, found a list",
          "job.yaml:17: /forbidden/5/sum/layers: expected a number, found 'much'",
          "job.yaml:18: /forbidden/6: expected a mapping, found 'layers'"));
  EXPECT_THAT(problems_in(with_four_parameters("forbidden: {layers: 3}\n")),
              ElementsAre("job.yaml:11: /forbidden: expected a list, found a mapping"));
}

TEST(JobFileForbidden, RulesThatLeaveNothingAreNamed) {
  EXPECT_THAT(
      problems_in(with_four_parameters("forbidden:\n"
                                       "  - {layers: {max: 4}}\n"
                                       "  - {layers: {min: 4}}\n")),
      ElementsAre("job.yaml:13: /forbidden/1: the rules up to this one leave none of 100000 "
                  "random configurations"));
}

TEST(JobFileForbidden, AParameterThatCannotBeReadHidesOnlyWhatFollowsFromIt) {
  EXPECT_THAT(problems_in(small_file() + "parameters:\n"
                                         "  solver: {type: categorical, values: adam}\n"
                                         "  layers: {type: integer, min: 1, max: 9}\n"
                                         "forbidden:\n"
                                         "  - {solver: adam}\n"
                                         "  - {layrs: 3}\n"),
              ElementsAre("job.yaml:7: /parameters/solver/values: expected a list, found 'adam'",
                          HasSubstr("job.yaml:11: /forbidden/1/layrs: there is no parameter")));
}

TEST(JobFileForbidden, TooManyRulesAreRefusedAtOnce) {
  std::string rules = "forbidden:\n";
  for (int i = 0; i < 1001; ++i) rules += "  - {layers: 3}\n";
  EXPECT_THAT(problems_in(with_four_parameters(rules)),
              ElementsAre(HasSubstr("1001 rules with 1001 parameters are too many")));
}

}  // namespace
}  // namespace tuner
