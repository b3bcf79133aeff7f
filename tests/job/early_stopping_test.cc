#include "tuner/job/early_stopping.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/fakes/job_fixtures.h"
#include "tests/job/places.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(EarlyStopping, EveryRuleNeedsWhatItComparesWith) {
  TuningJobSpec spec = small_spec(3, 1);
  spec.early_stopping = {true, true, 25.0, 0.9, 5, 0.01, 4, 5};
  spec.resource = {"epochs", 1, 27, 3};
  EXPECT_THAT(places(spec), IsEmpty());
  spec.resource.reset();
  EXPECT_THAT(places(spec), ElementsAre("/early_stopping"));
  spec.early_stopping = {false, false, 100.0, std::nan(""), 0, -1.0, 0, 0};
  EXPECT_THAT(places(spec),
              ElementsAre("/early_stopping/percentile",
                          "/early_stopping/threshold",
                          "/early_stopping/patience",
                          "/early_stopping/min_change",
                          "/early_stopping/after",
                          "/early_stopping/completed"));
}

TEST(EarlyStopping, AResourceIsNeitherTunedNorStatic) {
  TuningJobSpec spec = small_spec(3, 1);
  spec.resource = {"x", 3, 2, 1};
  spec.static_hyperparameters["x2"] = "1";
  EXPECT_THAT(places(spec),
              UnorderedElementsAre("/resource/max", "/resource/reduction", "/resource/parameter"));
  spec.resource = {"x2", 1, 2, 2};
  EXPECT_THAT(places(spec), ElementsAre("/resource/parameter"));
}

TEST(EarlyStopping, TheResourceTellsTheTrainingHowFarToGo) {
  TuningJobSpec spec = small_spec(3, 1);
  spec.command = {"train", "{epochs}", "{x}"};
  spec.resource = {"epochs", 1, 27, 3};
  EXPECT_THAT(places(spec), IsEmpty());
  const RunRequest request =
      make_run_request(spec, JobIdentity{1}, TrialId{1}, 1, {{{"x", std::int64_t{5}}}}, "/jobs");
  EXPECT_EQ(request.hyperparameters.at("epochs"), "27");
}

}  // namespace
}  // namespace tuner
