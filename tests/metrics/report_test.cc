#include "metrics/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "metrics/report_csv.h"
#include "metrics/report_html.h"
#include "metrics/report_json.h"
#include "metrics/report_markdown.h"
#include "tests/metrics/report_fixture.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kAttack = "=cmd|<script>alert(1)</script>\"'`\n|";

// One trial of every fate, and text that tries to break out.
void add_unfinished_job(MemoryStore& store) {
  std::vector<Trial> trials = make_successes({0.5, 0.25});
  trials.push_back(make_failure(3, FailureClass::kOutOfMemory, std::string(kAttack)));
  trials.push_back(make_trial(4, TrialStatus::kFailed, NAN));
  trials.back().failure = FailureClass::kDiverged;
  trials.push_back(make_trial(5, TrialStatus::kStoppedEarly, 0.375));
  trials.push_back(make_trial(6, TrialStatus::kRunning, 0.125));
  trials.push_back(make_failure(7, FailureClass::kOutOfMemory, "again"));
  add_job(store, make_spec("unfinished"), trials);
  add_curve(store, {"unfinished"}, TrialId{2}, {0.75, NAN, 0.25});
  add_curve(store, {"unfinished"}, TrialId{5}, {0.375});
}

MemoryStore& store_of_three() {
  static MemoryStore& store = *[] {
    auto* const made = new MemoryStore;
    add_unfinished_job(*made);
    add_job(*made,
            make_spec("good"),
            make_successes({0.5, 0.4, 0.3, 0.25, 0.2, 0.125}),
            EndJob{JobStatus::kCompleted, "all 6 trials have ended"});
    add_job(*made,
            make_spec("bad"),
            make_successes({0.9, 0.8, 0.95, 0.6, 0.7, 0.65}),
            EndJob{JobStatus::kStopped, "stopped by request"});
    return made;
  }();
  return store;
}

Report report_of(const ExperimentReader& store, const std::vector<JobName>& names) {
  return make_report(store, names).value();
}

// What was rendered is left beside the expected text's name, to be looked at and, if it is right, to replace it.
void expect_golden(const std::string& actual, const std::string& file) {
  std::ifstream stream(std::string(TUNER_SOURCE_DIR) + "/tests/metrics/golden/" + file);
  std::ostringstream expected;
  expected << stream.rdbuf();
  if (actual == expected.str()) return;
  const std::string path = ::testing::TempDir() + file;
  std::ofstream(path) << actual;
  EXPECT_EQ(actual, expected.str()) << "written to " << path;
}

TEST(Report, CountsAndGroupsWhatBecameOfTheTrials) {
  const JobReport job = report_of(store_of_three(), {{"unfinished"}}).jobs.at(0);
  EXPECT_EQ(job.counts.at(TrialStatus::kFailed), 3u);
  ASSERT_THAT(job.failures, SizeIs(2));
  EXPECT_EQ(job.failures[0].failure, FailureClass::kOutOfMemory);
  EXPECT_EQ(job.failures[0].count, 2u);
  EXPECT_EQ(job.failures[0].example, TrialId{3});
}

TEST(Report, RanksTheTrialsThatCount) {
  const JobReport job = report_of(store_of_three(), {{"unfinished"}}).jobs.at(0);
  EXPECT_EQ(job.best, TrialId{2});
  EXPECT_THAT(job.ranking, ElementsAre(TrialId{2}, TrialId{5}, TrialId{1}));
  EXPECT_EQ(job.spread->median, 0.375);
}

TEST(Report, KeepsValuesInTheUsersSignAndObeysTheGoal) {
  MemoryStore store;
  add_job(store, make_spec("accuracy", Goal::kMaximize), make_successes({0.5, 0.9, 0.7}));
  const JobReport job = report_of(store, {{"accuracy"}}).jobs.at(0);
  EXPECT_EQ(job.best, TrialId{2});
  EXPECT_EQ(job.best_by_trial.back().value, 0.9);
  EXPECT_EQ(job.spread->upper_quartile, 0.8);
}

TEST(Report, ShowsLearningCurvesOfMoreThanOnePoint) {
  const JobReport job = report_of(store_of_three(), {{"unfinished"}}).jobs.at(0);
  ASSERT_THAT(job.learning_curves, SizeIs(1));
  EXPECT_EQ(job.learning_curves[0].front().trial, TrialId{2});
}

TEST(Report, NamesWhatIsWrongWithTheQuestion) {
  const std::vector<JobName> none, unknown{{"missing"}}, twice{{"good"}, {"good"}};
  EXPECT_EQ(make_report(store_of_three(), none).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(make_report(store_of_three(), unknown).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(make_report(store_of_three(), twice).error().code, ErrorCode::kInvalidArgument);
}

TEST(Report, RendersAsMarkdown) {
  expect_golden(to_markdown(report_of(store_of_three(), {{"unfinished"}, {"good"}, {"bad"}})),
                "report.md");
}

TEST(Report, RendersAsCsv) {
  expect_golden(to_csv(report_of(store_of_three(), {{"unfinished"}, {"good"}})), "report.csv");
}

TEST(Report, RendersAsJson) {
  expect_golden(to_json_text(report_of(store_of_three(), {{"unfinished"}, {"good"}, {"bad"}})),
                "report.json");
}

TEST(Report, RendersAJobWithoutTrialsInEveryFormat) {
  MemoryStore store;
  add_job(store, make_spec("empty"), {});
  const Report report = report_of(store, {{"empty"}});
  EXPECT_THAT(to_markdown(report), HasSubstr("none yet"));
  EXPECT_THAT(to_html(report), HasSubstr("No trial has given a value yet."));
  EXPECT_THAT(to_json_text(report), HasSubstr("\"best\": null"));
  EXPECT_THAT(to_csv(report), Not(HasSubstr("empty")));
}

TEST(HtmlReport, LetsNoTextOutOfItsPlace) {
  const std::string html = to_html(report_of(store_of_three(), {{"unfinished"}, {"good"}}));
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, Not(HasSubstr("<b>:")));
  EXPECT_THAT(html, HasSubstr("=cmd|&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"));
}

TEST(HtmlReport, NeedsNothingFromOutside) {
  const std::string html = to_html(report_of(store_of_three(), {{"unfinished"}}));
  for (const char* door : {"http:", "https:", "src=", "href=", "@import", "url("}) {
    EXPECT_THAT(html, Not(HasSubstr(door)));
  }
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST(HtmlReport, DrawsEveryTrialAndTheBestOne) {
  const std::string html = to_html(report_of(store_of_three(), {{"unfinished"}}));
  EXPECT_THAT(html, HasSubstr("<title>trial 5: 0.375"));
  EXPECT_THAT(html, HasSubstr("trial 4 failed: diverged"));
  EXPECT_THAT(html,
              HasSubstr("<tr class=\"highlighted\"><td class=\"figure\" data-v=\"2\">2</td>"));
}

TEST(HtmlReport, SaysWhatOfAComparisonIsDrawnAtTheEdge) {
  MemoryStore store;
  add_job(store, make_spec("steady"), make_successes({1.0, 0.9, 0.8, 0.7, 0.6, 0.5}));
  add_job(store, make_spec("jumping"), make_successes({500.0, 0.4}));
  const std::string html = to_html(report_of(store, {{"steady"}, {"jumping"}}));
  EXPECT_THAT(html, HasSubstr("One value lies beyond the axis and is drawn at its edge."));
}

TEST(HtmlReport, CutsLabelsOfCategoriesThatHaveNoRoom) {
  MemoryStore store;
  TuningJobSpec spec = make_spec("four");
  spec.parameters[2].domain =
      Categorical{{{"relu"}, {"=tanh|<b>"}, {"größenordnung"}, {"exponential"}}};
  add_job(store, spec, make_successes({0.5, 0.4}));
  const std::string html = to_html(report_of(store, {{"four"}}));
  EXPECT_THAT(html, HasSubstr(">größeno…</text>"));
  EXPECT_THAT(html, HasSubstr(">relu</text>"));
}

TEST(HtmlReport, IsDrawnWhereValuesDifferByRoundingOnly) {
  const double value = 0.9333333333333333, next = std::nextafter(value, 1.0);
  MemoryStore store;
  add_job(store,
          make_spec("nearly constant"),
          make_successes({value, next, value, value, next, value}));
  EXPECT_LT(to_html(report_of(store, {{"nearly constant"}})).size(), 200'000U);
}

TEST(HtmlReport, StaysSmallWithTenThousandTrials) {
  MemoryStore store;
  std::vector<double> values;
  for (int i = 0; i < 10'000; ++i) values.push_back(1.0 + std::sin(i * 0.7));
  add_job(store, make_spec("many"), make_successes(values));
  const std::string html = to_html(report_of(store, {{"many"}}));
  EXPECT_LT(html.size(), 1'500'000u);
  EXPECT_THAT(html, HasSubstr("The 1000 best trials"));
}

// loss and size, both less is better: 1 and 3 are on the front, 2 is dominated, 4 has one value only.
Report report_of_two_objectives() {
  MemoryStore store;
  TuningJobSpec spec = make_spec("trade-off");
  spec.objectives.push_back({"size"});
  spec.metrics.push_back({"size", "size=([0-9.]+)"});
  std::vector<Trial> trials = make_successes({0.5, 0.75, 0.25});
  trials.push_back(make_failure(4, FailureClass::kMetricMissing, "no size"));
  const std::vector<std::optional<double>> sizes = {10.0, 12.0, 30.0, std::nullopt};
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].objectives.push_back(sizes[i]);
  add_job(store, spec, trials);
  return report_of(store, {{"trade-off"}});
}

TEST(Report, OfSeveralObjectivesHasAFrontAndNoBestConfiguration) {
  const Report report = report_of_two_objectives();
  EXPECT_THAT(report.jobs.front().front, ElementsAre(TrialId{3}, TrialId{1}));
  const std::string markdown = to_markdown(report), html = to_html(report);
  EXPECT_THAT(markdown, HasSubstr("| front | 2 trials |"));
  EXPECT_THAT(
      markdown,
      HasSubstr("### Front\n\n| trial | status | val:loss | size | lr | units | activation |\n"
                "| ---: | --- | ---: | ---: | ---: | ---: | --- |\n"
                "| 3 | succeeded | 0.25 | 30 | 0.003 | 24 |"));
  EXPECT_THAT(markdown, Not(HasSubstr("Best configuration")));
  EXPECT_THAT(html, HasSubstr("<h3>Front</h3>"));
  EXPECT_THAT(html, HasSubstr("<b>2</b><span>trials on the front</span>"));
  EXPECT_THAT(to_json_text(report), HasSubstr("\"front\": [\n        3,\n        1\n      ]"));
}

TEST(Report, OfTrialsWithBudgetsSaysHowFarEachWent) {
  MemoryStore store;
  std::vector<Trial> trials = make_successes({0.5, 0.25});
  trials[0].suggestion.budget = 3;
  trials[1].suggestion.budget = 9;
  trials[1].suggestion.resume_from = TrialId{1};
  add_job(store, make_spec("rungs"), trials);
  const std::string markdown = to_markdown(report_of(store, {{"rungs"}}));
  EXPECT_THAT(markdown, HasSubstr("| trial | status | budget | continues |"));
  EXPECT_THAT(markdown, HasSubstr("| 1 | succeeded | 3 | – |"));
  EXPECT_THAT(markdown, HasSubstr("| **succeeded** | **9** | **1** |"));
}

TEST(Report, OfOneObjectiveHasNoFront) {
  const Report report = report_of(store_of_three(), {{"good"}});
  EXPECT_THAT(report.jobs.front().front, IsEmpty());
  EXPECT_THAT(to_json_text(report), Not(HasSubstr("front")));
}

Report report_with_constraint(double max) {
  MemoryStore store;
  TuningJobSpec spec = make_spec("bounded");
  spec.constraints = {{"ms", {}, max}};
  std::vector<Trial> trials = make_successes({0.5, 0.25, 0.75});
  trials.push_back(make_failure(4, FailureClass::kUserError, "exit code 1"));
  const std::vector<std::optional<double>> times = {18.0, 22.5, 12.0, std::nullopt};
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].constraints = {times[i]};
  add_job(store, spec, trials);
  return report_of(store, {{"bounded"}});
}

TEST(Report, RanksWhatKeepsTheConstraintsAndMarksWhatDoesNot) {
  const Report report = report_with_constraint(20.0);
  const JobReport& job = report.jobs.front();
  EXPECT_EQ(job.best, TrialId{1});
  EXPECT_THAT(job.ranking, ElementsAre(TrialId{1}, TrialId{3}));
  EXPECT_EQ(job.violating, 1U);
  const std::string markdown = to_markdown(report), html = to_html(report), csv = to_csv(report);
  EXPECT_THAT(markdown, HasSubstr("| constraint | ms ≤ 20 |"));
  EXPECT_THAT(markdown, HasSubstr("| trial | status | val:loss | ms ≤ 20 |"));
  EXPECT_THAT(html, HasSubstr("22.5 ✗"));
  EXPECT_THAT(html, HasSubstr("violates a constraint"));
  EXPECT_THAT(html, HasSubstr("ms = 22.5 (≤ 20)"));
  EXPECT_THAT(csv, HasSubstr("objective.val:loss,constraint.ms,keeps_constraints,"));
  EXPECT_THAT(csv, HasSubstr("0.25,22.5,no,"));
  EXPECT_THAT(csv, HasSubstr("user error,,,,"));
  EXPECT_THAT(to_json_text(report), HasSubstr("\"keeps_constraints\": false"));
}

TEST(Report, NamesTheNearestMissWhereNothingKeepsTheConstraints) {
  const Report report = report_with_constraint(10.0);
  EXPECT_EQ(report.jobs.front().best, std::nullopt);
  const std::string sentence =
      "none keeps every constraint; the nearest miss is trial 3 with ms = 12 (≤ 10)";
  EXPECT_THAT(to_markdown(report), HasSubstr(sentence));
  EXPECT_THAT(to_html(report), HasSubstr(sentence));
  EXPECT_THAT(to_json_text(report), HasSubstr("\"best\": null"));
}

}  // namespace
}  // namespace tuner
