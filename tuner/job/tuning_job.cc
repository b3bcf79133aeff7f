#include "tuner/job/tuning_job.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "tuner/base/text.h"
#include "tuner/base/utf8.h"
#include "tuner/job/prior_problems.h"

namespace tuner {
namespace {

constexpr std::size_t kMostDefinitions = 10;
constexpr std::size_t kMaxDefinitionName = 64;

bool is_legal_definition_name(std::string_view name) {
  constexpr std::string_view kLegal =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  return !name.empty() && name.size() <= kMaxDefinitionName &&
         name.find_first_not_of(kLegal) == std::string_view::npos && name.front() != '-' &&
         name.back() != '-';
}

// Collects the broken rules of one specification, section by section.
class SpecRules {
 public:
  explicit SpecRules(const TuningJobSpec& spec) : spec_(spec) {}

  std::vector<Error> check() && {
    check_name();
    if (spec_.definitions.empty()) {
      if (!spec_.is_single_training()) require_objective("", spec_);
      std::ranges::move(definition_problems(spec_, spec_.resource), std::back_inserter(problems_));
    } else {
      check_definitions();
    }
    std::ranges::move(warm_start_problems(spec_), std::back_inserter(problems_));
    check_limits();
    check_failures();
    if (spec_.grace.count() < 0) broken("/grace", "the grace period must not be negative");
    check_breaker();
    std::ranges::move(completion_problems(spec_), std::back_inserter(problems_));
    std::ranges::move(early_stopping_problems(spec_), std::back_inserter(problems_));
    if (spec_.is_single_training()) check_single_training();
    return std::move(problems_);
  }

 private:
  void broken(std::string at, std::string message) {
    problems_.push_back({ErrorCode::kInvalidArgument, std::move(message), std::move(at)});
  }

  // What is handed to the operating system and to JSON.
  void require_text(std::string at, std::string_view text) {
    if (valid_utf8_prefix(text) != text.size() || text.find('\0') != std::string_view::npos) {
      broken(std::move(at), "the text must be valid UTF-8 without NUL characters");
    }
  }

  template <class Value>
  void require_positive(std::string at, std::string_view what, const std::optional<Value>& value) {
    if (value && *value <= Value{0})
      broken(std::move(at), std::string(what) + " must be greater than 0");
  }

  void require_amount(std::string at, std::string_view what, std::optional<double> amount) {
    if (amount && !(std::isfinite(*amount) && *amount > 0.0))
      broken(std::move(at), std::string(what) + " must be a finite number greater than 0");
  }

  void check_name() {
    const auto name = parse_job_name(
        spec_.name.text, spec_.is_single_training() ? kLongestTrainingName : kLongestJobName);
    if (!name) broken("/name", name.error().message);
  }

  // Nothing chooses, and nothing is compared.
  void check_single_training() {
    const auto refuse = [this](const char* at, const std::string& what) {
      broken(at, what + " needs an objective, and this job has none");
    };
    if (!spec_.constraints.empty()) refuse("/constraints", "a constraint");
    if (spec_.warm_start) refuse("/warm_start", "a warm start");
    if (!spec_.early_stopping.is_off()) refuse("/early_stopping", "early stopping");
    if (spec_.resource) refuse("/resource", "a resource");
    if (spec_.completion != Completion{}) refuse("/completion", "a rule of completion");
  }

  void require_objective(const std::string& at, const TrainingDefinition& training) {
    if (training.objectives.empty())
      broken(at + "/objectives", "a job needs at least one objective");
  }

  void check_definitions() {
    const std::size_t count = spec_.definitions.size();
    if (count > kMostDefinitions) {
      broken("/definitions",
             "a job has at most " + std::to_string(kMostDefinitions) +
                 " definitions, or what it trains itself and no 'definitions'");
    }
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < count; ++i) {
      check_definition(spec_.definitions[i], spec_.definition_pointer(i));
      if (!names.insert(spec_.definitions[i].name).second) {
        broken(spec_.definition_pointer(i) + "/name",
               "there are two definitions of the name '" + spec_.definitions[i].name + "'");
      }
    }
    refuse_with_definitions();
  }

  void check_definition(const NamedDefinition& definition, const std::string& at) {
    if (!is_legal_definition_name(definition.name)) {
      broken(at + "/name",
             "definition name '" + definition.name +
                 "' must be 1 to 64 letters, digits and inner hyphens");
    }
    for (Error& problem : definition_problems(definition, spec_.resource)) {
      problem.at = at + problem.at;
      problems_.push_back(std::move(problem));
    }
    require_positive(at + "/trial_time", "the time of a trial", definition.trial_time);
    check_same_aims(definition, at);
  }

  // Their results are compared with each other.
  void check_same_aims(const NamedDefinition& definition, const std::string& at) {
    require_objective(at, definition);
    if (definition.objectives.size() > 1) {
      broken(at + "/objectives", "a job with several definitions has one objective");
    } else if (!definition.objectives.empty() && !spec_.objectives.empty() &&
               definition.objectives.front().goal != spec_.objectives.front().goal) {
      broken(at + "/objectives/0/goal",
             "the goals of all definitions must be the same: their results are compared");
    }
    if (definition.constraints != spec_.constraints) {
      broken(at + "/constraints", "the constraints of all definitions must be the same");
    }
  }

  void refuse_with_definitions() {
    const auto refuse = [this](const char* at, const std::string& what) {
      broken(at, what + " not supported in a job with several definitions");
    };
    if (spec_.warm_start) refuse("/warm_start", "a warm start is");
    if (!spec_.early_stopping.is_off()) refuse("/early_stopping", "early stopping is");
    if (spec_.resource)
      refuse("/resource", "a resource, and the early stopping that it is for, is");
    if (spec_.completion.converged) refuse("/completion/converged", "an end by convergence is");
  }

  void check_failures() {
    for (std::size_t i = 0; i < spec_.failures.size(); ++i) {
      const auto& [regex, failure] = spec_.failures[i];
      const std::string at = "/failures/" + std::to_string(i);
      require_text(at + "/pattern", regex);
      if (regex.empty()) broken(at + "/pattern", "a pattern must not be empty");
      if (!may_be_said_by_log(failure)) {
        broken(at + "/class",
               "no line of a log makes a failure '" + std::string(name_of(failure)) + "'");
      }
    }
  }

  void check_breaker() {
    if (!spec_.breaker) return;
    require_positive(
        "/breaker/failures", "the number of failures", std::optional(spec_.breaker->failures));
    require_positive("/breaker/retry_after", "the time", std::optional(spec_.breaker->retry_after));
  }

  void check_limits() {
    const Limits& limits = spec_.limits;
    require_positive("/limits/trials", "the number of trials", limits.trials);
    require_positive(
        "/limits/parallel", "the number of parallel trials", std::optional(limits.parallel));
    require_positive("/limits/failures", "the number of failures", limits.failures);
    require_positive("/limits/trial_time", "the time of a trial", limits.trial_time);
    require_positive("/limits/time", "the time of the job", limits.time);
    require_positive("/limits/training_time", "the time of all trainings", limits.training_time);
    require_amount("/limits/cost", "the cost", limits.cost);
    require_amount("/limits/price_per_hour", "the price of an hour", limits.price_per_hour);
    if (limits.cost && !limits.price_per_hour) {
      broken("/limits/cost",
             "a limit of the cost needs limits.price_per_hour, what an hour of one training costs");
    }
    if (!limits.trials && !limits.time && !limits.training_time && !limits.cost &&
        spec_.strategy != "grid") {
      broken("/limits",
             "a job needs limits.trials, time, training_time or cost; only the strategy 'grid' "
             "ends by itself");
    }
  }

  const TuningJobSpec& spec_;
  std::vector<Error> problems_;
};

}  // namespace

std::vector<const TrainingDefinition*> TuningJobSpec::all_definitions() const {
  if (definitions.empty()) return {this};
  std::vector<const TrainingDefinition*> all;
  for (const NamedDefinition& definition : definitions) all.push_back(&definition);
  return all;
}

const TrainingDefinition& TuningJobSpec::definition_of(const Suggestion& suggestion) const {
  if (suggestion.definition >= definitions.size()) return *this;
  return definitions[suggestion.definition];
}

std::string TuningJobSpec::definition_name(const Suggestion& suggestion) const {
  if (suggestion.definition >= definitions.size()) return "";
  return definitions[suggestion.definition].name;
}

std::string TuningJobSpec::definition_pointer(std::size_t index) const {
  return definitions.empty() ? "" : "/definitions/" + std::to_string(index);
}

bool TuningJobSpec::is_single_training() const {
  return strategy == "grid" && parameters.empty() && objectives.empty() && definitions.empty();
}

std::string TuningJobSpec::trial_name(JobIdentity identity, TrialId trial) const {
  return is_single_training() ? name.text : tuner::trial_name(name, identity, trial);
}

std::vector<Error> TuningJobSpec::problems() const { return SpecRules(*this).check(); }

}  // namespace tuner
