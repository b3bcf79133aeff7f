#include "metrics/line_splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace tuner {
namespace {

using ::testing::ElementsAre;
using namespace std::string_literals;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  const auto keep = [&](const Line& line) { lines.emplace_back(line.text); };
  LineSplitter splitter;
  splitter.feed(text, keep);
  splitter.finish(keep);
  return lines;
}

TEST(LineSplitter, EndsLinesAtLfAndCrLf) {
  EXPECT_THAT(lines_of("a\nb\r\n\nc"), ElementsAre("a", "b", "", "c"));
}

TEST(LineSplitter, MakesEverySegmentOfAProgressBarALine) {
  EXPECT_THAT(lines_of("1%\r2%\r\r3%\r\nnext"), ElementsAre("1%", "2%", "", "3%", "next"));
}

TEST(LineSplitter, RemovesColoursCursorMovesAndTitles) {
  EXPECT_THAT(lines_of("\x1b[1;32mloss\x1b[0m=0.5\x1b[K\n"), ElementsAre("loss=0.5"));
  EXPECT_THAT(lines_of("\x1b]0;my title\x07"
                       "a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n"),
              ElementsAre("alink"));
  EXPECT_THAT(lines_of("\x1b(Ba\x1b=b\x1b"
                       "7c\n"),
              ElementsAre("abc"));
}

TEST(LineSplitter, EndsABrokenEscapeSequenceAtTheLatestWithTheLine) {
  EXPECT_THAT(lines_of("\x1b]0;never closed\nloss=1\n"), ElementsAre("", "loss=1"));
  EXPECT_THAT(lines_of("\x1b[12\nloss=1\n"), ElementsAre("", "loss=1"));
  EXPECT_THAT(lines_of("\x1b[\xc3\xa9\n"), ElementsAre("\xc3\xa9"));
  EXPECT_THAT(lines_of("\x1b"), ElementsAre(""));
}

TEST(LineSplitter, DropsNulAndKeepsOtherBytes) {
  EXPECT_THAT(lines_of("\0\0lo\0ss\xff\t1\x07\n"s), ElementsAre("loss\xff\t1\x07"));
}

TEST(LineSplitter, HoldsACarriageReturnBackUntilItKnowsWhatFollows) {
  std::vector<std::string> lines;
  const auto keep = [&](const Line& line) { lines.emplace_back(line.text); };
  LineSplitter splitter;
  splitter.feed("50%\r", keep);
  EXPECT_TRUE(lines.empty());
  EXPECT_EQ(splitter.complete_offset(), 0u);
  splitter.feed("\n", keep);
  EXPECT_THAT(lines, ElementsAre("50%"));
  EXPECT_EQ(splitter.complete_offset(), 5u);
}

TEST(LineSplitter, CountsLinesAsAnEditorDoes) {
  std::vector<std::uint64_t> numbers;
  LineSplitter splitter;
  splitter.feed("a\r\nb\rb\rb\nc\n", [&](const Line& line) { numbers.push_back(line.number); });
  EXPECT_THAT(numbers, ElementsAre(1, 2, 2, 2, 3));
}

TEST(LineSplitter, KeepsTheBeginningOfALineThatIsTooLong) {
  std::vector<std::size_t> sizes;
  std::vector<bool> cut;
  const auto keep = [&](const Line& line) {
    sizes.push_back(line.text.size());
    cut.push_back(line.cut);
  };
  LineSplitter splitter;
  const std::string longest(LineSplitter::kMaxLineBytes, 'x');
  splitter.feed(longest + "\n" + longest + "\x1b[0m\n" + longest + "y\n", keep);
  EXPECT_THAT(sizes, ElementsAre(longest.size(), longest.size(), longest.size()));
  EXPECT_THAT(cut, ElementsAre(false, false, true));
}

TEST(LineSplitter, CountsOffsetsFromWhereItStarts) {
  LineSplitter splitter;
  splitter.start_at(100);
  splitter.feed("ab\ncd", [](const Line&) {});
  EXPECT_EQ(splitter.complete_offset(), 103u);
}

}  // namespace
}  // namespace tuner
