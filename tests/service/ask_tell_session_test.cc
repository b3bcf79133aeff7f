// The protocol of `tuner ask-tell`, line by line.
#include "service/ask_tell_session.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace tuner {
namespace {

using nlohmann::json;

constexpr const char* kHeader =
    R"({"protocol":1,"direction":"minimize","seed":1,"space":{)"
    R"("width":{"type":"int","low":1,"high":8,"log":false},)"
    R"("activation":{"type":"categorical","choices":["relu",3,"3",true,1e-3]},)"
    R"("lr":{"type":"float","low":1e-5,"high":1.0,"log":true}}})";

// Three configurations, so that it is soon used up.
constexpr const char* kSmall =
    R"({"protocol":1,"space":{"a":{"type":"int","low":1,"high":3}},"direction":"maximize","seed":0})";

AskTellSession started(const char* header = kHeader, const std::string& strategy = "bayesian") {
  AskTellSession session(strategy);
  EXPECT_EQ(json::parse(session.reply(header)).value("ok", false), true);
  return session;
}

std::string error_of(AskTellSession& session, const std::string& line) {
  const json reply = json::parse(session.reply(line));
  EXPECT_EQ(reply.size(), 1u) << reply;
  return reply.value("error", "no error: " + reply.dump());
}

TEST(AskTellSession, AnswersTheHeaderWithNameAndVersion) {
  AskTellSession session("bayesian");
  const std::string reply = session.reply(kHeader),
                    start = R"({"ok":true,"name":"tuner","version":")";
  EXPECT_EQ(reply.find(start), 0u) << reply;
  EXPECT_GT(reply.size(), start.size() + 2) << reply;
}

TEST(AskTellSession, LeavesOutOfAccountWhatAnotherProgramAddsToTheHeader) {
  AskTellSession session =
      started(R"({"protocol":1,"space":{"a":{"type":"int","low":1,"high":3}},"benchmark":"x"})");
  EXPECT_EQ(json::parse(session.reply(R"({"op":"ask","worker":7})")).at("id"), 0);
}

TEST(AskTellSession, SuggestionsKeepTheOrderOfTheHeaderAndCountFromZero) {
  AskTellSession session = started();
  for (const std::string id : {"0", "1", "2"}) {
    const std::string reply = session.reply(R"({"op":"ask"})");
    EXPECT_EQ(reply.find("{\"id\":" + id + ",\"params\":{\"width\":"), 0u) << reply;
    EXPECT_LT(reply.find("\"activation\":"), reply.find("\"lr\":")) << reply;
  }
}

TEST(AskTellSession, ChoicesComeBackAsTheyWereGivenThoughTwoOfThemLookAlike) {
  AskTellSession session = started(
      R"({"protocol":1,"space":{"c":{"type":"categorical","choices":["a\n\"é",3,"3",true,1e-3,3.0]}}})",
      "grid");
  std::vector<std::string> replies;
  for (int i = 0; i < 6; ++i) replies.push_back(session.reply(R"({"op":"ask"})"));
  const std::vector<std::string> written = {R"("a\n\"é")", "3", "\"3\"", "true", "1e-3", "3.0"};
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::string params = "{\"c\":" + written[i] + "}";
    EXPECT_EQ(replies[i], "{\"id\":" + std::to_string(i) + ",\"params\":" + params + "}");
    EXPECT_EQ(session.reply(R"({"op":"tell","params":)" + params + R"(,"value":1})"),
              R"({"ok":true})");
  }
}

TEST(AskTellSession, AChoiceWrittenDifferentlyIsRecognisedByItsValue) {
  AskTellSession session = started();
  EXPECT_EQ(session.reply(
                R"({"op":"tell","params":{"lr":1,"activation":0.001,"width":2.0},"value":-0.5})"),
            R"({"ok":true})");
  EXPECT_EQ(session.reply(R"({"op":"best"})"),
            R"({"id":0,"params":{"width":2,"activation":1e-3,"lr":1.0},"value":-0.5})");
}

TEST(AskTellSession, NumbersReadBackAsTheSameNumbers) {
  AskTellSession session =
      started(R"({"protocol":1,"space":{"x":{"type":"float","low":0,"high":1,"log":false}}})");
  const double x = 0.1234567890123456789, value = 1.0 / 3.0;
  json tell = {{"op", "tell"}, {"params", {{"x", x}}}, {"value", value}};
  EXPECT_EQ(session.reply(tell.dump()), R"({"ok":true})");
  const json best = json::parse(session.reply(R"({"op":"best"})"));
  EXPECT_EQ(best.at("params").at("x").get<double>(), x);
  EXPECT_EQ(best.at("value").get<double>(), value);
}

TEST(AskTellSession, SeveralSuggestionsAtOnceAreAListAndFewerWhereNoMoreAreLeft) {
  AskTellSession session = started(kSmall);
  const json two = json::parse(session.reply(R"({"op":"ask","n":2})"));
  ASSERT_EQ(two.at("trials").size(), 2u);
  EXPECT_EQ(two.at("trials").at(1).at("id"), 1);
  const json one = json::parse(session.reply(R"({"op":"ask","n":2})"));
  ASSERT_EQ(one.at("trials").size(), 1u);
  EXPECT_EQ(one.at("trials").at(0).at("id"), 2);
  EXPECT_EQ(session.reply(R"({"op":"ask","n":2})"), R"({"error":"space exhausted"})");
  EXPECT_EQ(session.reply(R"({"op":"ask"})"), R"({"error":"space exhausted"})");
}

TEST(AskTellSession, MaximisedValuesAreShownAsTheyWereTold) {
  AskTellSession session = started(kSmall, "grid");
  for (const std::string value : {"1", "-2.5", "0.25"}) {
    const json asked = json::parse(session.reply(R"({"op":"ask"})"));
    EXPECT_EQ(session.reply(R"({"op":"tell","id":)" + asked.at("id").dump() + R"(,"value":)" +
                            value + "}"),
              R"({"ok":true})");
  }
  EXPECT_EQ(session.reply(R"({"op":"best"})"), R"({"id":0,"params":{"a":1},"value":1.0})");
}

TEST(AskTellSession, ATrialMayFailInThreeWaysOfSayingSo) {
  AskTellSession session = started(kSmall, "grid");
  for (const std::string told :
       {R"("value":null,"state":"failed")", R"("value":null)", R"("state":"failed")"}) {
    const json asked = json::parse(session.reply(R"({"op":"ask"})"));
    const std::string line = R"({"op":"tell","id":)" + asked.at("id").dump() + "," + told + "}";
    EXPECT_EQ(session.reply(line), R"({"ok":true})");
  }
  EXPECT_EQ(error_of(session, R"({"op":"best"})"), "no trial has a value yet");
}

TEST(AskTellSession, ConfigurationsThatWereNotSuggestedTakeAnIdToo) {
  AskTellSession session = started(kSmall, "grid");
  EXPECT_EQ(session.reply(R"({"op":"tell","params":{"a":1},"value":5})"), R"({"ok":true})");
  EXPECT_EQ(session.reply(R"({"op":"ask"})"), R"({"id":1,"params":{"a":2}})");
  EXPECT_EQ(session.reply(R"({"op":"best"})"), R"({"id":0,"params":{"a":1},"value":5.0})");
}

TEST(AskTellSession, TheSameSeedAndTellsGiveTheSameReplies) {
  const auto conversation = [](const std::string& seed) {
    AskTellSession session("bayesian");
    std::string header = kHeader;
    header.replace(header.find("\"seed\":1"), 8, "\"seed\":" + seed);
    std::string all = session.reply(header);
    for (int i = 0; i < 12; ++i) {
      const std::string reply = session.reply(R"({"op":"ask"})");
      const double lr = json::parse(reply).at("params").at("lr").get<double>();
      json tell = {{"op", "tell"}, {"id", i}, {"value", (lr - 0.01) * (lr - 0.01)}};
      all += reply + session.reply(tell.dump());
    }
    return all + session.reply(R"({"op":"best"})");
  };
  EXPECT_EQ(conversation("18446744073709551615"), conversation("18446744073709551615"));
  EXPECT_NE(conversation("1"), conversation("2"));
}

TEST(AskTellSession, ConstantsAndWideRangesAreSpacesToo) {
  AskTellSession session =
      started(R"({"protocol":1,"budget":null,"seed":3,"space":{)"
              R"("c":{"type":"float","low":2,"high":2.0,"log":true},)"
              R"("wide":{"type":"int","low":-9223372036854775808,"high":9223372036854775807},)"
              R"("odd name/~é":{"type":"int","low":1,"high":1000000,"log":true}}})");
  const json asked = json::parse(session.reply(R"({"op":"ask"})"));
  EXPECT_EQ(asked.at("params").at("c"), 2.0);
  EXPECT_TRUE(asked.at("params").at("wide").is_number_integer());
  EXPECT_TRUE(asked.at("params").contains("odd name/~é"));
}

TEST(AskTellSession, QuitEndsItWheneverItComes) {
  AskTellSession fresh("bayesian"), busy = started();
  EXPECT_FALSE(busy.ended());
  EXPECT_EQ(fresh.reply(R"({"op":"quit"})"), R"({"ok":true})");
  EXPECT_EQ(busy.reply(R"({"op":"quit"})"), R"({"ok":true})");
  EXPECT_TRUE(fresh.ended() && busy.ended());
}

constexpr const char* kBounded =
    R"({"protocol":1,"space":{"a":{"type":"int","low":1,"high":9}},"constraints":{"ms":{"max":20},"recall":{"min":0.9}}})";

TEST(AskTellSession, TheBestKeepsTheConstraintsOfTheHeader) {
  AskTellSession session = started(kBounded, "grid");
  for (int i = 0; i < 2; ++i) session.reply(R"({"op":"ask"})");
  session.reply(R"({"op":"tell","id":0,"value":0.1,"constraints":{"recall":0.95,"ms":21}})");
  EXPECT_EQ(error_of(session, R"({"op":"best"})"),
            "no trial has a value and keeps every constraint yet");
  session.reply(R"({"op":"tell","id":1,"value":0.3,"constraints":{"recall":0.9,"ms":20}})");
  EXPECT_EQ(json::parse(session.reply(R"({"op":"best"})"))["id"], 1);
}

TEST(AskTellSession, ATellWithoutTheValuesOfTheConstraintsChangesNothing) {
  AskTellSession session = started(kBounded, "grid");
  session.reply(R"({"op":"ask"})");
  EXPECT_EQ(error_of(session, R"({"op":"tell","id":0,"value":0.1})"),
            "'constraints' must be a JSON object with the value of every constraint");
  EXPECT_EQ(error_of(session, R"({"op":"tell","id":0,"value":0.1,"constraints":{"ms":1}})"),
            "constraint 'recall' needs a finite number");
  EXPECT_EQ(error_of(session,
                     R"({"op":"tell","id":0,"value":0.1,"constraints":{"ms":1,"recall":1,"x":1}})"),
            "'constraints' must have a value for each of the header's constraints and no other");
  EXPECT_EQ(session.reply(R"({"op":"tell","id":0,"value":null})"), R"({"ok":true})");
}

TEST(AskTellSession, ConstraintsThatAreNoneAreRefused) {
  const auto error = [](const std::string& constraints) {
    AskTellSession session("grid");
    return error_of(
        session,
        R"({"protocol":1,"space":{"a":{"type":"int","low":1,"high":9}},"constraints":)" +
            constraints + "}");
  };
  EXPECT_EQ(error("[]"), "'constraints' must be a JSON object");
  EXPECT_EQ(error(R"({"ms":{}})"), "/constraints/ms: a constraint needs 'min', 'max' or both");
  EXPECT_EQ(error(R"({"ms":{"max":"20"}})"), "/constraints/ms: 'max' must be a finite number");
  EXPECT_EQ(error(R"({"ms":{"most":20}})"), "/constraints/ms: there is no member 'most' here");
  EXPECT_EQ(error(R"({"ms":{"min":2,"max":1}})"),
            "/constraints/ms: 'min' must not be greater than 'max'");
  AskTellSession session("grid");
  const std::string below_zero =
      R"({"protocol":1,"space":{"a":{"type":"int","low":1,"high":9}},"constraints":{"ms":{"max":-1}}})";
  EXPECT_EQ(session.reply(below_zero), R"({"ok":true,"name":"tuner","version":"0.1.0"})");
}

}  // namespace
}  // namespace tuner
