#include <gmock/gmock.h>

#include "tests/job/job_file_samples.h"

namespace tuner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(JobFileFailures, PatternsAreReadInTheirOrder) {
  const TuningJobSpec spec =
      spec_in(small_file() +
              "failures:\n"
              "  - {pattern: 'Loss is NaN', class: diverged}\n"
              "  - {pattern: 'NCCL (timeout|error)', class: infrastructure}\n");
  EXPECT_THAT(spec.failures,
              ElementsAre(FailurePattern{"Loss is NaN", FailureClass::kDiverged},
                          FailurePattern{"NCCL (timeout|error)", FailureClass::kInfrastructure}));
}

TEST(JobFileFailures, AMistakeIsNamedWithItsLineAndKey) {
  EXPECT_THAT(
      problems_in(small_file() + "failures:\n  - {pattern: '', class: diverged}\n"),
      ElementsAre(HasSubstr("job.yaml:7: /failures/0/pattern: a pattern must not be empty")));
  EXPECT_THAT(problems_in(small_file() + "failures:\n  - {pattern: x, class: time_limit}\n"),
              ElementsAre(HasSubstr("job.yaml:7: /failures/0/class")));
  EXPECT_THAT(problems_in(small_file() + "failures:\n  - {pattern: x}\n"),
              ElementsAre(HasSubstr("class")));
}

TEST(JobFileFailures, AClassThatNoLogCanSayIsRefused) {
  TuningJobSpec spec = spec_in(small_file());
  spec.failures = {{"x", FailureClass::kTimeLimit}};
  const std::vector<Error> problems = spec.problems();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].at, "/failures/0/class");
}

}  // namespace
}  // namespace tuner
