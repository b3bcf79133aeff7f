#include "tuner/job/spec_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/job/job_samples.h"

namespace tuner {
namespace {

using ::testing::HasSubstr;

TEST(SpecJson, EverySpecificationSurvivesTheTripThroughText) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const TuningJobSpec spec = RandomSpec(seed).draw();
    const std::string text = to_json(spec).dump();
    const auto back = spec_from_json(nlohmann::json::parse(text));
    ASSERT_TRUE(back.has_value()) << "seed " << seed << ": " << to_string(back.error());
    ASSERT_EQ(*back, spec) << "seed " << seed << ": " << text;
    ASSERT_EQ(to_json(*back).dump(), text) << "seed " << seed;
  }
}

TEST(SpecJson, DamagedJsonIsAnErrorAndNeverACrash) {
  const nlohmann::json whole = to_json(plain_spec());
  for (const auto& [key, value] : whole.items()) {
    for (const nlohmann::json& wrong : {nlohmann::json(),
                                        nlohmann::json(-1.5),
                                        nlohmann::json("?"),
                                        nlohmann::json::array({1}),
                                        nlohmann::json::object({{"a", 1}})}) {
      nlohmann::json damaged = whole;
      damaged[key] = wrong;
      (void)spec_from_json(damaged);
    }
    nlohmann::json damaged = whole;
    damaged.erase(key);
    EXPECT_FALSE(spec_from_json(damaged)) << key;
  }
  EXPECT_FALSE(spec_from_json(nlohmann::json()));
  EXPECT_FALSE(spec_from_json(nlohmann::json::array()));
}

TEST(SpecJson, DamagedRulesAreErrors) {
  for (const char* damaged : {R"(5)",
                              R"("rules")",
                              R"([1])",
                              R"({"a": 1})",
                              R"([{}])",
                              R"([{"clause": 5}])",
                              R"([{"clause": [{}]}])",
                              R"([{"clause": [{"parameter": "x"}]}])",
                              R"([{"clause": [{"parameter": 1, "values": []}]}])",
                              R"([{"clause": [{"parameter": "x", "values": [{"a": 1}]}]}])",
                              R"([{"clause": [{"parameter": "x", "values": [], "min": "low"}]}])",
                              R"([{"sum": 5}])",
                              R"([{"sum": [{"parameter": "x"}], "above": 1}])",
                              R"([{"sum": [{"parameter": "x", "weight": "1"}], "above": 1}])",
                              R"([{"sum": [{"parameter": "x", "weight": 1}], "above": null}])"}) {
    nlohmann::json json = to_json(plain_spec());
    json["forbidden"] = nlohmann::json::parse(damaged);
    EXPECT_FALSE(spec_from_json(json)) << damaged;
  }
}

TEST(SpecJson, ASpecificationWithoutRulesDoesNotMentionThem) {
  EXPECT_FALSE(to_json(plain_spec()).contains("forbidden"));
}

TEST(SpecJson, AWholeNumberOutOfRangeIsNotWrappedAround) {
  nlohmann::json json = to_json(plain_spec());
  json["limits"]["parallel"] = 4294967297;  // 2^32 + 1
  const auto spec = spec_from_json(json);
  ASSERT_FALSE(spec);
  EXPECT_THAT(spec.error().message, HasSubstr("4294967297 is out of range"));
}

}  // namespace
}  // namespace tuner
