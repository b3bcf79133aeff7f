#include "metrics/scraper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/contract/scraper_contract.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

std::vector<MetricDefinition> definitions() {
  return {{"loss", "loss=([^ ]+)"}, {"acc", R"(epoch (?P<step>\d+).*acc=([0-9.]+))"}, {"f1", ""}};
}

struct BothKinds {
  static std::unique_ptr<MetricScraper> make() { return make_scraper(definitions()).value(); }
  static std::string log() {
    return "starting\nepoch 1 \x1b[1mloss=0.5\x1b[0m acc=0.75\r\n 10%\r 20% loss=0.4\r 30% "
           "loss=nan\n"
           "{\"f1\": 0.25, \"step\": 7}\n{\"f1\": NaN}\nepoch 2 loss=oops acc=0.5\nloss=1e-3\n";
  }
};
INSTANTIATE_TYPED_TEST_SUITE_P(BothKinds, ScraperContract, BothKinds);

TEST(Scraper, CountsStepsByMetricUnlessTheLineSaysOne) {
  const auto points = scrape_at_once(*BothKinds::make(), BothKinds::log());
  std::vector<std::pair<std::string, std::int64_t>> steps;
  for (const MetricPoint& point : points) steps.emplace_back(point.name, point.step);
  using Step = std::pair<std::string, std::int64_t>;
  EXPECT_THAT(steps,
              ElementsAre(Step("loss", 0),
                          Step("acc", 1),
                          Step("loss", 1),
                          Step("loss", 2),
                          Step("f1", 7),
                          Step("f1", 1),
                          Step("acc", 2),
                          Step("loss", 3)));
}

TEST(Scraper, ReportsWhatItCouldNotUse) {
  const auto scraper = BothKinds::make();
  scrape_at_once(*scraper, BothKinds::log());
  const ScrapeReport& report = scraper->report();
  EXPECT_EQ(report.lines, 7u);
  EXPECT_EQ(report.matches.at("loss"), 5u);
  EXPECT_EQ(report.not_a_number, (std::map<std::string, std::uint64_t>{{"loss", 1}}));
  EXPECT_EQ(report.not_a_number_example.at("loss"), "oops");
}

TEST(Scraper, ReadsNothingFromALineThatWasCut) {
  const std::string log = "loss=0.5\nloss=3.77 [the log limit of 99 bytes was reached" +
                          std::string(kLogCutMark) + "\nloss=0.25\n";
  const auto scraper = make_scraper(definitions()).value();
  const auto points = scrape_at_once(*scraper, log);
  ASSERT_THAT(points, SizeIs(2));
  EXPECT_EQ(points[1].value, 0.25);
  EXPECT_TRUE(scraper->report().log_cut);
}

TEST(Scraper, NamesTheMetricThatItSwitchedOff) {
  const std::vector<MetricDefinition> hostile{{"hostile", "((a+)+)$"}, {"loss", "loss=(.+)"}};
  const auto scraper = make_scraper(hostile).value();
  std::string log;
  for (int i = 0; i < 20; ++i) log += std::string(3000, 'a') + "! loss=1\n";
  EXPECT_THAT(scrape_at_once(*scraper, log), SizeIs(20));
  EXPECT_THAT(scraper->report().disabled, ElementsAre("hostile"));
}

TEST(Scraper, RefusesAnIllegalExpression) {
  const std::vector<MetricDefinition> illegal{{"m", "("}};
  EXPECT_EQ(make_scraper(illegal).error().at, "/metrics/m");
}

TEST(ScrapeLog, ShowsLineByLineWhatEachDefinitionFound) {
  std::istringstream log(BothKinds::log());
  std::vector<std::string> seen;
  const auto metrics = definitions();
  const auto report = scrape_log(metrics, log, [&](const LineFindings& line) {
    for (const Finding& finding : line.found) {
      seen.push_back(std::to_string(line.number) + " " + metrics[finding.definition].name + " " +
                     finding.text + (finding.value ? "" : " ?"));
    }
  });
  EXPECT_THAT(seen,
              ElementsAre("2 loss 0.5",
                          "2 acc 0.75",
                          "3 loss 0.4",
                          "3 loss nan",
                          "4 f1 0.25",
                          "5 f1 NaN",
                          "6 loss oops ?",
                          "6 acc 0.5",
                          "7 loss 1e-3"));
  EXPECT_EQ(report.value().lines, 7u);
}

}  // namespace
}  // namespace tuner
