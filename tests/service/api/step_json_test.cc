#include "service/api/step_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/contract/store_samples.h"

namespace tuner::api {
namespace {

using nlohmann::ordered_json;
using testing::point;
using testing::sample_step;

ordered_json told_step(std::vector<Event> events, std::vector<Action> actions = {}) {
  return step_json(sample_step(3, std::move(events), std::move(actions)),
                   testing::sample_job("digits").spec);
}

TEST(StepJson, SaysWhatHappenedAndWhatIsToBeDone) {
  const auto json = told_step({RunStarted{TrialId{1}, 2, "host"}}, {testing::start(4)});
  EXPECT_EQ(json.at("step"), 3);
  EXPECT_EQ(json.at("job_seconds"), 0.3);
  EXPECT_EQ(json.at("events").dump(),
            R"([{"type":"run_started","trial":1,"attempt":2,"place":"host"}])");
  const auto& action = json.at("actions").at(0);
  EXPECT_EQ(action.at("type"), "start_run");
  EXPECT_EQ(action.at("trial"), 4);
  EXPECT_EQ(action.at("configuration").at("solver"), "sgd");
  EXPECT_TRUE(action.at("budget").is_null());
}

TEST(StepJson, TellsTheFirstPointsAndHowManyThereAre) {
  std::vector<MetricPoint> points;
  for (int i = 0; i < 500; ++i) points.push_back(point("loss", i, i));
  points[1].value = testing::kNan;
  const auto event = told_step({testing::seen(1, points)}).at("events").at(0);
  EXPECT_EQ(event.at("count"), 500);
  EXPECT_EQ(event.at("points").size(), 200u);
  EXPECT_TRUE(event.at("points").at(1).at("value").is_null());
  EXPECT_EQ(event.at("points").at(199).at("step"), 199);
}

TEST(StepJson, WhatATrainingPrintedLastIsNotTold) {
  RunEnded ended;
  ended.trial = TrialId{1};
  ended.status.end = RunEnd::kUserError;
  ended.status.exit_code = 3;
  ended.log_tail = "password of mine";
  const std::string text = told_step({ended}).dump();
  EXPECT_EQ(text.find("password"), std::string::npos);
  EXPECT_NE(text.find(R"("end":"user error","exit_code":3)"), std::string::npos) << text;
}

}  // namespace
}  // namespace tuner::api
