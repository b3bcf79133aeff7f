// What a job is to begin with, in job files: what is read, and what is said about what cannot be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/job/job_file_samples.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Line 10 is the first of what follows.
std::string with_three_parameters(const std::string& text) {
  return small_file() +
         "parameters:\n"
         "  solver: {type: categorical, values: [adam, sgd, 1e-3]}\n"
         "  momentum: {type: continuous, min: 0, max: 0.9, when: {solver: sgd}}\n"
         "  layers: {type: integer, min: 1, max: 9}\n" +
         text;
}

TEST(JobFilePrior, CompleteAndPartialConfigurationsReachTheSpecification) {
  const auto spec =
      spec_in(with_three_parameters("start:\n"
                                    "  - {solver: sgd, momentum: 0.5, layers: 2}\n"
                                    "  - {solver: 1e-3}\n"
                                    "  - {}\n"));
  const Category number{"1e-3", Category::Kind::kNumber};
  EXPECT_EQ(spec.start,
            (std::vector<Configuration>{
                {{"solver", Category{"sgd"}}, {"momentum", 0.5}, {"layers", std::int64_t{2}}},
                {{"solver", number}},
                {}}));
}

TEST(JobFilePrior, MayStandBeforeTheParameters) {
  const auto spec = spec_in(small_file() +
                            "start: [{n: 3}]\n"
                            "parameters: {n: {type: integer, min: 1, max: 9}}\n");
  EXPECT_EQ(spec.start, (std::vector<Configuration>{{{"n", std::int64_t{3}}}}));
}

TEST(JobFilePrior, EveryValueThatIsWrongIsNamedWithItsLine) {
  EXPECT_THAT(
      problems_in(with_three_parameters("start:\n"
                                        "  - {solver: adam, layers: 12}\n"
                                        "  - {sovler: adam, layers: many}\n"
                                        "  - {solver: adam, momentum: 0.5}\n")),
      ElementsAre(HasSubstr("job.yaml:11: /start/0/layers: 12 is not between 1 and 9"),
                  HasSubstr("job.yaml:12: /start/1/layers: expected a whole number"),
                  AllOf(HasSubstr("job.yaml:12: /start/1/sovler: there is no parameter 'sovler'"),
                        HasSubstr("did you mean 'solver'?")),
                  HasSubstr("job.yaml:13: /start/2/momentum: 'momentum' has a value although its "
                            "conditions do not hold")));
}

TEST(JobFilePrior, AForbiddenStartIsRefused) {
  EXPECT_THAT(problems_in(with_three_parameters("forbidden: [{layers: {min: 8}}]\n"
                                                "start: [{layers: 9}]\n")),
              ElementsAre(AllOf(HasSubstr("job.yaml:11: /start/0"), HasSubstr("forbidden"))));
}

TEST(JobFilePrior, AStartIsAList) {
  EXPECT_THAT(problems_in(with_three_parameters("start: {layers: 2}\n")),
              ElementsAre(HasSubstr("/start: expected a list")));
}

TEST(JobFilePrior, WarmStartsReachTheSpecification) {
  const auto spec =
      spec_in(with_three_parameters("warm_start: {jobs: [first, second], kind: transfer}\n"));
  EXPECT_EQ(spec.warm_start, (WarmStart{{"first", "second"}, WarmStart::Kind::kTransfer}));
  EXPECT_EQ(spec_in(with_three_parameters("")).warm_start, std::nullopt);
}

TEST(JobFilePrior, FilesOfAWarmStartLieBesideTheJobFile) {
  const auto spec = spec_in(with_three_parameters(
      "warm_start: {files: [old/trials.csv, /data/study.json], kind: identical}\n"));
  EXPECT_EQ(spec.warm_start->files,
            (std::vector<std::filesystem::path>{spec.working_folder / "old/trials.csv",
                                                "/data/study.json"}));
}

TEST(JobFilePrior, AWarmStartHasJobsAndAKind) {
  EXPECT_THAT(problems_in(with_three_parameters("warm_start: {jobs: [first]}\n")),
              ElementsAre(HasSubstr("'kind' is missing")));
  EXPECT_THAT(problems_in(with_three_parameters("warm_start: {kind: identical}\n")),
              ElementsAre(HasSubstr("at least one job, or a file")));
  EXPECT_THAT(problems_in(with_three_parameters("warm_start: {jobs: [first], kind: same}\n")),
              ElementsAre(HasSubstr("expected one of 'identical'")));
  EXPECT_THAT(problems_in(with_three_parameters("warm_start: {jobs: [], kind: identical}\n")),
              ElementsAre(HasSubstr("at least one job")));
}

TEST(JobFilePrior, TheJobsOfAWarmStartAreOthersAndDifferent) {
  EXPECT_THAT(problems_in(with_three_parameters("warm_start:\n"
                                                "  jobs: [first, first, small, 'no name']\n"
                                                "  kind: identical\n")),
              ElementsAre(HasSubstr("/warm_start/jobs/1: job 'first' is named twice"),
                          HasSubstr("/warm_start/jobs/2: a job cannot start from itself"),
                          HasSubstr("/warm_start/jobs/3: ")));
}

}  // namespace
}  // namespace tuner
