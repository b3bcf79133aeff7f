#include "service/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "service/display_text.h"

namespace tuner {
namespace {

TextTable two_trials() {
  TextTable table({{"#", Align::kRight}, {"state"}, {"loss", Align::kRight}});
  table.add_row({{"1"}, {"succeeded", Style::kGood}, {"0.25"}});
  table.add_row({{"12"}, {"failed", Style::kBad}, {""}});
  return table;
}

TEST(TextTable, NumbersStandOnTheRightAndLinesEndWithoutBlanks) {
  EXPECT_EQ(two_trials().render({}),
            " #  state      loss\n"
            " 1  succeeded  0.25\n"
            "12  failed\n");
}

TEST(TextTable, ColoursWrapTheTextAndNotThePadding) {
  const Terminal terminal{.interactive = true, .colours = true, .width = 80};
  EXPECT_NE(two_trials().render(terminal).find("\033[32msucceeded\033[0m  0.25\n"),
            std::string::npos);
}

TEST(TextTable, AWithoutTitlesTableHasNoTitleLine) {
  TextTable table({{""}, {""}});
  table.add_row({{"state"}, {"running"}});
  EXPECT_EQ(table.render({}), "state  running\n");
}

TEST(TextTable, WidestColumnIsShortenedToFitTheTerminal) {
  TextTable table({{"job"}, {"reason"}});
  table.add_row({{"digits"}, {"the training ended well and never printed the objective"}});
  const std::string text = table.render({.width = 30});
  EXPECT_EQ(text,
            "job     reason\n"
            "digits  the training ended we\xE2\x80\xA6\n");
}

TEST(TextTable, NumbersAreRoundedAndNeverCut) {
  TextTable table({{"#", Align::kRight}, {"lr", Align::kRight}, {"units", Align::kRight}, {"c"}});
  table.add_row({{"1"}, {"1.65939e-09"}, {"64399101"}, {"0.000123456789"}});
  table.add_row({{"2"}, {"-7.38216e-36 \u2717"}, {"7"}, {"relu"}});
  EXPECT_EQ(table.render({.width = 37}),
            "#           lr     units  c\n"
            "1  1.65939e-09  64399101  0.000123457\n"
            "2  -7.38e-36 \u2717         7  relu\n");
  EXPECT_EQ(table.render({.width = 20}),
            "#           lr\n"
            "1  1.65939e-09\n"
            "2  -7.38e-36 \u2717\n"
            "(2 more columns on a wider terminal)\n");
}

TEST(TextTable, NoLineIsWiderThanTheTerminalAndLeftOutColumnsAreCounted) {
  std::vector<TextColumn> columns;
  std::vector<TextCell> cells;
  for (int i = 0; i < 12; ++i) {
    columns.push_back({"parameter-" + std::to_string(i)});
    cells.push_back({"\xE5\xAD\xA6\xE7\xBF\x92\xE5\xAD\xA6\xE7\xBF\x92\xE5\xAD\xA6"});
  }
  TextTable table(columns);
  table.add_row(cells);
  const std::string text = table.render({.width = 60});
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 60U) << line;
  EXPECT_NE(text.find("(7 more columns on a wider terminal)"), std::string::npos) << text;
}

TEST(TextTable, OneColumnThatIsLeftOutIsOne) {
  TextTable table({{"first"}, {"second"}});
  table.add_row({{"one thing"}, {"and other"}});
  EXPECT_NE(table.render({.width = 16}).find("(1 more column on a wider"), std::string::npos);
}

TEST(TextTable, TextFromOutsideCannotBreakTheLayout) {
  TextTable table({{"reason"}, {"n"}});
  table.add_row({{"line one\nline two\033[31m"}, {"1"}});
  EXPECT_EQ(table.render({}),
            "reason                  n\n"
            "line one line two [31m  1\n");
}

}  // namespace
}  // namespace tuner
