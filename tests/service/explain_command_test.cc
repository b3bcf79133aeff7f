// explain: what it prints, and what it says where there is too little to say.
// Numbers that come out of a fit are masked in texts, and compared with the truth in JSON.
#include <gmock/gmock.h>

#include <cmath>

#include "service/exit_code.h"
#include "tests/service/insight_fixture.h"

namespace tuner {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using testing::Output;

TEST_F(InsightCommands, ExplainWithoutATrialIsAboutTheModel) {
  std::vector<Trial> trials = spread_trials(box(2), 30, slope);
  trials[4] = ended_trial(5, trials[4].suggestion.configuration, {});
  trials[9] = ended_trial(10, trials[9].suggestion.configuration, 1e4);  // is cut
  add("slope", box(2), trials);
  const Output output = line({"explain", "slope"});
  EXPECT_EQ(output.exit_code, kExitOk);
  EXPECT_EQ(
      masked(output.out),
      "Model 29 trials with a value of loss, 1 failed configuration\n"
      "Best mean # in trial 6, % interval # … #; its value is #\n"
      "Best value # in trial 6; the mean there is #, % interval # … #\n"
      "Noise # is the standard deviation of a repetition\n"
      "Calibration % of 28 values inside the % interval that the others predict; correlation #\n"
      "Regret bound #: nominally with % confidence, no configuration is better than the best tried "
      "one by more\n"
      "Stagnation no: 24 trials since the best, trial 6\n"
      " over the last 10 trials the best value improved by 0\n"
      " one more trial promises #; nothing is what is below #, % of the spread of the good values\n"
      "Cut values above # count as that value: intervals that reach it may reach further\n"
      "\n"
      "PARAMETER LENGTH SCALE\n"
      "x0 #\n"
      "x1 #\n"
      "\n"
      "LENGTH SCALE: in ranges of the parameter; the loss changes over about one, and hardly if it "
      "is long.\n");
}

TEST_F(InsightCommands, ExplainAsJsonKnowsTheModelInTheUnitOfTheObjective) {
  add("slope", box(2), spread_trials(box(2), 30, slope), Goal::kMaximize);
  const json model = document({"explain", "slope"}).at("model");
  const json best = model.at("best_mean");
  EXPECT_NEAR(best.at("predicted").at("mean").get<double>(), best.at("seen").get<double>(), 0.05);
  EXPECT_GT(best.at("seen"), 13.0);
  EXPECT_GT(model.at("calibration").at("correlation"), 0.99);
  EXPECT_GT(model.at("regret_bound"), 0.0);
  EXPECT_EQ(model.at("length_scales").at(0).at("parameter"), "x0");
  EXPECT_EQ(model.at("failed"), 0);
}

// The proof that the model of that moment is rebuilt: what the strategy proposed promises more than
// a thousand configurations at random.
TEST_F(InsightCommands, ExplainFindsThatTheStrategyProposedWhatPromisedMost) {
  add("bowl", box(2), bayesian_trials(box(2), 25), Goal::kMinimize, "bayesian");
  for (std::uint32_t number = 1; number <= 25; ++number) {
    const json explained = document({"explain", "bowl", std::to_string(number)});
    EXPECT_EQ(explained.at("origin"), number <= 5 ? "initial design" : "model") << number;
    if (number <= 5) {
      EXPECT_EQ(explained.at("explanation"), nullptr);
      continue;
    }
    EXPECT_EQ(explained.at("explanation").at("learnt_from"), number - 1);
    const bool leap = number > 12 && number % 2 == 1;
    EXPECT_EQ(explained.at("leap"), leap) << number;
    const std::string text = line({"explain", "bowl", std::to_string(number)}).out;
    EXPECT_EQ(text.find("large ones counting more") != std::string::npos, leap) << number;
    if (leap) continue;
    EXPECT_EQ(explained.at("explanation").at("promising_more"), 0) << number;
  }
}

// Twelve trials at a budget of 1, then six of them continued to a budget of 3; the last of these is far better.
std::vector<Trial> promoted_trials(const SearchSpace& space) {
  std::vector<Trial> trials = spread_trials(space, 12, slope);
  for (Trial& trial : trials) trial.suggestion.budget = 1;
  for (std::uint32_t number = 13; number <= 15; ++number) {
    const TrialId earlier{number - 12};
    Trial trial = ended_trial(
        number, trials[earlier.number - 1].suggestion.configuration, number == 15 ? -9.0 : 1.0);
    trial.suggestion.budget = 3;
    trial.suggestion.resume_from = earlier;
    trials.push_back(std::move(trial));
  }
  Trial fresh = spread_trials(space, 16, slope).back();
  fresh.suggestion.budget = 1;
  trials.push_back(std::move(fresh));
  return trials;
}

TEST_F(InsightCommands, WhatIsSaidOfPromotedTrialsIsOfOneBudget) {
  add("rungs", box(2), promoted_trials(box(2)), Goal::kMinimize, "bayesian");
  EXPECT_EQ(document({"explain", "rungs", "16"}).at("origin"), "model");
  const json promoted = document({"explain", "rungs", "15"});
  EXPECT_EQ(promoted.at("origin"), "promotion");
  EXPECT_EQ(promoted.at("explanation").at("known_budget"), 1);
  EXPECT_EQ(promoted.at("explanation").at("budget"), 3);
  const std::string text = line({"explain", "rungs", "15"}).out;
  EXPECT_THAT(text, HasSubstr("what is predicted is at a budget of 1"));
  EXPECT_THAT(text, HasSubstr("-9 at a budget of 3, of which nothing was predicted"));
  const json best = document({"best", "rungs"});
  EXPECT_EQ(best.at("trial"), 15);
  EXPECT_EQ(best.at("model"), nullptr);
}

std::vector<EarlierResult> bowl_results(const SearchSpace& space) {
  return earlier_results(spread_trials(space, 20, [](const Eigen::VectorXd& u, const auto&) {
    return (u.array() - 0.35).square().sum();
  }));
}

// As above: the model is that of a strategy that knew the earlier results, from the first trial on.
TEST_F(InsightCommands, ExplainKnowsTheEarlierResultsOfAWarmStart) {
  const Prior prior = {.earlier = bowl_results(box(2))};
  add("warm", box(2), bayesian_trials(box(2), 8, prior), Goal::kMinimize, "bayesian", prior);
  for (std::uint32_t number = 1; number <= 8; ++number) {
    const json explained = document({"explain", "warm", std::to_string(number)});
    EXPECT_EQ(explained.at("origin"), "model") << number;
    EXPECT_EQ(explained.at("explanation").at("learnt_from"), 20 + number - 1);
    EXPECT_EQ(explained.at("explanation").at("earlier"), 20);
    EXPECT_EQ(explained.at("explanation").at("promising_more"), 0) << number;
  }
  EXPECT_NE(line({"explain", "warm", "1"}).out.find("an earlier result at "), std::string::npos);
  const json model = document({"explain", "warm"}).at("model");
  EXPECT_EQ(model.at("values"), 28);
  EXPECT_GT(model.at("regret_bound"), 0.0);
  EXPECT_LE(model.at("stagnation").at("best"), 8);
  EXPECT_NE(line({"explain", "warm"})
                .out.find("28 trials with a value of loss, 20 of them from before the job\n"),
            std::string::npos);
}

TEST_F(InsightCommands, ExplainKnowsWhatRelatedTasksGaveToStartWith) {
  const Prior prior = {.related = {bowl_results(box(2))}};
  add("moved", box(2), bayesian_trials(box(2), 7, prior), Goal::kMinimize, "bayesian", prior);
  const char* origins[] = {"start",
                           "initial design",
                           "initial design",
                           "initial design",
                           "initial design",
                           "model",
                           "model"};
  for (std::uint32_t number = 1; number <= 7; ++number) {
    const json explained = document({"explain", "moved", std::to_string(number)});
    EXPECT_EQ(explained.at("origin"), origins[number - 1]) << number;
    if (explained.at("origin") == "model") {
      EXPECT_EQ(explained.at("explanation").at("promising_more"), 0) << number;
    }
  }
}

// The trainings of these trials take no time at all.
TEST_F(InsightCommands, ExplainNamesTheStrategyThatAutoHadMovedTo) {
  add("quick", box(2), bayesian_trials(box(2), 18), Goal::kMinimize, "auto");
  const auto [early, late] =
      std::pair(document({"explain", "quick", "16"}), document({"explain", "quick", "17"}));
  EXPECT_EQ(early.at("origin"), "model");
  EXPECT_EQ(early.at("strategy"), "bayesian");
  EXPECT_EQ(late.at("origin"), "other strategy");
  EXPECT_EQ(late.at("strategy"), "tpe");
  EXPECT_NE(
      line({"explain", "quick", "17"})
          .out.find("Proposed by  strategy 'tpe', to which 'auto' had moved, without a model; "
                    "what follows is what a model would have said\n"),
      std::string::npos);
}

TEST_F(InsightCommands, ExplainOfATrialIsAListOfFacts) {
  add("bowl", box(2), bayesian_trials(box(2), 12), Goal::kMinimize, "bayesian");
  const Output early = line({"explain", "bowl", "2"});
  EXPECT_EQ(early.exit_code, kExitOk);
  EXPECT_EQ(early.out,
            "Trial        2, trial-2\n"
            "Proposed by  the initial design: evenly spread, before the model is asked\n"
            "No model     when it was created: a model needs 5 trials with a value; there is 1\n");
  const Output late = line({"explain", "bowl", "12"});
  EXPECT_EQ(
      masked(late.out),
      "Trial 12, trial-12\n"
      "Proposed by the model: the largest expected improvement that was found\n"
      "Known then 11 trials that had ended, 0 running\n"
      "Predicted #, % interval # … #\n"
      "Seen #: inside what was to be expected, % interval of a value # … #\n"
      "Promise an expected improvement of # on #, the best mean then\n"
      " none of 1024 configurations at random promised more; the best of them #\n"
      "Balance exploits: % of the expected improvement comes from the mean, the rest from not "
      "knowing;\n"
      " % of the variance there was known already\n"
      "Nearest trial 10 at # length scales, correlation #: #\n"
      " trial 11 at # length scales, correlation #: #\n"
      " trial 7 at # length scales, correlation #: #\n");
  EXPECT_EQ(line({"explain", "bowl", "13"}).exit_code, kExitNotFound);
}

TEST_F(InsightCommands, ExplainRebuildsTheModelOfTheSpecificationOfThen) {
  TuningJobSpec spec = spec_of("grown", box(2), Goal::kMinimize);
  spec.strategy = "bayesian";
  std::vector<Trial> trials = bayesian_trials(box(2), 12);
  const auto start = [](const Trial& trial) -> Action {
    return StartRun{trial.id, 1, trial.suggestion};
  };
  std::vector<Action> starts;
  for (const Trial& trial : trials) starts.push_back(start(trial));
  add(spec, trials, starts);
  std::get<Continuous>(spec.parameters.front().domain).max = 50.0;
  ASSERT_TRUE(store_->extend_job(spec));
  trials = {ended_trial(13, {{"x0", 40.0}, {"x1", 0.5}}, 9.0)};
  ASSERT_TRUE(store_->append_step(
      spec.name, {2, JobTime(0), TimePoint{}, {JobExtended{1}}, {start(trials.front())}}, trials));
  for (const char* number : {"8", "12"}) {
    const json explained = document({"explain", "grown", number});
    EXPECT_EQ(explained.at("explanation").at("promising_more"), 0) << number;
  }
  EXPECT_NE(document({"explain", "grown", "13"}).at("explanation"), nullptr);
}

TEST_F(InsightCommands, ExplainNamesWhatAFrontIsChosenByAndPromisesNothingElse) {
  for (const std::size_t objectives : {2U, 3U}) {
    TuningJobSpec spec = spec_of("front" + std::to_string(objectives), box(2), Goal::kMinimize);
    spec.strategy = "bayesian";
    auto trials = spread_trials(box(2), 14, slope);
    for (std::size_t i = 1; i < objectives; ++i) {
      spec.objectives.push_back({"other" + std::to_string(i), Goal::kMinimize});
      for (Trial& trial : trials) trial.objectives.push_back(-*trial.objectives.front());
    }
    add(spec, trials);
    const std::string text = line({"explain", spec.name.text, "14"}).out;
    const std::string criterion =
        objectives == 2 ? "the model: the largest expected growth of the front that was found"
                        : "the model: the best along a direction";
    EXPECT_NE(text.find(criterion), std::string::npos) << text;
    EXPECT_NE(text.find("Predicted    loss = "), std::string::npos) << text;
    EXPECT_EQ(text.find("Promise"), std::string::npos) << text;
    EXPECT_EQ(text.find("Balance"), std::string::npos) << text;
    const json explained = document({"explain", spec.name.text, "14"}).at("explanation");
    EXPECT_EQ(explained.at("promising_more"), nullptr);
    EXPECT_EQ(explained.at("expected_improvement"), nullptr);
  }
}

}  // namespace
}  // namespace tuner
