#include "service/display_text.h"

#include <gtest/gtest.h>

namespace tuner {
namespace {

TEST(DisplayText, EscapeSequencesAndLineEndsCannotReachTheTerminal) {
  EXPECT_EQ(printable("a\033[2Jb"), "a [2Jb");
  EXPECT_EQ(printable("two\r\nlines\tand"), "two lines and");
  EXPECT_EQ(printable("right\xE2\x80\xAEto left"), "right to left");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            " 31m");  // the one-byte form of ESC [
}

TEST(DisplayText, WhatIsNoUtf8IsReplacedByteByByte) {
  EXPECT_EQ(printable("a\xFF"
                      "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(printable("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong
  EXPECT_EQ(printable("\xED\xA0\x80").size(), 9U);               // a surrogate
  EXPECT_EQ(printable("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // cut off
  EXPECT_EQ(printable("\xE2\x82\xAC \xF0\x9F\x98\x80"), "\xE2\x82\xAC \xF0\x9F\x98\x80");
}

TEST(DisplayText, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("\xC3\xA4"), 1U);                  // ä
  EXPECT_EQ(display_width("a\xCC\x88"), 1U);                 // a with a combining diaeresis
  EXPECT_EQ(display_width("\xE5\xAD\xA6\xE7\xBF\x92"), 4U);  // two Japanese characters
  EXPECT_EQ(display_width("\xF0\x9F\x98\x80"), 2U);          // an emoji
}

TEST(DisplayText, ShorteningKeepsWholeCharactersAndSaysSo) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdef", 5), "abcd\xE2\x80\xA6");
  EXPECT_EQ(shortened("\xE5\xAD\xA6\xE7\xBF\x92\xE5\xAD\xA6", 4), "\xE5\xAD\xA6\xE2\x80\xA6");
  EXPECT_EQ(shortened("abc", 0), "");
}

TEST(DisplayText, LinesStayWhereTheyAreWanted) {
  EXPECT_EQ(printable_lines("a\x1b[31mb\n\n c\td"), printable("a\x1b[31mb") + "\n\n c d");
}

}  // namespace
}  // namespace tuner
