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

TEST(JobFileBreaker, IsOnUnlessItIsSwitchedOff) {
  EXPECT_EQ(spec_in(small_file()).breaker, Breaker{});
  EXPECT_EQ(spec_in(small_file() + "breaker: off\n").breaker, std::nullopt);
  EXPECT_EQ(spec_in(small_file() + "breaker: {retry_after: 1h}\n").breaker,
            (Breaker{.failures = 3, .retry_after = std::chrono::hours(1)}));
  EXPECT_EQ(spec_in(small_file() + "breaker: {failures: 5}\n").breaker, Breaker{.failures = 5});
}

TEST(JobFileBreaker, AMistakeIsNamedWithItsLineAndKey) {
  EXPECT_THAT(problems_in(small_file() + "breaker: {failures: 0, retry_after: 0s}\n"),
              ElementsAre(HasSubstr("job.yaml:6: /breaker/failures: the number of failures"),
                          HasSubstr("job.yaml:6: /breaker/retry_after: the time must be")));
  EXPECT_THAT(problems_in(small_file() + "breaker: 5\n"), ElementsAre(HasSubstr("'off'")));
}

}  // namespace
}  // namespace tuner
