#include "service/table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "service/display_text.h"

namespace tuner {
namespace {

Table two_trials() {
  Table table({{"#", Align::kRight}, {"state"}, {"loss", Align::kRight}});
  table.add_row({{"1"}, {"succeeded", Style::kGood}, {"0.25"}});
  table.add_row({{"12"}, {"failed", Style::kBad}, {""}});
  return table;
}

TEST(Table, NumbersStandOnTheRightAndLinesEndWithoutBlanks) {
  EXPECT_EQ(two_trials().render({}),
            " #  state      loss\n"
            " 1  succeeded  0.25\n"
            "12  failed\n");
}

TEST(Table, ColoursWrapTheTextAndNotThePadding) {
  const Terminal terminal{.interactive = true, .colours = true, .width = 80};
  EXPECT_NE(two_trials().render(terminal).find("\033[32msucceeded\033[0m  0.25\n"),
            std::string::npos);
}

TEST(Table, AWithoutTitlesTableHasNoTitleLine) {
  Table table({{""}, {""}});
  table.add_row({{"state"}, {"running"}});
  EXPECT_EQ(table.render({}), "state  running\n");
}

TEST(Table, WidestColumnIsShortenedToFitTheTerminal) {
  Table table({{"job"}, {"reason"}});
  table.add_row({{"digits"}, {"the training ended well and never printed the objective"}});
  const std::string text = table.render({.width = 30});
  EXPECT_EQ(text,
            "job     reason\n"
            "digits  the training ended we\xE2\x80\xA6\n");
}

TEST(Table, NoLineIsWiderThanTheTerminalAndLeftOutColumnsAreCounted) {
  std::vector<Column> columns;
  std::vector<Cell> cells;
  for (int i = 0; i < 12; ++i) {
    columns.push_back({"parameter-" + std::to_string(i)});
    cells.push_back({"\xE5\xAD\xA6\xE7\xBF\x92\xE5\xAD\xA6\xE7\xBF\x92\xE5\xAD\xA6"});
  }
  Table table(columns);
  table.add_row(cells);
  const std::string text = table.render({.width = 60});
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 60U) << line;
  EXPECT_NE(text.find("(6 more columns on a wider terminal)"), std::string::npos) << text;
}

TEST(Table, TextFromOutsideCannotBreakTheLayout) {
  Table table({{"reason"}, {"n"}});
  table.add_row({{"line one\nline two\033[31m"}, {"1"}});
  EXPECT_EQ(table.render({}),
            "reason                  n\n"
            "line one line two [31m  1\n");
}

}  // namespace
}  // namespace tuner
