// What is trained and what is searched: of a job, or of each definition of a job that has several.
//
// In the flow: a part of the specification (tuning_job.h). Each suggestion belongs to one definition, and so does its trial.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tuner/base/error.h"
#include "tuner/job/aims.h"
#include "tuner/job/constraint.h"
#include "tuner/job/early_stopping.h"
#include "tuner/job/objective.h"
#include "tuner/job/run.h"
#include "tuner/space/parameter.h"
#include "tuner/space/search_space.h"

namespace tuner {

// PCRE2 in Python's dialect; the first capture group is the value, a group named "step" its step.
// An empty regex means that the metric comes from JSON lines: {"metric": "<name>", "value": 0.1, "step": 3}, or {"<name>": 0.1}.
struct MetricDefinition {
  std::string name, regex;
  bool operator==(const MetricDefinition&) const = default;
};

struct TrainingDefinition {
  std::vector<Parameter> parameters;
  std::vector<Forbidden> forbidden;  // combinations of their values that are not tried
  std::vector<Configuration>
      start;  // tried first; what one lacks is in the middle of its range (carry_over.h)
  std::map<std::string, std::string> static_hyperparameters;  // passed on as text
  std::vector<Objective> objectives;    // at least one, but of a single training (tuning_job.h)
  std::vector<Constraint> constraints;  // what a result must keep to, to be the best
  std::vector<MetricDefinition> metrics;
  std::vector<std::string>
      command;  // {name} is replaced; without any placeholder "--name value" is appended
  std::filesystem::path working_folder;  // absolute: the job file's folder
  std::map<std::string, std::string> environment;
  std::map<std::string, Channel> channels;
  std::uint32_t retries = 3;  // further attempts of a trial whose failure is not the user's
  int gpus_per_trial = 0;

  // What is searched. Fails where problems() has something to say about parameters or combinations.
  Result<SearchSpace> space() const { return SearchSpace::create(parameters, forbidden); }

  Aims aims() const { return {objectives, constraints}; }

  bool operator==(const TrainingDefinition&) const = default;
};

// One of several definitions of a job.
struct NamedDefinition : TrainingDefinition {
  std::string name;  // 1 to 64 letters, digits and inner hyphens
  std::optional<std::chrono::milliseconds> trial_time = {};  // unset: limits.trial_time

  bool operator==(const NamedDefinition&) const = default;
};

// Every broken rule of one definition, each with the JSON pointer of the field within it. `resource` is the job's.
std::vector<Error> definition_problems(const TrainingDefinition& definition,
                                       const std::optional<Resource>& resource);

}  // namespace tuner
