#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tuner/job/spec_json.h"

namespace tuner {
namespace {

using ::testing::HasSubstr;
using Kind = Category::Kind;

SearchSpace mixed_space() {
  auto space = SearchSpace::create(
      {{"lr", Continuous{1e-5, 1.0}},
       {"units", Integer{1, 100}},
       {"rate",
        Categorical{{{"1e-3", Kind::kNumber},
                     {"0.001", Kind::kNumber},
                     {"1", Kind::kNumber},
                     {"1.0", Kind::kNumber}}}},
       {"flag",
        Categorical{
            {{"true", Kind::kBoolean}, {"True", Kind::kString}, {"\"adam\"", Kind::kString}}}}});
  EXPECT_TRUE(space) << to_string(space.error());
  return *space;
}

TEST(ConfigurationJson, EveryCategoryComesBackWithItsOwnText) {
  const SearchSpace space = mixed_space();
  for (const auto& parameter : space.parameters()) {
    const auto* categorical = std::get_if<Categorical>(&parameter.domain);
    if (categorical == nullptr) continue;
    for (const Category& category : categorical->values) {
      Configuration configuration{{"lr", 0.5},
                                  {"units", std::int64_t{3}},
                                  {"rate", Category{"1", Kind::kNumber}},
                                  {"flag", Category{"True"}}};
      configuration[parameter.name] = category;
      const auto json = nlohmann::json::parse(to_json(configuration).dump());
      const auto back = configuration_from_json(space, json);
      ASSERT_TRUE(back) << to_string(back.error());
      EXPECT_EQ(*back, configuration) << json.dump();
    }
  }
}

TEST(ConfigurationJson, TypesFollowTheSpace) {
  const auto json = nlohmann::json::parse(R"({"lr": 1, "units": 3, "rate": 1, "flag": true})");
  const auto configuration = configuration_from_json(mixed_space(), json);
  ASSERT_TRUE(configuration) << to_string(configuration.error());
  EXPECT_EQ(configuration->at("lr"), ParameterValue(1.0));
  EXPECT_EQ(configuration->at("units"), ParameterValue(std::int64_t{3}));
  EXPECT_EQ(configuration->at("rate"), ParameterValue(Category{"1", Kind::kNumber}));
  EXPECT_EQ(configuration->at("flag"), ParameterValue(Category{"true", Kind::kBoolean}));
}

TEST(ConfigurationJson, AValueThatDoesNotFitIsNamed) {
  const SearchSpace space = mixed_space();
  const auto error = [&](const char* text) {
    const auto read = configuration_from_json(space, nlohmann::json::parse(text));
    return read ? std::string("none") : to_string(read.error());
  };
  EXPECT_EQ(error(R"({"units": 3.5})"), "/units: parameter 'units' cannot have the value 3.5");
  EXPECT_EQ(error(R"({"units": 18446744073709551615})"),
            "/units: parameter 'units' cannot have the value 18446744073709551615");
  EXPECT_EQ(error(R"({"lr": "0.1"})"), "/lr: parameter 'lr' cannot have the value \"0.1\"");
  EXPECT_EQ(error(R"({"momentum": 1})"), "/momentum: there is no parameter 'momentum'");
  EXPECT_EQ(error("[]"), "a configuration must be a JSON object");
  EXPECT_THAT(error(R"({"lr": 7.0, "units": 3, "rate": 1, "flag": true})"), HasSubstr("/lr"));
}

}  // namespace
}  // namespace tuner
