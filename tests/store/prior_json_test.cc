#include "tuner/store/prior_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tuner {
namespace {

Prior sample() {
  const Category number{"1e-3", Category::Kind::kNumber};
  const EarlierResult success{.configuration = {{"rate", 0.1}, {"solver", Category{"adam"}}},
                              .losses = {-1e-300, 3.0},
                              .excesses = {-0.5, 1e300}};
  const EarlierResult stopped{.configuration = {{"rate", 1.0}, {"solver", number}},
                              .status = TrialStatus::kStoppedEarly,
                              .losses = {0.1, 0.2}};
  const EarlierResult failed{.configuration = {{"units", std::int64_t{1} << 60}},
                             .status = TrialStatus::kFailed,
                             .failure = FailureClass::kOutOfMemory};
  return {.start = {{{"rate", 2.0}}}, .earlier = {success, failed}, .related = {{stopped}, {}}};
}

TEST(PriorJson, SurvivesTheTripThroughText) {
  for (const Prior& prior : {sample(), Prior{}}) {
    const std::string text = to_json(prior).dump();
    const auto back = prior_from_json(nlohmann::json::parse(text));
    ASSERT_TRUE(back) << to_string(back.error());
    EXPECT_EQ(*back, prior) << text;
  }
}

TEST(PriorJson, DamagedJsonIsAnErrorAndNeverACrash) {
  const nlohmann::json whole = to_json(sample());
  for (const auto& [key, value] : whole.items()) {
    for (const nlohmann::json& wrong :
         {nlohmann::json(-1.5),
          nlohmann::json("?"),
          nlohmann::json::array({1}),
          nlohmann::json::array({{{"configuration", nlohmann::json::array()}}})}) {
      nlohmann::json damaged = whole;
      damaged[key] = wrong;
      EXPECT_FALSE(prior_from_json(damaged)) << damaged;
    }
    nlohmann::json damaged = whole;
    damaged.erase(key);
    EXPECT_FALSE(prior_from_json(damaged)) << key;
  }
  nlohmann::json unknown = whole;
  unknown["earlier"][1]["failure"] = "bad luck";
  EXPECT_FALSE(prior_from_json(unknown));
  EXPECT_FALSE(prior_from_json(nlohmann::json()));
}

}  // namespace
}  // namespace tuner
