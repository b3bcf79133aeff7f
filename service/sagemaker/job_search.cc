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
constexpr auto kJobDetails = std::to_array<std::string_view>({"Tags"});

Result<std::vector<json>> tuning_records(const Site& site, const Caller& caller) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<SeenJob> jobs, see_all_jobs(site));
  std::vector<json> records;
  for (const SeenJob& seen : jobs) {
    if (seen.job().spec.is_single_training()) continue;
    records.push_back(tuning_job_description(seen.view(), caller));
    records.back().erase("Autotune");  // is not part of what Search finds
  }
  return records;
}

Result<std::vector<json>> training_records(const Site& site, const Caller& caller) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<SeenJob> jobs, see_all_jobs(site));
  std::vector<json> records;
  for (const SeenJob& seen : jobs) {
    const json echo = request_echo(seen.job(), caller);
    TUNER_ASSIGN_OR_RETURN(const Tags handed_down, handed_down_tags(seen.job()));
    for (const Trial& trial : seen.trials) {
      TUNER_ASSIGN_OR_RETURN(
          json record, describe_child(site, seen, trial, history_in_row(trial), echo, caller));
      if (!handed_down.empty()) record["Tags"] = tags_json(handed_down);
      records.push_back(std::move(record));
    }
  }
  return records;
}

// To those that it was handed down, if any.
auto tags_adder(const Site& site, std::string_view kind, const char* name) {
  return [&site, kind, name](json& record) -> Result<void> {
    TUNER_ASSIGN_OR_RETURN(Tags handed_down, tags_from(record));
    TUNER_ASSIGN_OR_RETURN(const Tags tags,
                           tags_of_resource(site.tracking,
                                            tags_key(kind, record.at(name).get<std::string>()),
                                            std::move(handed_down)));
    if (tags.empty()) {
      record.erase("Tags");
    } else {
      record["Tags"] = tags_json(tags);
    }
    return {};
  };
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
  return {{.resource = "HyperParameterTuningJob",
           .member = "HyperParameterTuningJob",
           .name = "HyperParameterTuningJobName",
           .properties = kTuningProperties,
           .details = kJobDetails,
           .records = [&](const SearchExpression&) { return tuning_records(site, caller); },
           .complete = tags_adder(site, kTuningJob, "HyperParameterTuningJobName")},
          {.resource = "TrainingJob",
           .member = "TrainingJob",
           .name = "TrainingJobName",
           .properties = kTrainingProperties,
           .details = kJobDetails,
           .records = [&](const SearchExpression&) { return training_records(site, caller); },
           .complete = tags_adder(site, kTrainingJob, "TrainingJobName")}};
}

Reply<json> search_all(Site& site, const json& input, const Caller& caller) {
  return over_all_sources(search, site, input, caller);
}

Reply<json> suggest_properties(Site& site, const json& input, const Caller& caller) {
  return over_all_sources(search_suggestions, site, input, caller);
}

}  // namespace tuner::sagemaker
