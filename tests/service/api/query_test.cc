#include "service/api/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace tuner::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> problem_paths(const Query& query) {
  std::vector<std::string> paths;
  const auto checked = query.check();
  if (checked) return paths;
  EXPECT_EQ(checked.error().status, 400);
  for (const Problem& each : checked.error().problems) paths.push_back(each.path);
  return paths;
}

TEST(ApiQuery, ReadsWhatIsThereAndFallsBackWhereItIsNot) {
  Query query("limit=10&name=a%26b+c%3D&empty=&bare");
  EXPECT_EQ(query.whole("limit", 5, 1, 100), 10u);
  EXPECT_EQ(query.whole("other", 5, 1, 100), 5u);
  EXPECT_EQ(query.text("name"), "a&b+c=");
  EXPECT_EQ(query.text("empty"), "");
  EXPECT_EQ(query.text("bare"), "");
  EXPECT_EQ(query.text("missing"), std::nullopt);
  EXPECT_TRUE(query.check());
}

TEST(ApiQuery, ANumberHasBounds) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  for (const char* wrong :
       {"0", "101", "-1", "1.0", "1e1", " 5", "0x5", "", "18446744073709551616"}) {
    Query query("limit=" + std::string(wrong));
    EXPECT_EQ(query.whole("limit", 7, 1, 100), 7u) << wrong;
    EXPECT_THAT(problem_paths(query), ElementsAre("?limit")) << wrong;
  }
  Query query("limit=18446744073709551615");
  EXPECT_EQ(query.whole("limit", 7, 0, kMost), kMost);
  EXPECT_TRUE(query.check());
}

TEST(ApiQuery, EveryProblemIsToldAtOnce) {
  Query query("a=1&limit=x&a=2&b=%4&limt=3");
  query.text("a");
  query.whole("limit", 1, 1, 9);
  EXPECT_THAT(problem_paths(query), ElementsAre("?a", "?", "?limit", "?limt"));
  EXPECT_THAT(query.check().error().problems.back().message, HasSubstr("did you mean 'limit'"));
}

TEST(ApiQuery, AnEmptyOneIsRight) {
  for (const char* raw : {"", "&", "&&"}) EXPECT_TRUE(Query(raw).check()) << raw;
}

}  // namespace
}  // namespace tuner::api
