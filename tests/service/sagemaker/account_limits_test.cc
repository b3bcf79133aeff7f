#include "service/sagemaker/account_limits.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

Json list_of(std::size_t count) { return Json(count, Json::object()); }

Json values(std::size_t count) {
  Json all = Json::object();
  for (std::size_t i = 0; i < count; ++i) all["h" + std::to_string(i)] = "1";
  return all;
}

// As large as an account may ask for.
Json largest() {
  return {{"HyperParameterTuningJobConfig",
           {{"ResourceLimits", {{"MaxNumberOfTrainingJobs", 750}, {"MaxParallelTrainingJobs", 10}}},
            {"ParameterRanges",
             {{"IntegerParameterRanges", list_of(10)},
              {"ContinuousParameterRanges", list_of(15)},
              {"CategoricalParameterRanges", list_of(5)}}}}},
          {"TrainingJobDefinition",
           {{"StaticHyperParameters", values(69)},
            {"ResourceConfig", Json::object()},
            {"StoppingCondition", {{"MaxRuntimeInSeconds", 2'419'200}}}}}};
}

std::string limits_refusal(const Json& request, std::size_t running = 99) {
  const auto fault = beyond_account_limits(request, running);
  return fault ? fault->code + ": " + fault->message : "";
}

// What is refused of the largest request when the value at `pointer` is another.
std::string refusal_with(const std::string& pointer, const Json& value) {
  Json request = largest();
  request[Json::json_pointer(pointer)] = value;
  return limits_refusal(request);
}

const std::string kConfig = "/HyperParameterTuningJobConfig";

TEST(AccountLimits, TakeWhatIsExactlyAtAllOfThem) { EXPECT_EQ(limits_refusal(largest()), ""); }

TEST(AccountLimits, RefuseOneMoreOfEach) {
  EXPECT_EQ(refusal_with(kConfig + "/ResourceLimits/MaxNumberOfTrainingJobs", 751),
            "ResourceLimitExceeded: The account-level service limit 'Training jobs of a tuning "
            "job' is 750, with current utilization of 0 and a request delta of 751. A server "
            "without --strict-limits does not have these limits.");
  EXPECT_THAT(refusal_with(kConfig + "/ResourceLimits/MaxParallelTrainingJobs", 11),
              HasSubstr("'Parallel training jobs of a tuning job' is 10,"));
  EXPECT_THAT(refusal_with(kConfig + "/ParameterRanges/CategoricalParameterRanges", list_of(6)),
              HasSubstr("'Hyperparameters that are searched' is 30,"));
  EXPECT_THAT(
      refusal_with("/TrainingJobDefinition/StoppingCondition/MaxRuntimeInSeconds", 2'419'201),
      HasSubstr("is 2419200, with current utilization of 0 and a request delta of 2419201"));
  EXPECT_THAT(limits_refusal(largest(), 100),
              HasSubstr("is 100, with current utilization of 100 and a request delta of 1"));
}

TEST(AccountLimits, WantToKnowWhatToTrainWith) {
  Json request = largest();
  Json& definition = request["TrainingJobDefinition"];
  definition.erase("ResourceConfig");
  EXPECT_EQ(limits_refusal(request),
            "ValidationException: 1 validation error detected: Value null at "
            "'trainingJobDefinition.resourceConfig' failed to satisfy constraint: Member must not "
            "be null");
  request["TrainingJobDefinitions"] = {largest()["TrainingJobDefinition"], definition};
  request.erase("TrainingJobDefinition");
  EXPECT_THAT(limits_refusal(request),
              HasSubstr("'trainingJobDefinitions.2.member.resourceConfig'"));
  request["TrainingJobDefinitions"][1]["HyperParameterTuningResourceConfig"] = Json::object();
  EXPECT_EQ(limits_refusal(request), "");
  EXPECT_THAT(training_beyond_account_limits(Json::object())->message,
              HasSubstr("'resourceConfig'"));
}

TEST(AccountLimits, CountTheServicesOwnHyperparameterOnce) {
  const std::string fixed = "/TrainingJobDefinition/StaticHyperParameters";
  EXPECT_THAT(refusal_with(fixed, values(70)), HasSubstr("a request delta of 101"));
  Json with_own = values(69);
  with_own["_tuning_objective_metric"] = "loss";
  EXPECT_EQ(refusal_with(fixed, with_own), "");
}

TEST(AccountLimits, HoldForEachOfSeveralDefinitions) {
  Json request = largest();
  Json definition = request["TrainingJobDefinition"];
  Json& config = request["HyperParameterTuningJobConfig"];
  definition["HyperParameterRanges"] = config["ParameterRanges"];
  config.erase("ParameterRanges");
  request.erase("TrainingJobDefinition");
  request["TrainingJobDefinitions"] = {definition, definition};
  EXPECT_EQ(limits_refusal(request), "");
  request["TrainingJobDefinitions"][1]["HyperParameterRanges"]["IntegerParameterRanges"] =
      list_of(11);
  EXPECT_THAT(limits_refusal(request), HasSubstr("a request delta of 31"));
}

TEST(AccountLimits, AreNamedAllAtOnceAndNoOthers) {
  Json request = largest();
  request["HyperParameterTuningJobConfig"]["ResourceLimits"] = {{"MaxNumberOfTrainingJobs", 5000},
                                                                {"MaxParallelTrainingJobs", 50}};
  const std::string said = limits_refusal(request);
  EXPECT_THAT(said, HasSubstr("'Training jobs of a tuning job' is 750"));
  EXPECT_THAT(said, HasSubstr("'Parallel training jobs of a tuning job' is 10"));
  EXPECT_THAT(said, Not(HasSubstr("run at once")));
}

TEST(AccountLimits, DoNotAskForWhatMayBeLeftOut) {
  EXPECT_EQ(limits_refusal({{"HyperParameterTuningJobConfig",
                             {{"ResourceLimits", {{"MaxParallelTrainingJobs", 1}}}}}}),
            "");
}

}  // namespace
}  // namespace tuner::sagemaker
