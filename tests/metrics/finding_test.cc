#include "metrics/finding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tuner {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(ParseNumber, ReadsWhatTrainingsPrint) {
  EXPECT_EQ(parse_metric_value("0.5"), 0.5);
  EXPECT_EQ(parse_metric_value(" +.5 "), 0.5);
  EXPECT_EQ(parse_metric_value("-1e-3"), -1e-3);
  EXPECT_EQ(parse_metric_value("5."), 5.0);
  EXPECT_EQ(parse_metric_value("1E5"), 1e5);
}

TEST(ParseNumber, LeavesOutTheMarkOfTheSentenceBehindIt) {
  for (const char* text : {"0.511,", "0.511;", "0.511)", "0.511]", " 0.511, "})
    EXPECT_EQ(parse_metric_value(text), 0.511) << text;
}

TEST(ParseNumber, ReadsNanAndInfinityInAnyCase) {
  EXPECT_TRUE(std::isnan(parse_metric_value("NaN").value()));
  EXPECT_TRUE(std::isnan(parse_metric_value("-nan").value()));
  EXPECT_EQ(parse_metric_value("INF"), kInfinity);
  EXPECT_EQ(parse_metric_value("-Infinity"), -kInfinity);
  EXPECT_EQ(parse_metric_value("+inf"), kInfinity);
}

TEST(ParseNumber, GoesToTheLimitsBeyondTheRangeOfDouble) {
  EXPECT_EQ(parse_metric_value("1e999"), kInfinity);
  EXPECT_EQ(parse_metric_value("-1e999"), -kInfinity);
  EXPECT_EQ(parse_metric_value("1e-999"), 0.0);
}

TEST(ParseNumber, RefusesEverythingElse) {
  for (const char* text :
       {"",      " ",      "+", "-",      "+-1",     "1_000", "1,5",   "0x10",    "95%",  "0.5,,",
        "0.5 ,", "0.5.,x", ",", "nan(0)", "nan(0),", "1e",    "1.2.3", "infinit", "true", "--1"}) {
    EXPECT_EQ(parse_metric_value(text), std::nullopt) << text;
  }
}

TEST(ParseStep, TakesWholeNumbersOnly) {
  EXPECT_EQ(parse_step("17"), 17);
  EXPECT_EQ(parse_step(" -3 "), -3);
  EXPECT_EQ(parse_step("3.0"), 3);
  EXPECT_EQ(parse_step("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"", "3.5", "nan", "inf", "1e30", "three"}) {
    EXPECT_EQ(parse_step(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace tuner
