#include "service/sagemaker/search_expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "service/sagemaker/property_path.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

constexpr std::array<std::string_view, 11> kProperties{"Name",
                                                       "DisplayName",
                                                       "Flag",
                                                       "CreationTime",
                                                       "HyperParameters.",
                                                       "Parameters.",
                                                       "Tags.",
                                                       "Metrics.",
                                                       "Parents.Trial",
                                                       "Channels.",
                                                       "Absent"};

const Json kRecord = Json::parse(R"({
  "Name": "abc", "DisplayName": "Shown", "Flag": true, "CreationTime": 1767323045.5,
  "HyperParameters": {"epochs": "10", "lr": "0.125", "a.b": "dotted", "solver": "sgd"},
  "Parameters": {"lr": {"NumberValue": 0.25}, "kind": {"StringValue": "x"}},
  "Tags": [{"Key": "team", "Value": "vision"}, {"Key": "a.b", "Value": "c"}, {"Key": "year", "Value": "2026"}],
  "Metrics": [{"MetricName": "loss", "Last": 0.5, "Max": 2.0, "TimeStamp": 100}],
  "Parents": [{"Trial": "t1"}, {"Trial": "t2"}],
  "Channels": [{"Name": "train", "Uri": "s3://a"}, {"Name": "test", "Uri": "s3://b"}]})");

Json filter(const std::string& name, const std::string& operation, const std::string& value = "") {
  Json json{{"Name", name}, {"Operator", operation}};
  if (!value.empty()) json["Value"] = value;
  return json;
}

bool holds(const Json& expression) {
  const auto read = read_expression(expression, kProperties);
  if (!read) ADD_FAILURE() << read.error().message;
  return read && matches(kRecord, *read);
}
bool holds_filter(const std::string& name,
                  const std::string& operation,
                  const std::string& value = "") {
  return holds({{"Filters", {filter(name, operation, value)}}});
}
std::string refusal(const Json& expression) {
  const auto read = read_expression(expression, kProperties);
  return read ? "" : read.error().message;
}
std::string refusal_of(const Json& one) { return refusal({{"Filters", {one}}}); }

TEST(SearchExpression, EqualsComparesTextNumbersBooleansAndMoments) {
  EXPECT_TRUE(holds_filter("Name", "Equals", "abc"));
  EXPECT_FALSE(holds_filter("Name", "Equals", "ABC"));
  EXPECT_FALSE(holds_filter("Name", "NotEquals", "abc"));
  EXPECT_TRUE(holds_filter("Name", "NotEquals", "ab"));
  EXPECT_TRUE(holds({{"Filters", {{{"Name", "Name"}, {"Value", "abc"}}}}}));
  EXPECT_TRUE(holds_filter("Flag", "Equals", "true"));
  EXPECT_FALSE(holds_filter("Flag", "Equals", "True"));
  EXPECT_TRUE(holds_filter("Parameters.lr.NumberValue", "Equals", "0.250"));
  EXPECT_TRUE(holds_filter("CreationTime", "Equals", "2026-01-02T03:04:05.5Z"));
  EXPECT_FALSE(holds_filter("CreationTime", "Equals", "2026-01-02T03:04:05"));
}

TEST(SearchExpression, ExistsAsksForAPropertyOnly) {
  EXPECT_TRUE(holds_filter("Tags.team", "Exists"));
  EXPECT_FALSE(holds_filter("Tags.other", "Exists"));
  EXPECT_TRUE(holds_filter("Tags.other", "NotExists"));
  EXPECT_FALSE(holds_filter("Tags.team", "NotExists"));
  EXPECT_TRUE(holds_filter("Absent", "NotEquals", "x"));
}

TEST(SearchExpression, OrdersAreOfNumbersAndMoments) {
  EXPECT_TRUE(holds_filter("Metrics.loss.Last", "GreaterThan", "0.4"));
  EXPECT_FALSE(holds_filter("Metrics.loss.Last", "GreaterThan", "0.5"));
  EXPECT_TRUE(holds_filter("Metrics.loss.Last", "GreaterThanOrEqualTo", "0.5"));
  EXPECT_TRUE(holds_filter("Metrics.loss.Max", "LessThan", "2.5"));
  EXPECT_FALSE(holds_filter("Metrics.loss.Max", "LessThan", "2"));
  EXPECT_TRUE(holds_filter("Metrics.loss.Max", "LessThanOrEqualTo", "2"));
  EXPECT_TRUE(holds_filter("CreationTime", "GreaterThan", "2026-01-02T03:04:05"));
  EXPECT_TRUE(holds_filter("CreationTime", "LessThan", "2026-01-02T03:04:06Z"));
  EXPECT_FALSE(holds_filter("Name", "GreaterThan", "5"));
  EXPECT_THAT(refusal_of(filter("Name", "GreaterThan", "abc")), HasSubstr("order of a text"));
  EXPECT_THAT(refusal_of(filter("CreationTime", "LessThan", "yesterday")),
              HasSubstr("needs a time"));
}

TEST(SearchExpression, HyperparametersCompareAsNumbers) {
  EXPECT_TRUE(holds_filter("HyperParameters.epochs", "GreaterThan", "9"));
  EXPECT_TRUE(holds_filter("HyperParameters.epochs", "GreaterThan", "9.5"));
  EXPECT_TRUE(holds_filter("HyperParameters.lr", "LessThan", "0.2"));
  EXPECT_TRUE(holds_filter("HyperParameters.lr", "LessThan", "1"));
  EXPECT_FALSE(holds_filter("HyperParameters.lr", "LessThan", "0"));
  EXPECT_FALSE(holds_filter("HyperParameters.solver", "LessThan", "1.0"));
  EXPECT_TRUE(holds_filter("HyperParameters.epochs", "Equals", "10"));
  EXPECT_TRUE(holds_filter("HyperParameters.epochs", "Equals", "10.0"));
  EXPECT_FALSE(holds_filter("HyperParameters.epochs", "NotEquals", "1e1"));
  EXPECT_TRUE(holds_filter("HyperParameters.epochs", "NotEquals", "10.5"));
  EXPECT_TRUE(holds_filter("HyperParameters.epochs", "In", "9, 10.0"));
  EXPECT_FALSE(holds_filter("HyperParameters.epochs", "In", "9,11"));
  EXPECT_TRUE(holds_filter("HyperParameters.lr", "Equals", "0.1250"));
  EXPECT_TRUE(holds_filter("HyperParameters.solver", "Equals", "sgd"));
  EXPECT_FALSE(holds_filter("Tags.year", "Equals", "2026.0"));
}

TEST(SearchExpression, ContainsIsForOneText) {
  EXPECT_TRUE(holds_filter("Name", "Contains", "bc"));
  EXPECT_FALSE(holds_filter("Name", "Contains", "BC"));
  const Json contains = filter("Name", "Contains", "a");
  EXPECT_THAT(refusal({{"Filters", {contains, contains}}}),
              HasSubstr("CONTAINS operator usage limit of 1"));
  EXPECT_THAT(refusal({{"Filters", {contains}}, {"SubExpressions", {{{"Filters", {contains}}}}}}),
              HasSubstr("CONTAINS"));
  const Json tag = filter("Tags.team", "Contains", "vis"),
             shown = filter("DisplayName", "Contains", "ow");
  EXPECT_TRUE(holds({{"Filters", {contains, tag, tag, shown}}}));
}

TEST(SearchExpression, InTakesAListWithCommas) {
  EXPECT_TRUE(holds_filter("Name", "In", "x,abc"));
  EXPECT_TRUE(holds_filter("Name", "In", "x, abc ,y"));
  EXPECT_FALSE(holds_filter("Name", "In", "x,ab"));
  EXPECT_TRUE(holds_filter("Metrics.loss.Last", "In", "1,0.5"));
  EXPECT_FALSE(holds_filter("Name", "In", ","));
  EXPECT_TRUE(holds_filter("CreationTime", "In", "2026-01-02T03:04:05,2026-01-02T03:04:05.5"));
  EXPECT_THAT(refusal_of(filter("CreationTime", "In", "1,2")), HasSubstr("needs times"));
}

TEST(SearchExpression, NamesMayHoldDotsAndListsMatchByAnyElement) {
  EXPECT_TRUE(holds_filter("HyperParameters.a.b", "Equals", "dotted"));
  EXPECT_TRUE(holds_filter("Tags.a.b", "Equals", "c"));
  EXPECT_TRUE(holds_filter("Parents.Trial", "Equals", "t2"));
  EXPECT_FALSE(holds_filter("Parents.Trial", "Equals", "t3"));
  EXPECT_FALSE(holds_filter("Parents.Trial", "NotEquals", "t1"));
}

TEST(SearchExpression, NestedFiltersAreOfOneElement) {
  const auto nested = [](const char* name, const char* uri) {
    return Json{
        {"NestedFilters",
         {{{"NestedPropertyName", "Channels"},
           {"Filters",
            {filter("Channels.Name", "Equals", name), filter("Channels.Uri", "Equals", uri)}}}}}};
  };
  EXPECT_TRUE(holds(nested("test", "s3://b")));
  EXPECT_FALSE(holds(nested("train", "s3://b")));
  EXPECT_TRUE(holds({{"Filters",
                      {filter("Channels.Name", "Equals", "train"),
                       filter("Channels.Uri", "Equals", "s3://b")}}}));
  EXPECT_THAT(
      refusal({{"NestedFilters",
                {{{"NestedPropertyName", "Channels"}, {"Filters", {filter("Name", "Exists")}}}}}}),
      HasSubstr("not on an element of Channels"));
}

TEST(SearchExpression, ElementsAreJoinedByAndOrByOr) {
  const Json yes = filter("Name", "Equals", "abc"), no = filter("Name", "Equals", "x");
  const Json both{{"Filters", {yes, no}}};
  Json either = both;
  either["Operator"] = "Or";
  EXPECT_FALSE(holds(both));
  EXPECT_TRUE(holds(either));
  EXPECT_TRUE(holds(Json::object()));
  EXPECT_TRUE(holds({{"Operator", "Or"}}));
  EXPECT_TRUE(holds({{"Filters", {yes}}, {"SubExpressions", {either}}}));
  EXPECT_FALSE(holds({{"Filters", {yes}}, {"SubExpressions", {both}}}));
  EXPECT_TRUE(holds({{"Filters", {no}},
                     {"SubExpressions", {{{"SubExpressions", {either}}}}},
                     {"Operator", "Or"}}));
}

TEST(SearchExpression, AnUnknownPropertyIsRefusedByItsName) {
  EXPECT_EQ(refusal_of(filter("Nam", "Exists")), "Unknown property name: Nam");
  EXPECT_EQ(refusal_of(filter("Tags.", "Exists")), "Unknown property name: Tags.");
}

TEST(SearchExpression, AValueBelongsToEveryOperatorButExists) {
  EXPECT_THAT(refusal_of(filter("Name", "Exists", "x")), HasSubstr("takes no Value"));
  EXPECT_THAT(refusal_of(filter("Name", "In")), HasSubstr("needs a Value"));
  EXPECT_THAT(refusal_of({{"Name", "Name"}}), HasSubstr("needs a Value"));
}

TEST(SearchExpression, HasItsLimits) {
  const Json one = filter("Name", "Exists");
  Json twenty{{"Filters", Json::array()}};
  for (int i = 0; i < 20; ++i) twenty["Filters"].push_back(one);
  EXPECT_EQ(refusal(twenty), "");
  Json more = twenty;
  more["SubExpressions"] = {{{"Filters", {one}}}};
  EXPECT_THAT(refusal(more), HasSubstr("at most 20 elements"));
  Json tens{{"Filters", Json::array()}};
  for (int i = 0; i < 10; ++i) tens["Filters"].push_back(one);
  Json fifty{{"SubExpressions", {twenty, twenty, tens}}};
  EXPECT_EQ(refusal(fifty), "");
  fifty["Filters"] = {one};
  EXPECT_THAT(refusal(fifty), HasSubstr("at most 50 filters"));
  Json deep{{"Filters", {one}}};
  for (int i = 0; i < 49; ++i) deep = {{"SubExpressions", {deep}}};
  EXPECT_EQ(refusal(deep), "");
  EXPECT_THAT(refusal({{"SubExpressions", {deep}}}), HasSubstr("nested deeper than 50"));
}

TEST(SearchExpression, ReadsMomentsAndRefusesDatesThatAreNone) {
  EXPECT_EQ(read_moment("1970-01-02T00:00:01"), 86401.0);
  EXPECT_EQ(read_moment("1970-01-01T00:00:00.25Z"), 0.25);
  for (const char* bad : {"",
                          "Z",
                          "2026-02-30T00:00:00",
                          "2026-01-01",
                          "2026-01-01T24:00:00",
                          "2026-01-01 00:00:00",
                          "2026-01-01T00:00:00.",
                          "2026-01-01T00:00:00+01:00",
                          "2026-1-01T00:00:000"}) {
    EXPECT_EQ(read_moment(bad), std::nullopt) << bad;
  }
}

TEST(SearchExpression, KnowsWhatItRequires) {
  const Json name = filter("Name", "Equals", "abc");
  const auto required = [](const Json& json) {
    return required_text(read_expression(json, kProperties).value(), "Name");
  };
  EXPECT_EQ(required({{"Filters", {name, filter("Flag", "Exists")}}}), "abc");
  EXPECT_EQ(required({{"Filters", {name}}, {"Operator", "Or"}}), "abc");
  EXPECT_EQ(required({{"Filters", {name, filter("Flag", "Exists")}}, {"Operator", "Or"}}),
            std::nullopt);
  EXPECT_EQ(required({{"Filters", {filter("Name", "NotEquals", "abc")}}}), std::nullopt);
  EXPECT_EQ(required({{"SubExpressions", {{{"Filters", {name}}}}}}), std::nullopt);
}

TEST(PropertyPath, AnElementOfAListIsFoundByItsNameAndByItsMembers) {
  const Json record = Json::parse(R"({"FinalMetricDataList": [
    {"MetricName": "loss", "Value": 0.5, "Timestamp": 100}, {"MetricName": "f1", "Value": 2, "Timestamp": 200}]})");
  const auto found = [&](const char* name) {
    Json values = Json::array();
    for (const Json* value : values_at(record, name)) values.push_back(*value);
    return values;
  };
  EXPECT_EQ(found("FinalMetricDataList.loss"), Json({0.5}));
  EXPECT_EQ(found("FinalMetricDataList.MetricName"), Json({"loss", "f1"}));
  EXPECT_EQ(found("FinalMetricDataList.Value"), Json({0.5, 2}));
  EXPECT_EQ(found("Metrics.loss"), Json({0.5}));
  EXPECT_EQ(found("FinalMetricDataList.other"), Json::array());
  EXPECT_TRUE(is_time_property("FinalMetricDataList.Timestamp"));
}

}  // namespace
}  // namespace tuner::sagemaker
