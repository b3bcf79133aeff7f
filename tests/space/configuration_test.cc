#include "tuner/space/configuration.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

#include "tuner/base/rng.h"

namespace tuner {
namespace {

TEST(Shortest, IsTheShortestTextThatReadsBack) {
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(1e-5), "1e-05");
  EXPECT_EQ(shortest(3.0), "3");
  EXPECT_EQ(shortest(0.1 + 0.2), "0.30000000000000004");
}

TEST(Configuration, ANegativeNumberIsNeverTakenForAnOption) {
  EXPECT_EQ(to_text(ParameterValue(-1.25e-5)), "-0.0000125");
  EXPECT_EQ(to_text(ParameterValue(-1e22)), "-10000000000000000000000");
  EXPECT_EQ(to_text(ParameterValue(1.25e-5)), "1.25e-05");
  for (const double value : {-5e-324, -1.7976931348623157e308, -0.1, -0.0}) {
    const std::string text = to_text(ParameterValue(value));
    EXPECT_EQ(text.find('e'), std::string::npos);
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), value);
  }
}

TEST(Shortest, ReadsBackAsTheSameDouble) {
  Rng rng = Rng::for_trial(1, {1}, "shortest");
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t bits = rng();
    double value;
    static_assert(sizeof bits == sizeof value);
    __builtin_memcpy(&value, &bits, sizeof value);
    if (!(std::abs(value) <= std::numeric_limits<double>::max())) continue;
    ASSERT_EQ(std::strtod(shortest(value).c_str(), nullptr), value);
  }
}

TEST(Shortest, NamesWhatIsNotFinite) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(shortest(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(shortest(kInfinity), "inf");
  EXPECT_EQ(shortest(-kInfinity), "-inf");
}

TEST(ToText, WritesACategoryAsItWasGiven) {
  EXPECT_EQ(to_text(ParameterValue(Category{"1e-3", Category::Kind::kNumber})), "1e-3");
}

TEST(ToText, SortsAConfigurationByName) {
  EXPECT_EQ(to_text(Configuration{
                {"units", std::int64_t{8}}, {"lr", 0.01}, {"activation", Category{"relu"}}}),
            "activation=relu lr=0.01 units=8");
}

}  // namespace
}  // namespace tuner
