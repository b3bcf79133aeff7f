#include "tuner/base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace tuner {
namespace {

Result<int> positive(int x) {
  if (x <= 0) return fail(ErrorCode::kInvalidArgument, "must be positive", "x");
  return x;
}

Result<std::unique_ptr<int>> boxed(int x) {
  TUNER_ASSIGN_OR_RETURN(const int value, positive(x));
  TUNER_ASSIGN_OR_RETURN(auto same, Result<std::unique_ptr<int>>(std::make_unique<int>(value)));
  return same;
}

Result<void> both_positive(int x, int y) {
  TUNER_RETURN_IF_ERROR(positive(x));
  TUNER_RETURN_IF_ERROR(positive(y));
  return {};
}

TEST(Result, HoldsAValue) { EXPECT_EQ(positive(3).value(), 3); }

TEST(Result, HoldsAnErrorWithCodeMessageAndPlace) {
  EXPECT_EQ(positive(0).error(), (Error{ErrorCode::kInvalidArgument, "must be positive", "x"}));
}

TEST(ResultMacros, AssignMovesTheValueOut) { EXPECT_EQ(**boxed(4), 4); }

TEST(ResultMacros, AssignReturnsTheErrorUnchanged) {
  EXPECT_EQ(boxed(-1).error(), positive(-1).error());
}

TEST(ResultMacros, ReturnIfErrorStopsAtTheFirstError) {
  EXPECT_TRUE(both_positive(1, 2));
  EXPECT_FALSE(both_positive(1, 0));
  EXPECT_FALSE(both_positive(0, 1));
}

}  // namespace
}  // namespace tuner
