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

TEST(EarlyStopping, PromotionIsForOneObjectiveAndNeedsAshaAloneAndAParameter) {
  TuningJobSpec spec = small_spec(3, 1);
  spec.early_stopping.asha = true;
  spec.resource = {"epochs", 1, 27, 3, true, 4};
  EXPECT_THAT(places(spec), IsEmpty());
  spec.resource->parameter.clear();
  EXPECT_THAT(places(spec), ElementsAre("/resource/promotion"));
  spec.resource->parameter = "epochs";
  spec.early_stopping.patience = 3;
  EXPECT_THAT(places(spec), ElementsAre("/resource/promotion"));
  spec.early_stopping = {};
  spec.resource->brackets = 1;
  EXPECT_THAT(places(spec), ElementsAre("/resource/promotion"));
  spec.early_stopping.asha = true;
  spec.objectives.push_back({"size"});
  spec.metrics.push_back({"size", "size=(.*)"});
  EXPECT_THAT(places(spec), ElementsAre("/resource/promotion"));
}

TEST(EarlyStopping, BracketsBeginAtBudgetsOfAsha) {
  TuningJobSpec spec = small_spec(3, 1);
  spec.early_stopping.asha = true;
  for (const std::int64_t brackets : {0, 5}) {
    spec.resource = {"epochs", 1, 27, 3, false, brackets};
    EXPECT_THAT(places(spec), ElementsAre("/resource/brackets")) << brackets;
  }
  spec.resource->brackets = 4;
  EXPECT_THAT(places(spec), IsEmpty());
  spec.early_stopping = {};
  EXPECT_THAT(places(spec), ElementsAre("/resource/brackets"));
}

TEST(EarlyStopping, ATrialIsToldItsBudgetAndContinuesInTheFolderOfItsChain) {
  TuningJobSpec spec = small_spec(3, 1);
  spec.resource = {"epochs", 1, 27, 3, true};
  const Suggestion suggestion{
      .configuration = {{"x", std::int64_t{5}}}, .budget = 9, .resume_from = TrialId{3}};
  const RunRequest request =
      make_run_request(spec, JobIdentity{1}, TrialId{7}, 2, suggestion, "/jobs", TrialId{1});
  EXPECT_EQ(request.hyperparameters.at("epochs"), "9");
  EXPECT_EQ(request.checkpoint_folder,
            "/jobs/job/" + trial_name(spec.name, JobIdentity{1}, {1}) + "/checkpoints");
  EXPECT_EQ(request.trial_folder, "/jobs/job/" + trial_name(spec.name, JobIdentity{1}, {7}));
  const RunRequest own = make_run_request(spec, JobIdentity{1}, TrialId{7}, 2, suggestion, "/jobs");
  EXPECT_EQ(own.checkpoint_folder, own.trial_folder / "checkpoints");
}

TEST(EarlyStopping, AChainBeginsWithTheTrialThatContinuesNone) {
  std::vector<Trial> trials(5);
  trials[2].suggestion.resume_from = TrialId{1};
  trials[4].suggestion.resume_from = TrialId{3};
  EXPECT_EQ(first_of_chain(trials, {5}), TrialId{1});
  EXPECT_EQ(first_of_chain(trials, {4}), TrialId{4});
}

}  // namespace
}  // namespace tuner
