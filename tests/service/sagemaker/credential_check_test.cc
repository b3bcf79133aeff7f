#include "service/sagemaker/credential_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const json kKeyId = "AKIAIOSFODNN7EXAMPLE";

TEST(CredentialCheck, NamesEveryHyperparameterThatHoldsOneAndShowsNone) {
  const json input = {
      {"TrainingJobDefinitions",
       {{{"StaticHyperParameters", {{"key", kKeyId}, {"epochs", "3"}}}},
        {{"HyperParameterRanges",
          {{"CategoricalParameterRanges", {{{"Name", "who"}, {"Values", {"ann", kKeyId}}}}}}}}}},
      {"HyperParameters", {{"secret", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}}}};
  const auto refusal = credential_refusal(input);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "ValidationException");
  EXPECT_THAT(
      refusal->message,
      AllOf(HasSubstr("'key', 'secret', 'who'"), Not(HasSubstr("AKIA")), Not(HasSubstr("epochs"))));
}

TEST(CredentialCheck, LetsEverythingElsePass) {
  for (const json& input : {json::object(),
                            json{{"StaticHyperParameters", {{"epochs", "3"}}}},
                            json{{"Environment", {{"AWS_ACCESS_KEY_ID", kKeyId}}}},
                            json{{"CategoricalParameterRanges",
                                  {{{"Name", "solver"}, {"Values", {"adam", "sgd"}}}}}}}) {
    EXPECT_FALSE(credential_refusal(input)) << input;
  }
}

}  // namespace
}  // namespace tuner::sagemaker
