#include "tuner/model/trial_model.h"

#include <gtest/gtest.h>

#include "tests/model/trial_samples.h"

namespace tuner {
namespace {

std::optional<double> bowl(const Eigen::VectorXd& u, const Configuration&) {
  return 100.0 + 50.0 * (u.array() - 0.4).square().sum();
}

std::string message_of(const SearchSpace& space, const std::vector<Trial>& trials) {
  const auto model = TrialModel::create(space, {kMinimizeLoss}, trials);
  return model ? "" : model.error().message;
}

TEST(TrialModel, PredictsInTheUnitOfTheObjective) {
  const SearchSpace space = box(2);
  const TrialModel model = model_of(space, spread_trials(space, 30, bowl));
  const Prediction at_optimum = model.predict(Eigen::Vector2d(0.4, 0.4));
  EXPECT_NEAR(at_optimum.mean, 100.0, 0.5);
  EXPECT_LT(at_optimum.lower, at_optimum.mean);
  EXPECT_GT(at_optimum.upper, at_optimum.mean);
}

TEST(TrialModel, LeavesOutWhatWasStoppedWhereCompleteTrainingsAreMeant) {
  const SearchSpace space = box(2);
  std::vector<Trial> trials = spread_trials(space, 12, bowl);
  const auto stop = [&](std::size_t first) {
    for (std::size_t i = first; i < trials.size(); ++i)
      trials[i].status = TrialStatus::kStoppedEarly;
  };
  const auto learnt = [&](const ModelScope& scope) {
    return TrialModel::create(space, {kMinimizeLoss}, trials, {}, scope)->taught().size();
  };
  stop(6);
  EXPECT_EQ(learnt({.complete_only = true}), 6U);
  EXPECT_EQ(learnt({}), 12U);
  stop(4);  // the others are too few for a model
  EXPECT_EQ(learnt({.complete_only = true}), 12U);
}

// The same trials with the sign turned, maximised, say the same with the sign turned.
TEST(TrialModel, MaximisingIsMinimisingWithTheOtherSign) {
  const SearchSpace space = box(2);
  const std::vector<Trial> trials = spread_trials(space, 20, bowl);
  std::vector<Trial> turned = trials;
  for (Trial& trial : turned) trial.objectives = {-*trial.objectives.front()};
  const Prediction a = model_of(space, trials).predict(Eigen::Vector2d(0.7, 0.1));
  const Prediction b =
      model_of(space, turned, {{"score", Goal::kMaximize}}).predict(Eigen::Vector2d(0.7, 0.1));
  EXPECT_DOUBLE_EQ(a.mean, -b.mean);
  EXPECT_DOUBLE_EQ(a.lower, -b.upper);
  EXPECT_DOUBLE_EQ(a.upper, -b.lower);
}

TEST(TrialModel, SaysWhereLossesWereCut) {
  const SearchSpace space = box(1);
  const auto slope = [](const Eigen::VectorXd& u, const auto&) { return 100.0 + u[0]; };
  std::vector<Trial> trials = spread_trials(space, 9, slope);
  EXPECT_EQ(model_of(space, trials).cut_value(), std::nullopt);
  trials.push_back(ended_trial(10, {{"x0", 0.99}}, 1e9));
  const TrialModel model = model_of(space, trials);
  ASSERT_TRUE(model.cut_value());
  EXPECT_LT(*model.cut_value(), 102.5);
  EXPECT_LT(model.predict(Eigen::VectorXd::Constant(1, 0.99)).mean, 103.0);
}

TEST(TrialModel, LearnsInTheOrderOfTheEndsFromWhatTeaches) {
  const SearchSpace space = box(1);
  std::vector<Trial> trials = spread_trials(space, 8, bowl);
  trials[0].ended_at = TimePoint(std::chrono::hours(1));               // the last to end
  trials[1] = ended_trial(2, trials[1].suggestion.configuration, {});  // failed
  trials[2] = ended_trial(3, trials[2].suggestion.configuration, {});
  trials[2].failure = FailureClass::kInfrastructure;  // teaches nothing
  trials[3].status = TrialStatus::kRunning;
  trials[4].suggestion.configuration = {{"x0", 7.0}};  // not of this space
  const std::vector<Taught> taught = taught_by(trials, {kMinimizeLoss}, Encoding(space));
  std::vector<std::uint32_t> order;
  for (const Taught& each : taught) order.push_back(each.trial.number);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{2, 6, 7, 8, 1}));
  EXPECT_TRUE(std::isinf(taught.front().loss));
}

TEST(TrialModel, KeepsWhatFailedOutOfTheLosses) {
  const SearchSpace space = box(2);
  const auto value = [](const Eigen::VectorXd& u, const auto&) -> std::optional<double> {
    return u[0] < 0.5 ? std::nullopt : std::optional(u[0]);
  };
  const std::vector<Trial> trials = spread_trials(space, 40, value);
  const TrialModel model = model_of(space, trials);
  EXPECT_EQ(model.taught().size(), 40u);
  EXPECT_EQ(static_cast<std::size_t>(model.process().observed()), 40u - model.failed());
  EXPECT_EQ(model.cut_value(), std::nullopt);
  const Taught& best = model.taught()[model.best()];
  EXPECT_NEAR(best.loss, 0.5, 0.05);
  ASSERT_TRUE(model.log_success());
  EXPECT_LT(model.log_success()->scores(Eigen::RowVector2d(0.2, 0.5))[0], std::log(0.1));
  EXPECT_GT(model.log_success()->scores(Eigen::RowVector2d(0.8, 0.5))[0], std::log(0.9));
}

TEST(TrialModel, SaysWhatIsMissing) {
  const SearchSpace space = box(2);
  EXPECT_EQ(message_of(space, {}), "a model needs 5 trials with a value; there are 0");
  EXPECT_EQ(message_of(space, spread_trials(space, 1, bowl)),
            "a model needs 5 trials with a value; there is 1");
  const auto nothing = [](const auto&, const auto&) { return std::nullopt; };
  EXPECT_EQ(message_of(space, spread_trials(space, 7, nothing)),
            "a model needs 5 trials with a value; there are 0, and 7 whose configurations failed");
  const auto constant = [](const auto&, const auto&) { return 0.5; };
  EXPECT_EQ(message_of(space, spread_trials(space, 7, constant)),
            "all 7 values are equal (0.5): there is no difference to explain");
  const SearchSpace single = space_of({{"only", Integer{3, 3}}});
  std::vector<Trial> repeated;
  for (std::uint32_t i = 1; i <= 6; ++i) {
    repeated.push_back(ended_trial(i, {{"only", std::int64_t{3}}}, 1.0 * i));
  }
  EXPECT_EQ(message_of(single, repeated),
            "no parameter has more than one value: there is nothing that could explain a "
            "difference");
}

TEST(TrialModel, MeansSnapAndDoNotDependOnTheBlock) {
  const SearchSpace space = conditional_space();
  const auto value = [](const Eigen::VectorXd& u, const auto&) { return u.sum(); };
  const TrialModel model = model_of(space, spread_trials(space, 40, value));
  const Eigen::MatrixXd points =
      Eigen::MatrixXd::Random(300, model.coordinates().dimension()).cwiseAbs();
  const Eigen::VectorXd means = model.means(points);
  for (const Eigen::Index row : {0, 255, 256, 299}) {
    const Eigen::VectorXd u = model.coordinates().snap(points.row(row).transpose());
    EXPECT_NEAR(model.value(means[row]), model.predict(u).mean, 1e-9);
  }
}

// The loss falls towards x = 1; the constraint is kept up to x = 0.5.
std::vector<Trial> trials_with_edge(const SearchSpace& space, double edge) {
  auto trials = spread_trials(space, 20, [](const auto& u, const auto&) { return 1.0 - u[0]; });
  for (Trial& trial : trials) {
    trial.constraints = {std::get<double>(trial.suggestion.configuration.at("x0")) - edge};
  }
  return trials;
}

TEST(TrialModel, TheBestKeepsEveryConstraint) {
  const SearchSpace space = box(1);
  const std::vector<Constraint> constraints = {{"over", {}, 0.0}};
  const auto trials = trials_with_edge(space, 0.5);
  const auto model = TrialModel::create(space, {kMinimizeLoss, constraints}, trials);
  ASSERT_TRUE(model);
  EXPECT_LE(model->taught()[model->best()].u[0], 0.5);
  EXPECT_GE(model->taught()[model->best()].u[0], 0.4);
  EXPECT_GT(model->incumbent(), model->process().observed_means().minCoeff() + 0.5);
  EXPECT_EQ(model->expected().size(), 20) << "all are learnt from";
}

// Beyond 768 values the process does not have them all.
TEST(TrialModel, TheOnlyTrialOfManyThatKeepsTheConstraintIsTheBest) {
  const SearchSpace space = box(1);
  std::vector<Trial> trials = spread_trials(space, 1200, bowl);
  for (Trial& trial : trials) trial.constraints = {trial.id.number == 300 ? 0.0 : 1.0};
  const std::vector<Constraint> constraints = {{"over", {}, 0.5}};
  const auto model = TrialModel::create(space, {kMinimizeLoss, constraints}, trials);
  ASSERT_TRUE(model);
  EXPECT_EQ(model->taught()[model->best()].trial.number, 300U);
}

TEST(TrialModel, NeedsATrialThatKeepsEveryConstraint) {
  const SearchSpace space = box(1);
  const std::vector<Constraint> constraints = {{"over", {}, 0.0}};
  const auto trials = trials_with_edge(space, -1.0);
  const auto model = TrialModel::create(space, {kMinimizeLoss, constraints}, trials);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message,
            "none of the 20 trials with a value keeps every constraint: there is no best one to "
            "improve on");
}

// The same model as of one job with all trials, but for what can be the best.
TEST(TrialModel, KnowsEarlierResultsAndNamesATrialOfTheJob) {
  const SearchSpace space = box(2);
  const std::vector<Trial> all = spread_trials(space, 40, bowl);
  const std::size_t best = model_of(space, all).taught()[model_of(space, all).best()].trial.number;
  const std::vector<Trial> before(all.begin(), all.begin() + 30),
      after(all.begin() + 30, all.end());
  ASSERT_LE(best, 30U) << "the best of all is an earlier one";
  const TrialModel whole = model_of(space, all);
  const TrialModel model =
      model_of(space, after, kMinimizeLoss, {.earlier = earlier_results(before)});
  EXPECT_EQ(model.earlier(), 30U);
  EXPECT_EQ(whole.earlier(), 0U);
  EXPECT_EQ(model.expected(), whole.expected());
  EXPECT_EQ(model.incumbent(), whole.incumbent()) << "an earlier result is to be improved on";
  EXPECT_GT(model.taught()[model.best()].trial.number, 30U);
}

TEST(TrialModel, NeedsATrialOfTheJobToNameABestOne) {
  const SearchSpace space = box(2);
  const Prior prior = {.earlier = earlier_results(spread_trials(space, 20, bowl))};
  EXPECT_TRUE(TrialModel::create_early(space, {kMinimizeLoss}, {}, prior));
  const auto model = TrialModel::create(space, {kMinimizeLoss}, {}, prior);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message,
            "all of the 20 values that could be the best are from before the job");
}

TEST(TrialModel, ExpectsWhatRelatedTasksSay) {
  const SearchSpace space = box(2);
  const auto trials = spread_trials(space, 6, bowl);
  const Prior prior = {.related = {earlier_results(spread_trials(space, 60, bowl, 8))}};
  const Eigen::Vector2d good(0.4, 0.4), bad(0.95, 0.95);
  const auto difference = [&](const TrialModel& model) {
    return model.predict(bad).mean - model.predict(good).mean;
  };
  const double truth = 50.0 * 2.0 * 0.55 * 0.55;
  const double without = difference(model_of(space, trials));
  const double with = difference(model_of(space, trials, kMinimizeLoss, prior));
  EXPECT_LT(std::abs(with - truth), 0.7 * std::abs(without - truth));
}

TEST(TrialModel, ComparesValuesOfOneBudget) {
  const SearchSpace space = SearchSpace::create({{"x", Continuous{0.0, 1.0}}}).value();
  std::vector<Trial> trials =
      spread_trials(space, 9, [](const Eigen::VectorXd& u, const Configuration&) { return u[0]; });
  for (Trial& trial : trials) trial.suggestion.budget = trial.id.number <= 5 ? 1 : 3;
  trials.push_back(ended_trial(10, trials[0].suggestion.configuration, std::nullopt));
  trials.back().suggestion.budget = 1;
  const auto numbers = [&] {
    std::vector<std::uint32_t> taught;
    for (const Taught& each : taught_by(trials, {kMinimizeLoss}, Encoding(space)))
      taught.push_back(each.trial.number);
    return taught;
  };
  EXPECT_EQ(numbers(), (std::vector<std::uint32_t>{6, 7, 8, 9, 10}));
  trials[7].suggestion.budget = trials[8].suggestion.budget =
      9;  // 3: two values, which are too few
  EXPECT_EQ(numbers(), (std::vector<std::uint32_t>{1, 2, 3, 4, 5, 10}));
  for (Trial& trial : trials) trial.suggestion.budget.reset();
  EXPECT_EQ(numbers().size(), 10U);
}

}  // namespace
}  // namespace tuner
