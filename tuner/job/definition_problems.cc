// The rules of what is trained and what is searched, whether of a job or of one of its definitions.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "tuner/base/text.h"
#include "tuner/base/utf8.h"
#include "tuner/job/command_template.h"
#include "tuner/job/passed_size.h"
#include "tuner/job/prior_problems.h"
#include "tuner/job/training_definition.h"
#include "tuner/job/tuning_job.h"

namespace tuner {
namespace {

constexpr std::string_view kChannelPrefix = "channel:";
constexpr std::size_t kMaxChannelName = 64;

bool is_legal_channel_name(std::string_view name) {
  constexpr std::string_view kLegal =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= kMaxChannelName && name != "." && name != ".." &&
         name.find_first_not_of(kLegal) == std::string_view::npos;
}

// Collects the broken rules of one definition, section by section.
class DefinitionRules {
 public:
  DefinitionRules(const TrainingDefinition& training, const std::optional<Resource>& resource)
      : training_(training),
        resource_(resource),
        problems_(tuner::problems(training.parameters, training.forbidden)) {}

  std::vector<Error> check() && {
    check_hyperparameters();
    check_objective_hyperparameter();
    std::ranges::move(start_problems(training_), std::back_inserter(problems_));
    check_metrics();
    check_objectives();
    check_constraints();
    check_training();
    check_command();
    std::ranges::move(passed_size_problems(training_), std::back_inserter(problems_));
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

  void check_hyperparameters() {
    std::set<std::string_view> tuned;
    for (const auto& parameter : training_.parameters) tuned.insert(parameter.name);
    for (const auto& [name, value] : training_.static_hyperparameters) {
      const std::string at = "/static/" + pointer_token(name);
      if (name.empty()) broken(at, "a static hyperparameter needs a name");
      require_text(at, name);
      require_text(at, value);
      if (tuned.contains(name))
        broken(at, "'" + name + "' is both static and tuned; keep one of the two");
    }
  }

  // Trainings are told their objective by it, and by nobody else.
  void check_objective_hyperparameter() {
    const std::string name = kObjectiveHyperparameter;
    const std::string says = "'" + name + "' tells a training its objective";
    if (std::ranges::find(training_.parameters, name, &Parameter::name) !=
        training_.parameters.end())
      broken("/parameters/" + name, says + " and cannot be tuned");
    const auto given = training_.static_hyperparameters.find(name);
    if (given == training_.static_hyperparameters.end() || training_.objectives.empty()) return;
    const std::string& metric = training_.objectives.front().metric;
    if (given->second != metric && measures(metric))
      broken("/static/" + name, says + ", which is '" + metric + "', not '" + given->second + "'");
  }

  void check_metrics() {
    std::set<std::string_view> seen;
    for (const auto& metric : training_.metrics) {
      const std::string at = "/metrics/" + pointer_token(metric.name);
      if (metric.name.empty()) broken(at, "a metric needs a name");
      require_text(at, metric.name);
      require_text(at, metric.regex);
      if (!seen.insert(metric.name).second)
        broken(at, "metric '" + metric.name + "' is defined twice");
    }
  }

  void check_objectives() {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < training_.objectives.size(); ++i) {
      const std::string& metric = training_.objectives[i].metric;
      const std::string at = "/objectives/" + std::to_string(i) + "/metric";
      require_metric(at, metric);
      if (!seen.insert(metric).second) broken(at, "metric '" + metric + "' is an objective twice");
    }
  }

  void check_constraints() {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < training_.constraints.size(); ++i) {
      const auto& [metric, min, max] = training_.constraints[i];
      const std::string at = "/constraints/" + std::to_string(i);
      require_metric(at + "/metric", metric);
      if (!seen.insert(metric).second) {
        broken(at + "/metric",
               "metric '" + metric + "' is constrained twice; give min and max together");
      }
      if (!min && !max) broken(at, "a constraint needs 'min', 'max' or both");
      if ((min && !std::isfinite(*min)) || (max && !std::isfinite(*max))) {
        broken(at, "the bounds of a constraint must be finite");
      }
      if (min && max && *min > *max) {
        broken(
            at,
            "min (" + shortest(*min) + ") must not be greater than max (" + shortest(*max) + ")");
      }
    }
  }

  bool measures(const std::string& metric) const {
    return std::ranges::find(training_.metrics, metric, &MetricDefinition::name) !=
           training_.metrics.end();
  }

  void require_metric(std::string at, const std::string& metric) {
    if (measures(metric)) return;
    std::vector<std::string> known;
    for (const auto& each : training_.metrics) known.push_back(each.name);
    broken(std::move(at),
           "no metric of the name '" + metric + "' is defined" + did_you_mean(metric, known));
  }

  void check_training() {
    if (training_.gpus_per_trial < 0)
      broken("/gpus_per_trial", "the number of GPUs must not be negative");
    for (const auto& [name, value] : training_.environment) {
      const std::string at = "/environment/" + pointer_token(name);
      require_text(at, name);
      require_text(at, value);
      if (name.empty() || name.find('=') != std::string::npos) {
        broken(
            at,
            "'" + name + "' cannot be an environment variable: a name has no '=' and is not empty");
      }
    }
    for (const auto& [name, channel] : training_.channels) {
      const std::string at = "/channels/" + pointer_token(name);
      if (!is_legal_channel_name(name)) {
        broken(at, "channel name '" + name + "' must be 1 to 64 letters, digits, '.', '_' and '-'");
      }
      require_text(at + "/folder", channel.folder.native());
      require_text(at + "/content_type", channel.content_type);
      if (!channel.folder.is_absolute()) {
        broken(at + "/folder", "folder '" + channel.folder.string() + "' must be an absolute path");
      }
    }
  }

  void check_command() {
    require_text("/working_folder", training_.working_folder.native());
    if (!training_.command.empty() && !training_.working_folder.is_absolute()) {
      broken("/working_folder",
             "working folder '" + training_.working_folder.string() + "' must be an absolute path");
    }
    for (std::size_t i = 0; i < training_.command.size(); ++i) {
      const std::string at = "/command/" + std::to_string(i);
      require_text(at, training_.command[i]);
      const auto pieces = parse_template(training_.command[i]);
      if (!pieces) {
        broken(at, pieces.error().message);
        continue;
      }
      for (const auto& piece : *pieces) {
        if (piece.placeholder) check_placeholder(at, piece.text);
      }
    }
    if (!training_.command.empty() && training_.command.front().empty()) {
      broken("/command/0", "the program's name must not be empty");
    }
  }

  void check_placeholder(const std::string& at, const std::string& name) {
    const auto parameter = std::find_if(training_.parameters.begin(),
                                        training_.parameters.end(),
                                        [&](const Parameter& each) { return each.name == name; });
    if (parameter != training_.parameters.end()) {
      if (parameter->when.empty()) return;
      return broken(at,
                    "placeholder {" + name + "} has no value in trials in which '" + name +
                        "' is inactive; leave the placeholders out and read --" + name +
                        " where it is given");
    }
    if (training_.static_hyperparameters.contains(name)) return;
    if (resource_ && resource_->parameter == name) return;
    std::vector<std::string> known{"model_dir", "output_dir", "checkpoint_dir", "trial_name"};
    for (const auto& [channel, unused] : training_.channels) {
      known.push_back(std::string(kChannelPrefix) + channel);
    }
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    for (const auto& each : training_.parameters) known.push_back(each.name);
    for (const auto& [each, unused] : training_.static_hyperparameters) known.push_back(each);
    const std::string advice = did_you_mean(name, known);
    broken(at,
           "placeholder {" + name + "} is no hyperparameter" +
               (advice.empty() ? "; a brace itself is written twice" : advice));
  }

  const TrainingDefinition& training_;
  const std::optional<Resource>& resource_;
  std::vector<Error> problems_;
};

}  // namespace

std::vector<Error> definition_problems(const TrainingDefinition& training,
                                       const std::optional<Resource>& resource) {
  return DefinitionRules(training, resource).check();
}

}  // namespace tuner
