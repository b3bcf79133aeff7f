#include "tuner/job/scalars.h"

#include <gtest/gtest.h>

namespace tuner {
namespace {

using std::chrono::milliseconds;

TEST(Scalars, DurationsAreReadInTheirUnits) {
  EXPECT_EQ(parse_duration("10m"), milliseconds(600'000));
  EXPECT_EQ(parse_duration("1h30m"), milliseconds(5'400'000));
  EXPECT_EQ(parse_duration("45s"), milliseconds(45'000));
  EXPECT_EQ(parse_duration("250ms"), milliseconds(250));
  EXPECT_EQ(parse_duration("1.5h"), milliseconds(5'400'000));
  EXPECT_EQ(parse_duration("2d"), milliseconds(172'800'000));
  EXPECT_EQ(parse_duration("90"), milliseconds(90'000));
  EXPECT_EQ(parse_duration("0.25"), milliseconds(250));
  EXPECT_EQ(parse_duration("-1"), milliseconds(-1000));
  for (const char* text :
       {"", "m", "10 m", "10x", "1h-30m", "1e300", "1e300h", "nan", "inf", "10m5", "--1"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Scalars, SizesAreDecimalOrBinary) {
  EXPECT_EQ(parse_bytes("100MB"), 100'000'000u);
  EXPECT_EQ(parse_bytes("64k"), 64'000u);
  EXPECT_EQ(parse_bytes("1.5GiB"), 1'610'612'736u);
  EXPECT_EQ(parse_bytes("12"), 12u);
  EXPECT_EQ(parse_bytes("12B"), 12u);
  EXPECT_EQ(parse_bytes("18446744073709551615"), 18446744073709551615u);
  for (const char* text : {"", "MB", "1 MB", "-1MB", "1XB", "1e300MB", "1MB2", "nan"}) {
    EXPECT_FALSE(parse_bytes(text)) << text;
  }
}

TEST(Scalars, NumbersAreDecimalAndFinite) {
  EXPECT_EQ(parse_number("1e-4"), 1e-4);
  EXPECT_EQ(parse_number("+.5"), 0.5);
  for (const char* text : {"", "nan", "inf", "1e999", "0x10", "1_000", "1,5", " 1", "1 ", "++1"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
  EXPECT_EQ(parse_whole<std::int64_t>("-9223372036854775808"), INT64_MIN);
  EXPECT_FALSE(parse_whole<std::uint32_t>("4294967296"));
  EXPECT_FALSE(parse_whole<std::uint32_t>("-1"));
  EXPECT_FALSE(parse_whole<int>("1.0"));
}

TEST(Scalars, ACategoryKeepsItsTextAndLearnsItsKind) {
  using Kind = Category::Kind;
  EXPECT_EQ(parse_category("1e-3", false), (Category{"1e-3", Kind::kNumber}));
  EXPECT_EQ(parse_category("1e-3", true), (Category{"1e-3", Kind::kString}));
  EXPECT_EQ(parse_category("True", false), (Category{"True", Kind::kBoolean}));
  EXPECT_EQ(parse_category("no", false), (Category{"no", Kind::kString}));
}

}  // namespace
}  // namespace tuner
