#include "tuner/job/completion.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/fakes/job_fixtures.h"
#include "tests/job/places.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Completion, NeedsNumbersThatCanBeReached) {
  TuningJobSpec spec = small_spec(3, 1);
  spec.completion = {-0.5, 1, Convergence{0.01}};
  EXPECT_THAT(places(spec), IsEmpty());
  spec.completion = {std::numeric_limits<double>::infinity(), 0, Convergence{0.0}};
  EXPECT_THAT(
      places(spec),
      ElementsAre("/completion/target", "/completion/not_improving", "/completion/converged"));
}

TEST(Completion, OfSeveralObjectivesIsAFrontThatNoLongerImproves) {
  TuningJobSpec spec = small_spec(3, 1);
  spec.metrics.push_back({"size", "size=(.*)"});
  spec.objectives.push_back({"size", Goal::kMinimize});
  spec.completion.not_improving = 5;
  EXPECT_THAT(places(spec), IsEmpty());
  spec.completion = {0.5, 5, Convergence{}};
  EXPECT_THAT(places(spec), ElementsAre("/completion/target", "/completion/converged"));
}

}  // namespace
}  // namespace tuner
