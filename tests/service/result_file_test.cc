#include "service/result_file.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/fakes/temporary_folder.h"

namespace tuner {
namespace {

Result<std::vector<ResultRow>> read_csv_of(const std::string& text) {
  const testing_fakes::TemporaryFolder folder;
  return read_result_file(folder.write("results.csv", text));
}

TEST(ResultFile, ACsvFileHasARowForEachResult) {
  const auto rows = read_csv_of("x,loss\n0.5,1\n0.25,\n");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->at(0).fields.at("loss"), "1");
  EXPECT_FALSE(rows->at(1).fields.contains("loss"));
}

TEST(ResultFile, AColumnThatIsGivenTwiceIsRefused) {
  const auto rows = read_csv_of("x,loss,x\n0.5,1,0.6\n");
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().message, "the column 'x' is given twice");
  EXPECT_TRUE(rows.error().at.ends_with("results.csv:1")) << rows.error().at;
}

}  // namespace
}  // namespace tuner
