#include "service/api/body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuner::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

Reply<Node> read_small(std::string_view body) {
  return read_body(body, 100, {"count", "name"}, {"name"});
}

TEST(ApiBody, IsAnObjectOfKnownMembers) {
  const auto body = read_small(R"({"name":"x","count":3})");
  ASSERT_TRUE(body);
  EXPECT_EQ(body->find("count")->text, "3");
}

TEST(ApiBody, EveryUnknownAndEveryMissingMemberIsTold) {
  const auto body = read_small(R"({"nam":1,"a/b":2})");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().status, 400);
  std::vector<std::string> paths;
  for (const Problem& each : body.error().problems) paths.push_back(each.path);
  EXPECT_THAT(paths, ElementsAre("/nam", "/a~1b", "/name"));
  EXPECT_THAT(body.error().problems[0].message, HasSubstr("did you mean 'name'"));
}

TEST(ApiBody, AnEmptyOneIsAnEmptyObject) {
  EXPECT_TRUE(read_body("", 100, {"count"}));
  EXPECT_EQ(read_small("").error().problems[0].path, "/name");
}

TEST(ApiBody, OneThatIsTooLongIsNotRead) {
  const auto body = read_small("{" + std::string(100, ' ') + "}");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().status, 413);
  EXPECT_EQ(body.error().code, "too_large");
}

TEST(ApiBody, WhatIsNoObjectIsRefused) {
  for (const char* text : {"[]",
                           "3",
                           "null",
                           "\"x\"",
                           "{",
                           "{}{}",
                           "{\"name\":1,\"name\":2}",
                           "{\"name\":NaN}",
                           "\xff",
                           "\xef\xbb\xbf{\"name\":1}"}) {
    const auto body = read_small(text);
    ASSERT_FALSE(body) << text;
    EXPECT_EQ(body.error().status, 400) << text;
    EXPECT_THAT(body.error().problems, SizeIs(1)) << text;
  }
}

}  // namespace
}  // namespace tuner::api
