#include "metrics/svg_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> labels(Range range, int count) {
  std::vector<std::string> texts;
  for (const Tick& tick : round_ticks(range, count)) texts.push_back(tick.label);
  return texts;
}

// Inner area: x from 20 to 108, y from 90 (low) to 10 (high).
SvgChart chart() { return SvgChart({130, 100, 20, 10}, {{0, 88}, {}}, {{0, 80}, {}}, "a <title>"); }

TEST(SvgChart, PutsTicksAtRoundNumbers) {
  EXPECT_THAT(labels({0, 1}, 5), ElementsAre("0", "0.2", "0.4", "0.6", "0.8", "1"));
  EXPECT_THAT(labels({-0.031, 0.024}, 4), ElementsAre("-0.02", "0", "0.02"));
  EXPECT_THAT(labels({3, 3}, 5), ElementsAre("3"));
}

TEST(SvgChart, PutsOneTickWhereARangeIsRoundingOnly) {
  const double value = 0.9333333333333333;
  for (const double scale : {1.0, -1.0, 1e-300, 1e300}) {
    const double low = scale * value, next = std::nextafter(low, HUGE_VAL);
    EXPECT_EQ(round_ticks({low, next}, 5).size(), 1U) << scale;
    EXPECT_EQ(round_ticks({low - 1e-17 * scale, next}, 5).size(), 1U) << scale;
  }
  const std::vector<Tick> narrow = round_ticks({1.0, 1.0 + 1e-11}, 5);
  EXPECT_GE(narrow.size(), 2U);
  EXPECT_LE(narrow.size(), 7U);
}

TEST(SvgChart, PutsMarksWhereTheyBelongAndClampsThemToTheEdge) {
  SvgChart svg = chart();
  svg.dots(std::vector<Mark>{{44, 40, "inside"}, {500, -3, "outside"}}, "dot", 2);
  const std::string text = std::move(svg).finish();
  EXPECT_THAT(text, HasSubstr("cx=\"64\" cy=\"50\" r=\"2\"><title>inside"));
  EXPECT_THAT(text, HasSubstr("cx=\"108\" cy=\"90\" r=\"2\"><title>outside"));
  EXPECT_THAT(text, HasSubstr("a &lt;title&gt;"));
}

TEST(SvgChart, InterruptsALineWhereThereIsNoValue) {
  SvgChart svg = chart();
  svg.line({{0, 0}, {8, 10}, {16, NAN}, {24, 20}}, "curve");
  EXPECT_THAT(std::move(svg).finish(), HasSubstr("d=\"M20 90L28 80M44 70\""));
}

TEST(SvgChart, HoldsTheLastStepUntilTheEnd) {
  SvgChart svg = chart();
  svg.steps({{8, 40}, {18, 20}}, 88, "best");
  EXPECT_THAT(std::move(svg).finish(), HasSubstr("d=\"M28 50H28V50H38V70H108\""));
}

TEST(SvgChart, MergesVeryManyMarksIntoOnePath) {
  SvgChart svg = chart();
  svg.dots(std::vector<Mark>(SvgChart::kMaxTitledMarks + 1, Mark{44, 40, "t"}), "dot", 2);
  const std::string text = std::move(svg).finish();
  EXPECT_THAT(text, HasSubstr("class=\"dot merged\" stroke-width=\"4\" d=\"M64 50h0\""));
  EXPECT_THAT(text, Not(HasSubstr("<circle")));
}

}  // namespace
}  // namespace tuner
