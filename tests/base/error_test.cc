#include "tuner/base/error.h"

#include <gtest/gtest.h>

#include <set>

#include "tuner/base/check.h"

namespace tuner {
namespace {

TEST(Error, TextBeginsWithThePlace) {
  EXPECT_EQ(to_string({ErrorCode::kInvalidArgument, "min (2) is too large", "/parameters/lr/min"}),
            "/parameters/lr/min: min (2) is too large");
}

TEST(Error, TextIsTheMessageAloneWithoutAPlace) {
  EXPECT_EQ(to_string({ErrorCode::kNotFound, "no such job"}), "no such job");
}

TEST(Error, EveryCodeHasItsOwnName) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    names.insert(name_of(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names.size(), 8u);
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(CheckDeathTest, ABrokenContractEndsTheProcessWithPlaceConditionAndReason) {
  EXPECT_DEATH(TUNER_CHECK(1 > 2, "one must be more"),
               "error_test.cc:[0-9]+: check failed: 1 > 2: one must be more");
}

TEST(Check, AKeptContractHasNoEffect) {
  int evaluations = 0;
  TUNER_CHECK(++evaluations == 1, "evaluated once");
  EXPECT_EQ(evaluations, 1);
}

}  // namespace
}  // namespace tuner
