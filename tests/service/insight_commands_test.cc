// importance and the model's line of best: what they print, and what all of these say where there is no model.
// Numbers that come out of a fit are masked in texts, and compared with the truth in JSON.
#include <gmock/gmock.h>

#include <cmath>

#include "service/exit_code.h"
#include "tests/service/insight_fixture.h"

namespace tuner {
namespace {

using nlohmann::json;
using testing::Output;

TEST_F(InsightCommands, ImportanceIsATableWithBarsAndWhatItsColumnsMean) {
  add("slope", box(3), spread_trials(box(3), 40, slope));
  const Output output = line({"importance", "slope"});
  EXPECT_EQ(output.exit_code, kExitOk);
  EXPECT_EQ(
      masked(output.out),
      "PARAMETER TOTAL ALONE BEST TRIALS\n"
      "x0 % % % =\n"
      "x1 % % chance =\n"
      "x2 % % chance\n"
      "\n"
      "About loss.\n"
      "TOTAL, ALONE: shares of the variation of the model's mean in the better half of the space "
      "(standard deviation #),\n"
      "with and without what a parameter does together with others; ± one standard error.\n"
      "BEST TRIALS: what tells the best 7 of 40 trials (up to #) from all; chance: no more than "
      "a random choice.\n");
}

TEST_F(InsightCommands, ImportanceAsJsonHasBothMethods) {
  add("slope", box(3), spread_trials(box(3), 40, slope));
  const json found = document({"importance", "slope", "--whole-space"});
  EXPECT_EQ(found.at("model").at("region"), "whole space");
  const json first = found.at("model").at("parameters").at(0);
  EXPECT_EQ(first.at("parameter"), "x0");
  EXPECT_NEAR(first.at("total").get<double>(), 16.0 / 17.0, 0.03);
  EXPECT_EQ(found.at("best_trials").at("parameters").at(0).at("parameter"), "x0");
  EXPECT_EQ(found.at("problems"), json::array());
}

TEST_F(InsightCommands, ImportanceWarnsWhereTheSearchChoseItsTrialsByTheirResults) {
  const std::string warning = "The search chose its trials by their results";
  add("spread", box(2), spread_trials(box(2), 30, slope), Goal::kMinimize, "sobol");
  add("learnt", box(2), bayesian_trials(box(2), 30), Goal::kMinimize, "bayesian");
  EXPECT_EQ(line({"importance", "spread"}).out.find(warning), std::string::npos);
  EXPECT_NE(line({"importance", "learnt"}).out.find(warning), std::string::npos);
}

TEST_F(InsightCommands, ImportanceUsesWhatThereIsAndSaysWhatIsMissing) {
  add("few", box(2), spread_trials(box(2), 9, slope));
  const Output output = line({"importance", "few"});
  EXPECT_EQ(output.exit_code, kExitOk);
  EXPECT_NE(
      output.out.find("No BEST TRIALS: comparing the best trials with all needs 20 trials, 5 of "
                      "them with a value; there are 9, 9 with a value.\n"),
      std::string::npos)
      << output.out;
  EXPECT_EQ(document({"importance", "few"}).at("best_trials"), nullptr);
}

TEST_F(InsightCommands, ImportanceAlongAParameterIsItsPartialDependence) {
  add("slope", box(2), spread_trials(box(2), 30, slope), Goal::kMaximize);
  const Output output = line({"importance", "slope", "--parameter", "x0"});
  EXPECT_EQ(output.out.substr(0, output.out.find('\n')),
            "loss along x0, averaged over 256 configurations of the other parameters");
  const json along = document({"importance", "slope", "--parameter", "x0"});
  EXPECT_NEAR(along.at("points").at(20).at("mean").get<double>(), 14.5, 0.1);
  EXPECT_EQ(along.at("curves").size(), 5U);
  const Output unknown = line({"importance", "slope", "--parameter", "x9"});
  EXPECT_EQ(unknown.exit_code, kExitNotFound);
  EXPECT_EQ(unknown.err, "tuner: no parameter named 'x9'; did you mean 'x0'?\n");
  EXPECT_EQ(line({"importance", "slope", "--parameter", "lr"}).err,
            "tuner: no parameter named 'lr'; there are 'x0', 'x1'\n");
}

TEST_F(InsightCommands, SayWhatIsMissingWhereThereIsNoModel) {
  const auto nothing = [](const auto&, const auto&) { return std::nullopt; };
  const auto constant = [](const auto&, const auto&) { return 0.5; };
  add("one", box(2), spread_trials(box(2), 1, slope));
  add("failed", box(2), spread_trials(box(2), 30, nothing));
  add("constant", box(2), spread_trials(box(2), 30, constant));
  const std::pair<std::string, std::string> expected[] = {
      {"one", "a model needs 5 trials with a value; there is 1"},
      {"failed",
       "a model needs 5 trials with a value; there are 0, and 30 whose configurations failed"},
      {"constant", "all 30 values are equal (0.5): there is no difference to explain"}};
  for (const auto& [job, why] : expected) {
    for (const char* command : {"importance", "explain"}) {
      const Output output = line({command, job});
      EXPECT_EQ(output.exit_code, kExitNoResult);
      EXPECT_EQ(output.err, "tuner: " + job + ": " + why + "\n");
      EXPECT_EQ(output.out, "");
      EXPECT_EQ(document({command, job}).at("model"), nullptr);
    }
  }
  EXPECT_EQ(document({"explain", "failed"}).at("problem"), expected[1].second);
}

TEST_F(InsightCommands, ManyCategoriesAndConditionsAreNoObstacle) {
  Categorical many;
  for (int i = 0; i < 1000; ++i) many.values.push_back(text("v" + std::to_string(i)));
  const SearchSpace space = space_of({{"many", many},
                                      {"x", Continuous{0.0, 1.0}},
                                      {"y", Continuous{0.0, 1.0}, {{"many", {text("v3")}}}}});
  const auto x = [](const Eigen::VectorXd& u, const auto&) { return u[1]; };
  add("many", space, spread_trials(space, 25, x));
  const Output importance = line({"importance", "many"});
  EXPECT_EQ(importance.exit_code, kExitOk);
  EXPECT_NE(importance.out.find("Conditional parameters count where they exist.\n"),
            std::string::npos);
  EXPECT_EQ(line({"explain", "many"}).exit_code, kExitOk);
  EXPECT_EQ(line({"explain", "many", "25"}).exit_code, kExitOk);
  EXPECT_NE(
      line({"importance", "many", "--parameter", "many"}).out.find("further values not shown"),
      std::string::npos);
}

TEST_F(InsightCommands, BestSaysWhatIsLuckOnlyWhereThereIsAny) {
  const auto noisy = [](const Eigen::VectorXd& u, const auto&) {
    return u[0] + 0.3 * std::sin(1e6 * u[0] + 1e5 * u[1]);
  };
  add("exact", box(2), spread_trials(box(2), 30, slope));
  add("noisy", box(2), spread_trials(box(2), 40, noisy));
  EXPECT_EQ(line({"best", "exact"}).out.find("luck"), std::string::npos);
  const std::string text = line({"best", "noisy"}).out;
  EXPECT_NE(text.find("\nwithout luck the model expects "), std::string::npos) << text;
  const json best = document({"best", "noisy"});
  EXPECT_GT(best.at("model").at("best_value_predicted").at("mean"), best.at("objective"));
  EXPECT_EQ(document({"best", "digits"}).at("model"), nullptr) << "two values make no model";
}

}  // namespace
}  // namespace tuner
