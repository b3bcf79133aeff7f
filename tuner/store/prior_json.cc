#include "tuner/store/prior_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "tuner/store/suggestion_json.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

Json result_json(const EarlierResult& result) {
  Json json{{"configuration", exact_json(result.configuration)}, {"losses", result.losses}};
  if (!result.excesses.empty()) json["excesses"] = result.excesses;
  if (result.status != TrialStatus::kSucceeded) json["status"] = name_of(result.status);
  if (result.failure != FailureClass::kNone) json["failure"] = name_of(result.failure);
  return json;
}

Json results_json(const std::vector<EarlierResult>& results) {
  Json list = Json::array();
  for (const EarlierResult& each : results) list.push_back(result_json(each));
  return list;
}

Result<Configuration> read_configuration(const Json& json) {
  auto configuration = configuration_from_exact_json(json);
  if (!configuration) return fail(ErrorCode::kInvalidArgument, "this is no stored configuration");
  return *std::move(configuration);
}

Result<EarlierResult> read_result(const Json& json) {
  EarlierResult result;
  TUNER_ASSIGN_OR_RETURN(result.configuration, read_configuration(json.at("configuration")));
  json.at("losses").get_to(result.losses);
  result.excesses = json.value("excesses", std::vector<double>{});
  const auto status = trial_status_from(json.value("status", "succeeded"));
  const auto failure =
      failure_class_from(json.value("failure", std::string(name_of(result.failure))));
  if (!status || !failure) return fail(ErrorCode::kInvalidArgument, "a result of unknown end");
  result.status = *status;
  result.failure = *failure;
  return result;
}

Result<std::vector<EarlierResult>> read_results(const Json& list) {
  std::vector<EarlierResult> results;
  for (const Json& each : list) {
    TUNER_ASSIGN_OR_RETURN(EarlierResult result, read_result(each));
    results.push_back(std::move(result));
  }
  return results;
}

// Throws where the JSON has another form.
Result<Prior> read_prior(const Json& json) {
  Prior prior;
  for (const Json& each : json.at("start")) {
    TUNER_ASSIGN_OR_RETURN(Configuration start, read_configuration(each));
    prior.start.push_back(std::move(start));
  }
  TUNER_ASSIGN_OR_RETURN(prior.earlier, read_results(json.at("earlier")));
  for (const Json& each : json.at("related")) {
    TUNER_ASSIGN_OR_RETURN(auto task, read_results(each));
    prior.related.push_back(std::move(task));
  }
  return prior;
}

}  // namespace

nlohmann::json to_json(const Prior& prior) {
  Json json{{"start", Json::array()},
            {"earlier", results_json(prior.earlier)},
            {"related", Json::array()}};
  for (const Configuration& each : prior.start) json["start"].push_back(exact_json(each));
  for (const auto& task : prior.related) json["related"].push_back(results_json(task));
  return json;
}

Result<Prior> prior_from_json(const nlohmann::json& json) {
  try {
    return read_prior(json);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInvalidArgument,
                std::string("these are no stored results: ") + error.what());
  }
}

}  // namespace tuner
