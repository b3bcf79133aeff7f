// What a user asks for: the specification of one tuning job, and every rule that it must obey.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tuner/base/error.h"
#include "tuner/base/ids.h"
#include "tuner/job/breaker.h"
#include "tuner/job/completion.h"
#include "tuner/job/early_stopping.h"
#include "tuner/job/failure_pattern.h"
#include "tuner/job/run.h"
#include "tuner/job/suggestion.h"
#include "tuner/job/training_definition.h"

namespace tuner {

struct Limits {
  // unset: until the strategy is exhausted (grid), or until another limit
  std::optional<std::uint32_t> trials = {};
  std::uint32_t parallel = 1;
  std::optional<std::chrono::milliseconds> trial_time = {}, time = {};
  std::optional<std::chrono::milliseconds> training_time = {};  // of all runs together
  std::optional<double> cost = {}, price_per_hour = {};  // likewise; the price is that of one run
  // The job ends when this many trials have failed; unset: when the first five all did
  std::optional<std::uint32_t> failures = {};
  bool operator==(const Limits&) const = default;
};

// Where the results come from that a job begins with.
struct WarmStart {
  enum class Kind {
    kIdentical,  // the same task: their results count as results
    kTransfer,   // other tasks: they say where to begin and what to expect
  };
  std::vector<std::string> jobs = {};  // of the same home, all different
  Kind kind = Kind::kIdentical;
  std::vector<std::filesystem::path> files =
      {};  // absolute; CSV, JSON or YAML. A job or a file at least
  // Of a request: the jobs must have ended, none of their results needs to be of use, and parameters keep their types.
  bool of_ended_jobs = false;
  bool operator==(const WarmStart&) const = default;
};

// A job has what it trains and searches itself, or it has definitions, each with its own. Of the fields that both have,
// a job with definitions then has objectives and constraints only, those of its first: by goal and number they are those of all.
// A grid of no parameters is one point: without objectives, too, a job is a single training, whose only trial has the job's name.
struct TuningJobSpec : TrainingDefinition {
  JobName name;
  std::vector<NamedDefinition> definitions;
  std::optional<WarmStart> warm_start;
  Limits limits;
  Completion completion;
  std::string strategy = "bayesian";
  std::string backend = "local";
  EarlyStopping early_stopping;
  std::optional<Resource> resource;
  std::vector<FailurePattern> failures;        // in order: the first that matches decides
  std::optional<Breaker> breaker = Breaker{};  // unset: no place is ever set aside
  std::chrono::milliseconds grace{30'000};
  bool bind_opt_ml = false;
  std::uint64_t log_limit_bytes = std::uint64_t{1} << 30;
  std::optional<std::uint64_t> seed;  // unset: drawn when the job is created, and stored
  // "arn:aws:sagemaker:eu-west-1:123456789012": what the ARNs of its trainings begin with; empty: no call of an API made the job
  std::string arn_prefix;

  // The definitions in order, or the job itself where it has none: never empty. Suggestion::definition is an index of it. Refers to
  // this specification.
  std::vector<const TrainingDefinition*> all_definitions() const;
  // Whose suggestion it is; the job itself where it has no definition of this index.
  const TrainingDefinition& definition_of(const Suggestion& suggestion) const;
  // Empty where the job has no definitions.
  std::string definition_name(const Suggestion& suggestion) const;
  // What a definition's fields begin with in JSON pointers: "/definitions/1", or "" of a job without definitions.
  std::string definition_pointer(std::size_t index) const;

  bool is_single_training() const;
  std::string trial_name(JobIdentity identity, TrialId trial) const;

  // Every broken rule at once, each with the JSON pointer of the field; empty: the job may start. Pure: the file system is not asked.
  std::vector<Error> problems() const;

  bool operator==(const TuningJobSpec&) const = default;
};

// The longest that the attempts of a trial may train together; unset: no limit.
std::optional<std::chrono::milliseconds> trial_time_of(const TuningJobSpec& spec,
                                                       const Suggestion& suggestion);

// The request for attempt `attempt` of a trial: names, hyperparameters as text, limits (the time limit is that of all attempts). The command is not yet expanded.
// `jobs_folder` is where the home keeps the folders of its jobs; the checkpoints are those of trial `continues`, unset: its own.
RunRequest make_run_request(const TuningJobSpec& spec,
                            JobIdentity identity,
                            TrialId trial,
                            std::uint32_t attempt,
                            const Suggestion& suggestion,
                            const std::filesystem::path& jobs_folder,
                            std::optional<TrialId> continues = {});

// RunRequest::trial_folder of any trial of the job.
std::filesystem::path trial_folder(const std::filesystem::path& jobs_folder,
                                   const JobName& job,
                                   JobIdentity identity,
                                   TrialId trial);

// The hyperparameter by which a training is told what it is judged by: the name of the first objective's metric.
inline constexpr const char* kObjectiveHyperparameter = "_tuning_objective_metric";

// Names that belong to the training contract and not to the training: they reach it in hyperparameters.json only.
bool is_reserved_hyperparameter(std::string_view name);

// What is appended to a command without placeholders: sorted by name, "--name value" ("-n value" for one letter), without the
// names that are reserved by the training contract. Where "sagemaker_program" is among them the values are read as JSON and
// written as Python prints them (True, [1, 2], text without its quotes): SageMaker's script mode.
std::vector<std::string> hyperparameter_arguments(
    const std::map<std::string, std::string>& hyperparameters);

// argv with {name} replaced and {{ }} unescaped; without any placeholder hyperparameter_arguments() are
// appended. kInvalidArgument for a placeholder that is not a hyperparameter of this run.
// Besides hyperparameters, {model_dir}, {output_dir}, {checkpoint_dir}, {trial_name} and {channel:NAME} come from `folders`.
Result<std::vector<std::string>> expand_command(const RunRequest& request,
                                                const std::map<std::string, std::string>& folders);

}  // namespace tuner
