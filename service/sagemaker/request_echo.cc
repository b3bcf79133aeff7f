#include "service/sagemaker/request_echo.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "service/sagemaker_definition.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

void add_missing(json& object, const char* member, json value) {
  if (!object.contains(member)) object[member] = std::move(value);
}

// ---- from a specification -----------------------------------------------------------------------

const char* scaling_type(Scale scale) {
  switch (scale) {
    case Scale::kAuto:
      return "Auto";
    case Scale::kLinear:
      return "Linear";
    case Scale::kLog:
      return "Logarithmic";
    case Scale::kReverseLog:
      return "ReverseLogarithmic";
  }
  return "Auto";
}

template <class Range>
json range_json(const std::string& name, const Range& range) {
  return {{"Name", name},
          {"MinValue", to_text(ParameterValue(range.min))},
          {"MaxValue", to_text(ParameterValue(range.max))},
          {"ScalingType", scaling_type(range.scale)}};
}

json ranges_json(const TrainingDefinition& definition) {
  json continuous = json::array(), integer = json::array(), categorical = json::array();
  for (const Parameter& parameter : definition.parameters) {
    if (const auto* reals = std::get_if<Continuous>(&parameter.domain)) {
      continuous.push_back(range_json(parameter.name, *reals));
    } else if (const auto* integers = std::get_if<Integer>(&parameter.domain)) {
      integer.push_back(range_json(parameter.name, *integers));
    } else {
      json values = json::array();
      for (const Category& value : std::get<Categorical>(parameter.domain).values)
        values.push_back(value.text);
      categorical.push_back({{"Name", parameter.name}, {"Values", std::move(values)}});
    }
  }
  return {{"ContinuousParameterRanges", std::move(continuous)},
          {"IntegerParameterRanges", std::move(integer)},
          {"CategoricalParameterRanges", std::move(categorical)}};
}

std::int64_t whole_seconds(std::chrono::milliseconds time) {
  return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count());
}

json config_json(const TuningJobSpec& spec) {
  const Objective& objective = spec.objectives.front();
  json limits{{"MaxParallelTrainingJobs", spec.limits.parallel}};
  if (spec.limits.trials) limits["MaxNumberOfTrainingJobs"] = *spec.limits.trials;
  if (spec.limits.time) limits["MaxRuntimeInSeconds"] = whole_seconds(*spec.limits.time);
  json config{{"Strategy", strategy_name(spec)},
              {"HyperParameterTuningJobObjective",
               {{"Type", objective.goal == Goal::kMinimize ? "Minimize" : "Maximize"},
                {"MetricName", objective.metric}}},
              {"ResourceLimits", std::move(limits)},
              {"ParameterRanges", ranges_json(spec)},
              {"TrainingJobEarlyStoppingType", spec.early_stopping.median ? "Auto" : "Off"}};
  if (spec.seed) config["RandomSeed"] = *spec.seed;
  return config;
}

// What says when there is enough; an empty object where nothing does.
json completion_json(const Completion& completion) {
  json criteria = json::object();
  if (completion.target) criteria["TargetObjectiveMetricValue"] = *completion.target;
  if (completion.not_improving)
    criteria["BestObjectiveNotImproving"] = {
        {"MaxNumberOfTrainingJobsNotImproving", *completion.not_improving}};
  if (completion.converged)
    criteria["ConvergenceDetected"] = {{"CompleteOnConvergence", "Enabled"}};
  return criteria;
}

json metric_definitions(const TuningJobSpec& spec) {
  json metrics = json::array();
  for (const MetricDefinition& metric : spec.metrics)
    metrics.push_back({{"Name", metric.name}, {"Regex", metric.regex}});
  return metrics;
}

json definition_json(const TuningJobSpec& spec, const Caller& caller) {
  json channels = json::array();
  for (const auto& [name, channel] : spec.channels) {
    channels.push_back({{"ChannelName", name},
                        {"DataSource",
                         {{"S3DataSource",
                           {{"S3DataType", "S3Prefix"},
                            {"S3Uri", "file://" + channel.folder.string()},
                            {"S3DataDistributionType", "FullyReplicated"}}}}}});
  }
  json definition{
      {"StaticHyperParameters", spec.static_hyperparameters},
      {"AlgorithmSpecification",
       {{"TrainingImage", spec.command.empty() ? "" : spec.command.front()},
        {"TrainingInputMode", "File"},
        {"MetricDefinitions", metric_definitions(spec)}}},
      {"RoleArn", "arn:" + caller.partition + ":iam::" + caller.account + ":role/tuner"},
      {"OutputDataConfig", {{"S3OutputPath", "file://" + spec.working_folder.string()}}},
      {"ResourceConfig",
       {{"InstanceType", "ml.m5.large"}, {"InstanceCount", 1}, {"VolumeSizeInGB", 1}}},
      {"StoppingCondition",
       {{"MaxRuntimeInSeconds",
         whole_seconds(spec.limits.trial_time.value_or(kDefaultTrialTime))}}}};
  if (!channels.empty()) definition["InputDataConfig"] = std::move(channels);
  if (!spec.environment.empty()) definition["Environment"] = spec.environment;
  return definition;
}

// ---- what has changed since the request ---------------------------------------------------------

// `shown` has what is said of `now` wherever that is not what is said of `then`.
void put_changes(json& shown, const json& then, const json& now) {
  for (const auto& [member, value] : now.items()) {
    if (!then.contains(member) || then[member] != value) shown[member] = value;
  }
}

json& definition_at(json& parts, std::size_t index) {
  if (parts.contains("TrainingJobDefinition")) return parts["TrainingJobDefinition"];
  return parts["TrainingJobDefinitions"][index];
}

// An extension of the job changes what it searches, how, and within which limits.
void put_extensions(json& parts, const JobRecord& job) {
  if (job.earlier_specs.empty()) return;
  const TuningJobSpec &then = first_spec(job), &now = job.spec;
  json& config = parts["HyperParameterTuningJobConfig"];
  put_changes(config, config_json(then), config_json(now));
  if (then.completion != now.completion)
    config["TuningJobCompletionCriteria"] = completion_json(now.completion);
  const auto before = then.all_definitions(), after = now.all_definitions();
  for (std::size_t i = 0; i < after.size(); ++i) {
    json& definition = definition_at(parts, i);
    if (before[i]->retries != after[i]->retries)
      definition["RetryStrategy"] = {{"MaximumRetryAttempts", after[i]->retries}};
    if (!now.definitions.empty() && ranges_json(*before[i]) != ranges_json(*after[i]))
      definition["HyperParameterRanges"] = ranges_json(*after[i]);
    if (now.definitions.empty() && then.limits.trial_time != now.limits.trial_time)
      definition["StoppingCondition"]["MaxRuntimeInSeconds"] =
          whole_seconds(now.limits.trial_time.value_or(kDefaultTrialTime));
  }
}

// ---- what the real service adds -----------------------------------------------------------------

void complete_ranges(json& ranges) {
  for (const char* kind :
       {"ContinuousParameterRanges", "IntegerParameterRanges", "CategoricalParameterRanges"})
    add_missing(ranges, kind, json::array());
}

void complete_config(json& config) {
  add_missing(config, "TrainingJobEarlyStoppingType", "Off");
  if (!config.contains("HyperParameterTuningJobObjective")) return;  // several definitions
  complete_ranges(config["ParameterRanges"]);
}

// What trainings get; of several instance configurations the first.
json resources_of(json tuning) {
  if (const auto configs = tuning.find("InstanceConfigs"); configs != tuning.end()) {
    const json first = configs->empty() ? json::object() : configs->front();
    tuning.update(first);
  }
  json resources = json::object();
  for (const char* member : {"InstanceType", "InstanceCount", "VolumeSizeInGB", "VolumeKmsKeyId"}) {
    if (tuning.contains(member)) resources[member] = tuning[member];
  }
  return resources;
}

// The SDK reads ResourceConfig and sends HyperParameterTuningResourceConfig.
void complete_resources(json& definition) {
  constexpr const char* kTuning = "HyperParameterTuningResourceConfig";
  if (!definition.contains("ResourceConfig") && definition.contains(kTuning))
    definition["ResourceConfig"] = resources_of(definition[kTuning]);
  if (definition.contains("ResourceConfig"))
    definition["ResourceConfig"].erase("KeepAlivePeriodInSeconds");
}

void complete_training(json& definition, const TuningJobSpec& spec) {
  if (!definition["AlgorithmSpecification"].contains("MetricDefinitions"))
    definition["AlgorithmSpecification"]["MetricDefinitions"] = metric_definitions(spec);
  for (const char* flag : {"EnableNetworkIsolation",
                           "EnableInterContainerTrafficEncryption",
                           "EnableManagedSpotTraining"})
    add_missing(definition, flag, false);
  add_missing(definition["OutputDataConfig"], "KmsKeyId", "");
  add_missing(
      definition["StoppingCondition"], "MaxRuntimeInSeconds", whole_seconds(kDefaultTrialTime));
  if (definition.contains("InputDataConfig")) {
    for (json& channel : definition["InputDataConfig"]) {
      add_missing(channel, "CompressionType", "None");
      add_missing(channel, "RecordWrapperType", "None");
    }
  }
}

void complete_definition(json& definition, const std::string& metric, const TuningJobSpec& spec) {
  definition["StaticHyperParameters"][kObjectiveHyperparameter] = metric;
  if (definition.contains("HyperParameterRanges"))
    complete_ranges(definition["HyperParameterRanges"]);
  complete_resources(definition);
  complete_training(definition, spec);
}

json parts_of(const json& request) {
  json parts = json::object();
  for (const char* member : {"HyperParameterTuningJobConfig",
                             "TrainingJobDefinition",
                             "TrainingJobDefinitions",
                             "WarmStartConfig",
                             "Autotune"}) {
    if (request.contains(member)) parts[member] = request[member];
  }
  return parts;
}

json parts_of(const JobRecord& job, const Caller& caller) {
  if (job.submission) {
    const json request = json::parse(job.submission->request, nullptr, false);
    if (request.is_object() && request.contains("HyperParameterTuningJobConfig")) {
      json parts = parts_of(request);
      put_extensions(parts, job);
      return parts;
    }
  }
  return {{"HyperParameterTuningJobConfig", config_json(job.spec)},
          {"TrainingJobDefinition", definition_json(job.spec, caller)}};
}

json training_echo(const JobRecord& job, const Caller& caller) {
  json request = job.submission ? json::parse(job.submission->request, nullptr, false) : json();
  if (!request.is_object() || !request.contains("TrainingJobName"))
    request = definition_json(job.spec, caller);
  complete_training(request, job.spec);
  return {{"TrainingJobDefinition", std::move(request)}};
}

}  // namespace

const json* echoed_definition(const json& echo, const std::string& name) {
  if (const auto one = echo.find("TrainingJobDefinition"); one != echo.end()) return &*one;
  const auto several = echo.find("TrainingJobDefinitions");
  if (several == echo.end()) return nullptr;
  const auto found = std::ranges::find_if(
      *several, [&](const json& each) { return each.value("DefinitionName", "") == name; });
  return found == several->end() ? nullptr : &*found;
}

const char* strategy_name(const TuningJobSpec& spec) {
  if (spec.strategy == "random" || spec.strategy == "sobol") return "Random";
  if (spec.strategy == "grid") return "Grid";
  return spec.early_stopping.asha ? "Hyperband" : "Bayesian";
}

json request_echo(const JobRecord& job, const Caller& caller) {
  if (job.spec.is_single_training()) return training_echo(job, caller);
  json echo = parts_of(job, caller);
  complete_config(echo["HyperParameterTuningJobConfig"]);
  if (echo.contains("TrainingJobDefinition"))
    complete_definition(
        echo["TrainingJobDefinition"], job.spec.objectives.front().metric, job.spec);
  if (echo.contains("TrainingJobDefinitions")) {
    for (json& definition : echo["TrainingJobDefinitions"])
      complete_definition(
          definition, definition["TuningObjective"].value("MetricName", ""), job.spec);
  }
  return echo;
}

}  // namespace tuner::sagemaker
