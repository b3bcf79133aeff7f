#include "metrics/json_line_scraper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tuner {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Finding> scan(std::string_view line) {
  const std::vector<MetricDefinition> definitions{{"loss", ""}, {"regex", "x=(.)"}, {"acc", ""}};
  std::vector<Finding> found;
  JsonLineScraper(definitions).scan(line, found);
  return found;
}

TEST(JsonLineScraper, ReadsOneMetricPerLine) {
  const auto found = scan(R"(  {"metric": "acc", "value": 0.5, "step": 3} )");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].definition, 2u);
  EXPECT_EQ(found[0].value, 0.5);
  EXPECT_EQ(found[0].step, 3);
}

TEST(JsonLineScraper, ReadsSeveralMetricsByTheirNames) {
  const auto found = scan(R"({"acc": 0.9, "loss": 1, "regex": 5, "other": [1, {"loss": 2}]})");
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].value, 0.9);
  EXPECT_EQ(found[1].value, 1.0);
  EXPECT_EQ(found[0].step, std::nullopt);
}

TEST(JsonLineScraper, UnderstandsTheNanThatPythonWrites) {
  const auto found = scan(R"({"note": "a \"NaN\" Infinity", "loss": NaN, "acc": -Infinity})");
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].value, -INFINITY);
  EXPECT_TRUE(std::isnan(found[1].value.value()));
  EXPECT_EQ(scan(R"({"loss": Infinity})").at(0).value, INFINITY);
  EXPECT_EQ(scan(R"({"loss": "inf"})").at(0).value, INFINITY);
}

TEST(JsonLineScraper, ShowsWhatIsNoNumber) {
  for (const char* line :
       {R"({"loss": null})", R"({"loss": true})", R"({"loss": [1]})", R"({"loss": "low"})"}) {
    const auto found = scan(line);
    ASSERT_THAT(found, SizeIs(1)) << line;
    EXPECT_EQ(found[0].value, std::nullopt) << line;
  }
  EXPECT_EQ(scan(R"({"loss": "low"})")[0].text, "low");
}

TEST(JsonLineScraper, PassesOverEverythingElse) {
  for (const char* line : {"",
                           "loss=1",
                           "{",
                           "{}",
                           "{loss: 1}",
                           "[1, 2]",
                           R"("loss")",
                           R"({"loss": 1)",
                           R"({"metric": "unknown", "value": 1})",
                           R"({"loss": 1} trailing })"}) {
    EXPECT_THAT(scan(line), IsEmpty()) << line;
  }
}

TEST(JsonLineScraper, SurvivesDeepNesting) {
  EXPECT_THAT(scan(R"({"a":)" + std::string(30'000, '[') + std::string(30'000, ']') + "}"),
              IsEmpty());
  EXPECT_THAT(scan("{" + std::string(60'000, '[') + "}"), IsEmpty());
}

}  // namespace
}  // namespace tuner
