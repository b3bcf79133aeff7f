#include "tuner/base/pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace tuner {
namespace {

using Outcome = Pattern::Outcome;

TEST(Pattern, ATestFindsWhatASearchFinds) {
  const auto pattern = Pattern::compile("(a|b)(c|d)=(?<value>[0-9]+)");
  ASSERT_TRUE(pattern) << pattern.error().message;
  for (const std::string text : {"ac=1", "x bd=22 y", "ad=", "", "\xff"}) {
    Pattern copy = *pattern;
    EXPECT_EQ(pattern->test(text), copy.search(text)) << text;
  }
  EXPECT_EQ(pattern->test("ac=1"), Outcome::kMatch);
}

TEST(Pattern, ClassesKnowCharactersBeyondAscii) {
  for (const std::string text : {"850\xc2\xb5s",
                                 "\xe2\x88\x92"
                                 "0.5",
                                 "caf\xc3\xa9"}) {
    auto pattern = Pattern::compile(R"(= (\S+) \w+)");
    ASSERT_TRUE(pattern);
    const std::string line = "= " + text + " \xc3\xa9t\xc3\xa9 \xff";
    EXPECT_EQ(pattern->search(line), Outcome::kMatch);
    EXPECT_EQ(pattern->group(1), text);
  }
}

TEST(Pattern, ATestIsBounded) {
  const auto pattern = Pattern::compile("^(a+)+$");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->test(std::string(20, 'a') + "!"), Outcome::kLimit);
}

TEST(Pattern, OnePatternIsTestedByManyThreads) {
  const auto pattern = Pattern::compile(R"(\A(?:[a-z0-9](-*[a-z0-9]){0,119})\z)");
  ASSERT_TRUE(pattern);
  std::vector<int> matches(4, 0);
  std::vector<std::thread> threads;
  for (int& count : matches) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        if (pattern->test("a-" + std::to_string(i)) == Outcome::kMatch) ++count;
        if (pattern->test("-" + std::to_string(i)) == Outcome::kMatch) --count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(matches, std::vector<int>(4, 2000));
}

}  // namespace
}  // namespace tuner
