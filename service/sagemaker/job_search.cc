#include "service/sagemaker/job_search.h"

#include <array>
#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/record_input.h"
#include "service/sagemaker/record_json.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/search_suggestions.h"
#include "service/sagemaker/seen_job.h"
#include "service/sagemaker/tags.h"
#include "service/sagemaker/tracking_search.h"
#include "service/sagemaker/training_jobs.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

constexpr auto kTuningProperties =
    std::to_array<std::string_view>({"HyperParameterTuningJobName",
                                     "HyperParameterTuningJobArn",
                                     "HyperParameterTuningJobConfig.",
                                     "HyperParameterTuningJobStatus",
                                     "HyperParameterTuningEndTime",
                                     "TrainingJobDefinition.",
                                     "TrainingJobDefinitions",
                                     "TrainingJobDefinitions.",
                                     "TrainingJobStatusCounters.",
                                     "ObjectiveStatusCounters.",
                                     "BestTrainingJob.",
                                     "OverallBestTrainingJob.",
                                     "TuningJobCompletionDetails.",
                                     "WarmStartConfig.",
                                     "FailureReason",
                                     "ConsumedResources.",
                                     "CreationTime",
                                     "LastModifiedTime",
                                     "Tags",
                                     "Tags."});
constexpr auto kTrainingProperties =
    std::to_array<std::string_view>({"TrainingJobName",
                                     "TrainingJobArn",
                                     "TuningJobArn",
                                     "TrainingJobStatus",
                                     "SecondaryStatus",
                                     "SecondaryStatusTransitions",
                                     "SecondaryStatusTransitions.",
                                     "FailureReason",
                                     "HyperParameters.",
                                     "AlgorithmSpecification.",
                                     "RoleArn",
                                     "InputDataConfig",
                                     "InputDataConfig.",
                                     "OutputDataConfig.",
                                     "ResourceConfig.",
                                     "VpcConfig.",
                                     "StoppingCondition.",
                                     "CheckpointConfig.",
                                     "RetryStrategy.",
                                     "EnableNetworkIsolation",
                                     "EnableInterContainerTrafficEncryption",
                                     "EnableManagedSpotTraining",
                                     "Environment.",
                                     "ExperimentConfig.",
                                     "DebugHookConfig.",
                                     "DebugRuleConfigurations",
                                     "DebugRuleConfigurations.",
                                     "TensorBoardOutputConfig.",
                                     "ProfilerConfig.",
                                     "ModelArtifacts.",
                                     "FinalMetricDataList",
                                     "FinalMetricDataList.",
                                     "Metrics.",
                                     "CreationTime",
                                     "TrainingStartTime",
                                     "TrainingEndTime",
                                     "TrainingTimeInSeconds",
                                     "BillableTimeInSeconds",
                                     "LastModifiedTime",
                                     "Tags",
                                     "Tags."});
constexpr auto kTuningDetails = std::to_array<std::string_view>({"Tags"});
constexpr auto kTrainingDetails = std::to_array<std::string_view>(
    {"Tags", "FinalMetricDataList", "Metrics.", "SecondaryStatusTransitions"});

using Visit = SearchSource::Visit;

Result<void> visit_tuning_jobs(const Site& site, const Caller& caller, const Visit& visit) {
  return visit_jobs(site, [&](const SeenJob& seen) -> Result<void> {
    if (seen.job().spec.is_single_training()) return {};
    json record = tuning_job_description(seen.view(), caller);
    record.erase("Autotune");  // is not part of what Search finds
    return visit(std::move(record));
  });
}

// As their rows say; the rest are details.
Result<void> visit_training_jobs(const Site& site, const Caller& caller, const Visit& visit) {
  return visit_jobs(site, [&](const SeenJob& seen) -> Result<void> {
    const json echo = request_echo(seen.job(), caller);
    TUNER_ASSIGN_OR_RETURN(const Tags handed_down, handed_down_tags(seen.job()));
    for (const Trial& trial : seen.trials) {
      json record = describe_row(site, seen, trial, echo, caller);
      if (!handed_down.empty()) record["Tags"] = tags_json(handed_down);
      TUNER_RETURN_IF_ERROR(visit(std::move(record)));
    }
    return {};
  });
}

// Of a job or a training. `record` holds the tags that it was handed down, if any.
Result<void> add_tags_to(json& record,
                         const Site& site,
                         std::string_view kind,
                         const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(Tags handed_down, tags_from(record));
  TUNER_ASSIGN_OR_RETURN(
      const Tags tags,
      tags_of_resource(site.tracking, tags_key(kind, name), std::move(handed_down)));
  record.erase("Tags");
  if (!tags.empty()) record["Tags"] = tags_json(tags);
  return {};
}

Result<void> complete_tuning_job(json& record, const Site& site) {
  return add_tags_to(
      record, site, kTuningJob, record.at("HyperParameterTuningJobName").get<std::string>());
}

Result<void> complete_training_job(json& record, const Site& site, const Caller& caller) {
  const std::string name = record.at("TrainingJobName").get<std::string>();
  const auto training = see_training(site, name);
  if (!training && training.error().code == ErrorCode::kNotFound) return {};  // deleted meanwhile
  if (!training) return fail(training.error());
  TUNER_ASSIGN_OR_RETURN(json whole, describe_training(site, *training, caller));
  if (record.contains("Tags")) whole["Tags"] = std::move(record["Tags"]);
  record = std::move(whole);
  return add_tags_to(record, site, kTrainingJob, name);
}

using Question = Result<json>(std::span<const SearchSource> sources, const json& input);

Reply<json> over_all_sources(Question& question,
                             const Site& site,
                             const json& input,
                             const Caller& caller) {
  const TrackingContext context = context_of(site, caller);
  std::vector<SearchSource> sources = job_sources(site, caller);
  for (SearchSource& source : tracking_sources(context)) sources.push_back(std::move(source));
  auto answer = question(sources, input);
  if (!answer) return tl::unexpected(fault_of(answer.error()));
  return *std::move(answer);
}

}  // namespace

std::vector<SearchSource> job_sources(const Site& site, const Caller& caller) {
  return {
      {.resource = "HyperParameterTuningJob",
       .member = "HyperParameterTuningJob",
       .name = "HyperParameterTuningJobName",
       .properties = kTuningProperties,
       .details = kTuningDetails,
       .visit_records = [&](const SearchExpression&,
                            const Visit& visit) { return visit_tuning_jobs(site, caller, visit); },
       .complete = [&](json& record) { return complete_tuning_job(record, site); }},
      {.resource = "TrainingJob",
       .member = "TrainingJob",
       .name = "TrainingJobName",
       .properties = kTrainingProperties,
       .details = kTrainingDetails,
       .visit_records =
           [&](const SearchExpression&, const Visit& visit) {
             return visit_training_jobs(site, caller, visit);
           },
       .complete = [&](json& record) { return complete_training_job(record, site, caller); }}};
}

Reply<json> search_all(Site& site, const json& input, const Caller& caller) {
  return over_all_sources(search, site, input, caller);
}

Reply<json> suggest_properties(Site& site, const json& input, const Caller& caller) {
  return over_all_sources(search_suggestions, site, input, caller);
}

}  // namespace tuner::sagemaker
