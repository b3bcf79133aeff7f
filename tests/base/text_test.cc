#include "tuner/base/text.h"

#include <gtest/gtest.h>

#include <vector>

namespace tuner {
namespace {

const std::vector<std::string> kNames = {"bayesian", "random", "sobol", "grid"};

TEST(NearestName, FindsSlipsOfTheKeyboard) {
  EXPECT_EQ(nearest_name("sobel", kNames), "sobol");       // changed
  EXPECT_EQ(nearest_name("gird", kNames), "grid");         // swapped
  EXPECT_EQ(nearest_name("randdom", kNames), "random");    // inserted
  EXPECT_EQ(nearest_name("baysian", kNames), "bayesian");  // dropped
}

TEST(NearestName, FindsACommonBeginning) { EXPECT_EQ(nearest_name("bayes", kNames), "bayesian"); }

TEST(NearestName, CaseHyphensAndUnderscoresCountForNothing) {
  EXPECT_EQ(nearest_name("RANDOM", kNames), "random");
  EXPECT_EQ(nearest_name("trial_time", std::vector<std::string>{"trial", "trial-time"}),
            "trial-time");
}

TEST(LowerCase, TakesAsciiLettersAndLeavesTheRest) {
  EXPECT_EQ(lower_case("AZ-az_09[@`{\xC3\x84"), "az-az_09[@`{\xC3\x84");
}

TEST(NearestName, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest_name("hyperband", kNames), std::nullopt);
  EXPECT_EQ(nearest_name("", kNames), std::nullopt);
  EXPECT_EQ(nearest_name("grid", std::vector<std::string>{}), std::nullopt);
}

TEST(NearestName, TiesGoToTheEarlierCandidate) {
  EXPECT_EQ(nearest_name("cat", std::vector<std::string>{"car", "cab"}), "car");
}

TEST(NearestName, IsQuickForHugeText) {
  EXPECT_EQ(nearest_name(std::string(10'000'000, 'x'), kNames), std::nullopt);
}

TEST(DidYouMean, EndsASentenceOrSaysNothing) {
  EXPECT_EQ(did_you_mean("sobel", kNames), "; did you mean 'sobol'?");
  EXPECT_EQ(did_you_mean("hyperband", kNames), "");
}

TEST(QuotedList, SeparatesByCommas) {
  EXPECT_EQ(quoted_list(kNames), "'bayesian', 'random', 'sobol', 'grid'");
  EXPECT_EQ(quoted_list({}), "");
}

TEST(PointerToken, EscapesAsJsonPointersDo) { EXPECT_EQ(pointer_token("a/b~c"), "a~1b~0c"); }

}  // namespace
}  // namespace tuner
