#include "service/csv_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuner {
namespace {

using ::testing::ElementsAre;

using Cells = std::vector<std::optional<std::string>>;

std::vector<Cells> cells_of(std::string_view text) {
  std::vector<Cells> cells;
  const auto records = parse_csv(text, "table.csv");
  EXPECT_TRUE(records) << to_string(records.error());
  if (!records) return cells;
  for (const CsvRecord& record : *records) cells.push_back(record.cells);
  return cells;
}

TEST(CsvTable, HasRecordsOfCells) {
  EXPECT_THAT(cells_of("a,b\n1,\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", std::nullopt)));
  EXPECT_THAT(cells_of("a,b\r\n1,2\r\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(cells_of("\xEF\xBB\xBF"
                       "a\n\n1"),
              ElementsAre(ElementsAre("a"), ElementsAre("1")));
  EXPECT_TRUE(cells_of("").empty());
}

TEST(CsvTable, QuotedCellsHoldWhatTheyLike) {
  EXPECT_THAT(cells_of("\"\",\" x \", y \n"), ElementsAre(ElementsAre("", " x ", "y")));
  EXPECT_THAT(cells_of("\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\"\n"),
              ElementsAre(ElementsAre("a,b", "say \"yes\"", "two\nlines")));
}

TEST(CsvTable, RecordsKnowTheirLines) {
  const auto records = parse_csv("a\n\n\"two\nlines\"\nlast", "table.csv");
  ASSERT_TRUE(records);
  std::vector<std::size_t> lines;
  for (const CsvRecord& record : *records) lines.push_back(record.line);
  EXPECT_THAT(lines, ElementsAre(1, 4, 5));
}

TEST(CsvTable, AQuoteInTheWrongPlaceIsAnErrorWithItsLine) {
  for (const char* text : {"a\nb\"c\n", "a\n\"b\"c\n"}) {
    const auto records = parse_csv(text, "table.csv");
    ASSERT_FALSE(records) << text;
    EXPECT_EQ(records.error().at, "table.csv:2");
  }
  EXPECT_FALSE(parse_csv("a\n\"never closed", "table.csv"));
}

}  // namespace
}  // namespace tuner
