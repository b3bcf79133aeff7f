// What `tuner ask-tell` refuses: with one sentence, and without a trace in what follows.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "service/ask_tell_session.h"

namespace tuner {
namespace {

using nlohmann::json;

struct Refused {
  std::string name, line, error;  // `error`: a part of the sentence
};

void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }

std::string name_of_refused(const ::testing::TestParamInfo<Refused>& info) {
  return info.param.name;
}

std::string header_with(const std::string& space) {
  return R"({"protocol":1,"direction":"minimize","seed":1,"space":)" + space + "}";
}

std::string dimension(const std::string& text) { return header_with(R"({"x":)" + text + "}"); }

constexpr const char* kSpace =
    R"({"x":{"type":"float","low":0,"high":1,"log":false},"n":{"type":"int","low":1,"high":9},)"
    R"("c":{"type":"categorical","choices":["a",true]}})";

std::string error_in(const std::string& reply) {
  const json document = json::parse(reply);
  return document.size() == 1 ? document.value("error", "") : "";
}

class RefusedHeader : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedHeader, IsSaidSoAndTheNextOneMayBeRight) {
  AskTellSession session("bayesian");
  EXPECT_NE(error_in(session.reply(GetParam().line)).find(GetParam().error), std::string::npos)
      << session.reply(GetParam().line);
  EXPECT_FALSE(session.ended());
  EXPECT_EQ(json::parse(session.reply(header_with(kSpace))).value("ok", false), true);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    RefusedHeader,
    ::testing::Values(
        Refused{"NoJson", "hello", "not well-formed JSON"},
        Refused{"EmptyLine", "", "not well-formed JSON"},
        Refused{"TwoDocuments", "{} {}", "not well-formed JSON"},
        Refused{"NotUtf8", "{\"protocol\":\"\xff\"}", "UTF-8"},
        Refused{"NoObject", "[1]", "must be a JSON object"},
        Refused{"TooDeep", std::string(100000, '['), "nested"},
        Refused{"TooLong", std::string(5 << 20, ' '), "larger than 4 MB"},
        Refused{"AskBeforeTheHeader", R"({"op":"ask"})", "header"},
        Refused{"OtherProtocol", R"({"protocol":2,"space":{}})", "'protocol' must be 1"},
        Refused{"NoSpace", R"({"protocol":1})", "'space' is missing"},
        Refused{"SpaceIsAList", header_with("[]"), "'space' must be"},
        Refused{"WrongDirection", R"({"protocol":1,"space":{},"direction":"up"})", "'direction'"},
        Refused{"MisspeltDirection",
                R"({"protocol":1,"space":{},"direcion":"maximize"})",
                "no member 'direcion' here; did you mean 'direction'?"},
        Refused{"WrongSeed", R"({"protocol":1,"space":{},"seed":-1})", "'seed'"},
        Refused{"TextForASeed", R"({"protocol":1,"space":{},"seed":"1"})", "'seed'"},
        Refused{"WrongBudget", R"({"protocol":1,"space":{},"budget":0})", "'budget'"},
        Refused{"DimensionIsANumber", dimension("3"), "/space/x: a parameter must be"},
        Refused{"UnknownType", dimension(R"({"type":"real"})"), "'type' must be"},
        Refused{"UnknownMember",
                dimension(R"({"type":"float","low":0,"high":1,"step":0.1})"),
                "no member 'step' here"},
        Refused{"NoLow", dimension(R"({"type":"float","high":1})"), "'low' must be"},
        Refused{"InfiniteHigh", dimension(R"({"type":"float","low":0,"high":1e999})"), "number"},
        Refused{"FractionForAnInt", dimension(R"({"type":"int","low":0.5,"high":2})"), "'low'"},
        Refused{"LowAboveHigh", dimension(R"({"type":"int","low":2,"high":1})"), "'high' (1)"},
        Refused{
            "LogOfZero", dimension(R"({"type":"float","low":0,"high":1,"log":true})"), "log scale"},
        Refused{"LogIsNoBoolean",
                dimension(R"({"type":"float","low":1,"high":2,"log":1})"),
                "'log' must be"},
        Refused{"NoChoices", dimension(R"({"type":"categorical","choices":[]})"), "at least one"},
        Refused{"ChoicesAreText",
                dimension(R"({"type":"categorical","choices":"ab"})"),
                "must be a list"},
        Refused{
            "ChoiceTwice", dimension(R"({"type":"categorical","choices":[1,1]})"), "listed twice"},
        Refused{"ChoiceIsNull",
                dimension(R"({"type":"categorical","choices":[null]})"),
                "a choice must be"},
        Refused{"ParameterTwice",
                header_with(R"({"x":{"type":"int","low":1,"high":2},"x":{}})"),
                "given twice"},
        Refused{"NamelessParameter",
                header_with(R"({"":{"type":"int","low":1,"high":2}})"),
                "must have a name"}),
    name_of_refused);

class RefusedOperation : public ::testing::TestWithParam<Refused> {};

// Two trials are asked for and the first is told; then the wrong line comes, or not.
std::string conversation(const std::string& wrong, std::string& reply_to_it) {
  AskTellSession session("bayesian");
  session.reply(header_with(kSpace));
  session.reply(R"({"op":"ask","n":2})");
  session.reply(R"({"op":"tell","id":0,"value":1.5})");
  if (!wrong.empty()) reply_to_it = session.reply(wrong);
  return session.reply(R"({"op":"ask"})") + session.reply(R"({"op":"tell","id":1,"value":2})") +
         session.reply(R"({"op":"best"})") + session.reply(R"({"op":"ask","n":3})");
}

TEST_P(RefusedOperation, IsSaidSoAndLeavesNoTrace) {
  std::string reply, unused;
  EXPECT_EQ(conversation(GetParam().line, reply), conversation("", unused));
  EXPECT_NE(error_in(reply).find(GetParam().error), std::string::npos) << reply;
}

std::string tell_params(const std::string& params) {
  return R"({"op":"tell","params":)" + params + R"(,"value":1})";
}

INSTANTIATE_TEST_SUITE_P(
    All,
    RefusedOperation,
    ::testing::Values(
        Refused{"NoJson", R"({"op":"ask")", "not well-formed JSON"},
        Refused{"NaNIsNoJson", R"({"op":"tell","id":1,"value":NaN})", "not well-formed JSON"},
        Refused{"NaNIsNull", R"({"op":"tell","id":1,"value":NaN})", "that has none is null"},
        Refused{"MisspeltValue",
                R"({"op":"tell","id":1,"valeu":3})",
                "no member 'valeu' here; did you mean 'value'?"},
        Refused{"AskForCount",
                R"({"op":"ask","count":3})",
                "no member 'count' here; did you mean 'n'?"},
        Refused{"NoOperation", R"({"id":1})", "'op' is missing"},
        Refused{"UnknownOperation", R"({"op":"stop"})", "'op' must be"},
        Refused{"OperationIsANumber", R"({"op":1})", "'op' must be"},
        Refused{"AskForNone", R"({"op":"ask","n":0})", "'n' must be"},
        Refused{"AskForTooMany", R"({"op":"ask","n":1001})", "'n' must be"},
        Refused{"AskForText", R"({"op":"ask","n":"2"})", "'n' must be"},
        Refused{"ToldTwice", R"({"op":"tell","id":0,"value":1})", "id 0 has been told already"},
        Refused{"UnknownId", R"({"op":"tell","id":2,"value":1})", "no trial of id 2"},
        Refused{"NegativeId", R"({"op":"tell","id":-1,"value":1})", "no trial of id -1"},
        Refused{"HugeId", R"({"op":"tell","id":4294967297,"value":1})", "no trial of id"},
        Refused{"IdIsText", R"({"op":"tell","id":"1","value":1})", "'id' must be"},
        Refused{"NeitherIdNorParams", R"({"op":"tell","value":1})", "either 'id' or 'params'"},
        Refused{"IdAndParams",
                R"({"op":"tell","id":1,"params":{},"value":1})",
                "either 'id' or 'params'"},
        Refused{"NoValue", R"({"op":"tell","id":1})", "'value' is missing"},
        Refused{"ValueIsText", R"({"op":"tell","id":1,"value":"1"})", "'value' must be"},
        Refused{"ValueIsTrue", R"({"op":"tell","id":1,"value":true})", "'value' must be"},
        Refused{
            "ValueIsInfinite", R"({"op":"tell","id":1,"value":1e999})", "JSON: number overflow"},
        Refused{"UnknownState", R"({"op":"tell","id":1,"value":1,"state":"ok"})", "'state'"},
        Refused{"FailedWithAValue",
                R"({"op":"tell","id":1,"value":1,"state":"failed"})",
                "has no value"},
        Refused{"ParamsAreAList", tell_params("[1]"), "'params' must be"},
        Refused{"UnknownParameter", tell_params(R"({"y":1})"), "no parameter 'y'"},
        Refused{"MissingParameter", tell_params(R"({"x":0.5,"n":3})"), "'c' has no value"},
        Refused{"OutOfRange", tell_params(R"({"x":1.5,"n":3,"c":"a"})"), "not between 0 and 1"},
        Refused{"FractionForAnInt", tell_params(R"({"x":0.5,"n":3.5,"c":"a"})"), "'n'"},
        Refused{"TextForAFloat", tell_params(R"({"x":"0.5","n":3,"c":"a"})"), "'x'"},
        Refused{"ChoiceOfAnotherType", tell_params(R"({"x":0.5,"n":3,"c":"true"})"), "not one of"},
        Refused{"ParamsOfANullChoice", tell_params(R"({"x":0.5,"n":3,"c":null})"), "'c'"}),
    name_of_refused);

TEST(AskTellErrors, ThereIsNoBestBeforeTheFirstValue) {
  AskTellSession session("bayesian");
  session.reply(header_with(kSpace));
  EXPECT_EQ(session.reply(R"({"op":"best"})"), R"({"error":"no trial has a value yet"})");
}

TEST(AskTellErrors, AStrategyThatCannotSearchTheSpaceSaysWhy) {
  AskTellSession session("grid");
  EXPECT_NE(error_in(session.reply(header_with(kSpace))).find("a step"), std::string::npos);
}

TEST(AskTellErrors, SentencesStayShortWhateverTheyQuote) {
  AskTellSession session("bayesian");
  const std::string reply =
      session.reply(dimension(R"({"type":"categorical","choices":[")" + std::string(4000, 'x') +
                              R"(",")" + std::string(4000, 'x') + "\"]}"));
  EXPECT_LT(error_in(reply).size(), 1010u);
  EXPECT_NE(error_in(reply), "");
}

}  // namespace
}  // namespace tuner
