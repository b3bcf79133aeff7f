#include "service/sagemaker/paging.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/times.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::pair<Position, int>> items(const std::vector<int>& numbers) {
  std::vector<std::pair<Position, int>> result;
  for (const int number : numbers)
    result.emplace_back(Position{sortable(std::int64_t{number}), std::to_string(number)}, number);
  return result;
}

PageRequest request(json input) { return read_page_request("List", input, false).value(); }

TEST(Paging, GoesThroughAListOnceWhateverComesInBetween) {
  std::vector<int> numbers{5, -3, 8, 1, 4};
  json input{{"MaxResults", 2}};
  auto page = page_of(items(numbers), request(input));
  EXPECT_THAT(page.items, ElementsAre(-3, 1));
  numbers = {8, 0, 4, 5, 9};  // 1 is gone, 0 and 9 are new
  input["NextToken"] = page.next_token.value();
  page = page_of(items(numbers), request(input));
  EXPECT_THAT(page.items, ElementsAre(4, 5));
  input["NextToken"] = page.next_token.value();
  page = page_of(items(numbers), request(input));
  EXPECT_THAT(page.items, ElementsAre(8, 9));
  EXPECT_FALSE(page.next_token);
}

TEST(Paging, EqualKeysAreToldApartByName) {
  std::vector<std::pair<Position, int>> all;
  for (int i = 0; i < 5; ++i) all.emplace_back(Position{"same", std::to_string(i)}, i);
  json input{{"MaxResults", 3}, {"SortOrder", "Descending"}};
  auto page = page_of(all, request(input));
  EXPECT_THAT(page.items, ElementsAre(4, 3, 2));
  input["NextToken"] = page.next_token.value();
  EXPECT_THAT(page_of(all, request(input)).items, ElementsAre(1, 0));
}

TEST(Paging, ATokenIsGoodForItsOperationAndItsFiltersOnly) {
  const json input{{"MaxResults", 1}, {"NameContains", "a"}};
  const std::string token = page_of(items({1, 2}), request(input)).next_token.value();
  const auto refusal = [](const char* operation, json with) {
    const auto read = read_page_request(operation, with, false);
    return read ? std::string() : read.error().code + ": " + read.error().message;
  };
  EXPECT_EQ(refusal("List", {{"MaxResults", 9}, {"NameContains", "a"}, {"NextToken", token}}), "");
  std::string changed = token;
  changed.back() = changed.back() == '1' ? '2' : '1';
  for (const std::string& bad :
       {std::string("x"), token + "0", token.substr(1), changed, std::string()})
    EXPECT_THAT(refusal("List", {{"NameContains", "a"}, {"NextToken", bad}}),
                HasSubstr("ValidationException: The NextToken"));
  EXPECT_NE(refusal("List", {{"NameContains", "b"}, {"NextToken", token}}), "");
  EXPECT_NE(refusal("Other", {{"NameContains", "a"}, {"NextToken", token}}), "");
}

TEST(Paging, KeysAreInTheOrderOfTheirValues) {
  const std::vector<double> values{-1e300, -2.5, -1e-300, 0.0, 1e-300, 0.5, 3.0, 1e300};
  for (std::size_t i = 1; i < values.size(); ++i)
    EXPECT_LT(sortable(values[i - 1]), sortable(values[i])) << values[i];
  EXPECT_EQ(sortable(-0.0), sortable(0.0));
  EXPECT_LT(sortable(std::int64_t{-5}), sortable(std::int64_t{3}));
}

TEST(Arn, IsWrittenInLowerCaseAndReadBack) {
  const std::string arn = arn_of({.region = "eu-west-1"}, kTrainingJob, "My-Job-001");
  EXPECT_EQ(arn, "arn:aws:sagemaker:eu-west-1:123456789012:training-job/my-job-001");
  EXPECT_EQ(parse_arn(arn).value().kind, kTrainingJob);
  EXPECT_EQ(parse_arn(arn).value().name, "my-job-001");
  for (const char* bad : {"", "my-job", "arn:aws:s3:::bucket/key", "arn:aws:sagemaker:x:1:name"})
    EXPECT_FALSE(parse_arn(bad)) << bad;
}

TEST(Times, AreSecondsWithMilliseconds) {
  const TimePoint time(std::chrono::milliseconds(1'634'536'758'103));
  EXPECT_EQ(epoch_seconds(time), 1634536758.103);
  EXPECT_EQ(time_from_epoch(1634536758.103), time);
  EXPECT_LT(time_from_epoch(-1e300), time_from_epoch(1e300));
}

}  // namespace
}  // namespace tuner::sagemaker
