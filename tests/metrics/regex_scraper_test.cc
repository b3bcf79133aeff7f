#include "metrics/regex_scraper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Finding> scan(const std::string& regex, std::string_view line) {
  const std::vector<MetricDefinition> definitions{{"m", regex}};
  RegexScraper scraper(definitions);
  std::vector<Finding> found;
  scraper.scan(line, found);
  return found;
}

double only_value(const std::string& regex, std::string_view line) {
  const auto found = scan(regex, line);
  EXPECT_THAT(found, SizeIs(1));
  return found.empty() ? NAN : found[0].value.value_or(NAN);
}

TEST(RegexScraper, TakesTheFirstMatchInALine) {
  EXPECT_EQ(only_value("loss=([0-9.]+)", "loss=0.5 loss=0.4"), 0.5);
}

TEST(RegexScraper, TakesTheFirstGroupThatTookPart) {
  EXPECT_EQ(only_value("a=([0-9]+)|b=([0-9]+)", "b=7"), 7.0);
}

TEST(RegexScraper, PrefersTheGroupNamedValue) {
  EXPECT_EQ(only_value("([0-9]+) of (?P<value>[0-9]+)", "3 of 10"), 10.0);
  EXPECT_EQ(only_value("(?:(?P<value>x)|y)=([0-9]+)", "y=4"), 4.0);
}

TEST(RegexScraper, ReadsTheStepFromItsGroup) {
  const auto found = scan(R"(epoch (?P<step>\d+) loss ([0-9.]+))", "epoch 12 loss 0.25");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].step, 12);
  EXPECT_EQ(found[0].value, 0.25);
}

TEST(RegexScraper, FindsSeveralDefinitionsInOneLineInTheirOrder) {
  const std::vector<MetricDefinition> definitions{
      {"a", "acc=([0-9.]+)"}, {"none", "x=([0-9]+)"}, {"json", ""}, {"l", "loss=([0-9.]+)"}};
  RegexScraper scraper(definitions);
  std::vector<Finding> found;
  scraper.scan("loss=0.5 acc=0.9", found);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].definition, 0u);
  EXPECT_EQ(found[1].definition, 3u);
}

TEST(RegexScraper, ShowsTextThatIsNoNumber) {
  const auto found = scan(R"(loss=(\S+))", "loss=0.5%");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].text, "0.5%");
  EXPECT_EQ(found[0].value, std::nullopt);
}

TEST(RegexScraper, MatchesCharactersAndSurvivesBytesThatAreNone) {
  EXPECT_EQ(only_value("loss[→=]([0-9.]+)", "\xff\xc3 loss→0.5"), 0.5);
  EXPECT_THAT(scan("loss.([0-9.]+)",
                   "loss\xff"
                   "0.5"),
              IsEmpty());
}

TEST(RegexScraper, SwitchesAnExpressionOffThatKeepsHittingItsLimit) {
  const std::vector<MetricDefinition> definitions{{"hostile", "((a+)+)$"}, {"good", "=([0-9]+)"}};
  RegexScraper scraper(definitions);
  const std::string line = std::string(3000, 'a') + "! =7";
  std::vector<Finding> found;
  for (int i = 1; i < RegexScraper::kMaxLimitHits; ++i) scraper.scan(line, found);
  EXPECT_THAT(scraper.disabled(), IsEmpty());
  for (int i = 0; i < 3; ++i) scraper.scan(line, found);
  EXPECT_THAT(scraper.disabled(), ElementsAre(0u));
  EXPECT_THAT(found, SizeIs(RegexScraper::kMaxLimitHits + 2));
}

std::string alternation(int words) {
  std::string regex = "(?:";
  for (int i = 0; i < words; ++i) regex += "word" + std::to_string(i) + "|";
  return regex + "loss)=([0-9.]+)";
}

TEST(RegexScraper, TakesALargeAlternation) {
  EXPECT_EQ(only_value(alternation(2000), std::string(1'000, 'w') + "loss=0.5"), 0.5);
}

TEST(RegexProblems, AcceptsPythonsDialectAndDefinitionsWithoutExpression) {
  const std::vector<MetricDefinition> definitions{
      {"a", R"((?P<value>\d+)(?=%))"},
      {"b", ""},
      {"c", R"(#quality_metric: host=\S+, loss <value>=(\S+))"}};
  EXPECT_THAT(regex_problems(definitions), IsEmpty());
}

TEST(RegexProblems, ShowsWhereAnExpressionIsIllegal) {
  const std::vector<MetricDefinition> definitions{{"ok", "a=(.)"},
                                                  {"validation:loss", "loss=([0-9.+"}};
  const auto problems = regex_problems(definitions);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].at, "/metrics/validation:loss");
  EXPECT_EQ(problems[0].message,
            "illegal regular expression: missing terminating ] for character class at offset 12\n"
            "  loss=([0-9.+\n"
            "              ^");
}

TEST(RegexProblems, PutsTheCaretRightInALongExpression) {
  const std::vector<MetricDefinition> definitions{
      {"m", std::string(100, 'x') + "(\x01*?+{" + std::string(100, 'y')}};
  const std::string message = regex_problems(definitions).at(0).message;
  const auto lines_start = message.find("\n  ");
  ASSERT_NE(lines_start, std::string::npos);
  EXPECT_LT(message.size(), 250u);
}

TEST(RegexProblems, RefusesAnAlternationThatIsTooLargeToCompile) {
  const std::vector<MetricDefinition> definitions{{"m", alternation(50'000)}};
  EXPECT_THAT(regex_problems(definitions).at(0).message, HasSubstr("too large"));
}

TEST(RegexProblems, WantsAGroupForTheValue) {
  const std::vector<MetricDefinition> definitions{{"a", "loss=[0-9]+"},
                                                  {"b", R"(epoch (?P<step>\d+))"}};
  const auto problems = regex_problems(definitions);
  ASSERT_THAT(problems, SizeIs(2));
  EXPECT_THAT(problems[0].message, HasSubstr("\"loss=[0-9]+\" has no capture group"));
}

TEST(RegexProblems, RefusesWhatPcreCannotBound) {
  const std::vector<MetricDefinition> definitions{{"a", R"((\C))"}, {"b", "(\xff)"}};
  EXPECT_THAT(regex_problems(definitions), SizeIs(2));
}

}  // namespace
}  // namespace tuner
