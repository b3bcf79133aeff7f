#include "metrics/report_text.h"

#include <gtest/gtest.h>

namespace tuner {
namespace {

using namespace std::chrono_literals;

TEST(ReportText, WritesValuesWithSixDigits) {
  EXPECT_EQ(format_value(0.1234567), "0.123457");
  EXPECT_EQ(format_value(1e-7), "1e-07");
  EXPECT_EQ(format_value(std::optional<double>()), "–");
}

TEST(ReportText, WritesDurationsInTheirUnits) {
  EXPECT_EQ(format_duration(1'500ms), "1.5 s");
  EXPECT_EQ(format_duration(125s), "2 min 05 s");
  EXPECT_EQ(format_duration(187min), "3 h 07 min");
  EXPECT_EQ(format_duration(52h), "2 d 04 h");
}

TEST(ReportText, WritesTimesInUtc) {
  const TimePoint time{std::chrono::milliseconds(1'769'850'300'007)};
  EXPECT_EQ(format_time(time), "2026-01-31 09:05:00 UTC");
  EXPECT_EQ(format_time_iso(time), "2026-01-31T09:05:00.007Z");
}

TEST(ReportText, EscapesHtmlInTextAndAttributes) {
  EXPECT_EQ(escape_html("<a href=\"x\" o='y'>&\x01"),
            "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp; ");
}

TEST(ReportText, EscapesWhatWouldBreakATableInMarkdown) {
  EXPECT_EQ(escape_markdown("a|b\n`c` <d> [e](f) *g*"), "a\\|b \\`c\\` &lt;d> \\[e\\](f) \\*g\\*");
}

TEST(ReportText, QuotesCellsAndDisarmsFormulas) {
  EXPECT_EQ(escape_csv("plain text"), "plain text");
  EXPECT_EQ(escape_csv("a,\"b\"\nc"), "\"a,\"\"b\"\"\nc\"");
  EXPECT_EQ(escape_csv("=1+1"), "'=1+1");
  EXPECT_EQ(csv_cell("=1,1"), "\"=1,1\"");
  EXPECT_EQ(csv_cell(" x"), "\" x\"");
  EXPECT_EQ(csv_cell("x\t"), "\"x\t\"");
  EXPECT_EQ(csv_cell(""), "\"\"");
  EXPECT_EQ(escape_csv(""), "");
  EXPECT_EQ(escape_csv("@x,y"), "\"'@x,y\"");
}

}  // namespace
}  // namespace tuner
