#include "tuner/job/tuning_job.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "tuner/base/text.h"
#include "tuner/base/utf8.h"
#include "tuner/job/command_template.h"
#include "tuner/job/prior_problems.h"

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

// Collects the broken rules of one specification, section by section.
class Rules {
 public:
  explicit Rules(const TuningJobSpec& spec)
      : spec_(spec), problems_(tuner::problems(spec.parameters, spec.forbidden)) {}

  std::vector<Error> check() && {
    if (auto name = parse_job_name(spec_.name.text); !name) broken("/name", name.error().message);
    check_hyperparameters();
    for (Error& problem : prior_problems(spec_)) problems_.push_back(std::move(problem));
    check_metrics();
    check_objectives();
    check_constraints();
    check_limits();
    check_failures();
    check_breaker();
    std::ranges::move(completion_problems(spec_), std::back_inserter(problems_));
    std::ranges::move(early_stopping_problems(spec_), std::back_inserter(problems_));
    check_training();
    check_command();
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

  void check_hyperparameters() {
    std::set<std::string_view> tuned;
    for (const auto& parameter : spec_.parameters) tuned.insert(parameter.name);
    for (const auto& [name, value] : spec_.static_hyperparameters) {
      const std::string at = "/static/" + pointer_token(name);
      if (name.empty()) broken(at, "a static hyperparameter needs a name");
      require_text(at, name);
      require_text(at, value);
      if (tuned.contains(name))
        broken(at, "'" + name + "' is both static and tuned; keep one of the two");
    }
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

  void check_metrics() {
    std::set<std::string_view> seen;
    for (const auto& metric : spec_.metrics) {
      const std::string at = "/metrics/" + pointer_token(metric.name);
      if (metric.name.empty()) broken(at, "a metric needs a name");
      require_text(at, metric.name);
      require_text(at, metric.regex);
      if (!seen.insert(metric.name).second)
        broken(at, "metric '" + metric.name + "' is defined twice");
    }
  }

  void check_objectives() {
    if (spec_.objectives.empty()) broken("/objectives", "a job needs at least one objective");
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < spec_.objectives.size(); ++i) {
      const std::string& metric = spec_.objectives[i].metric;
      const std::string at = "/objectives/" + std::to_string(i) + "/metric";
      require_metric(at, metric);
      if (!seen.insert(metric).second) broken(at, "metric '" + metric + "' is an objective twice");
    }
  }

  void check_constraints() {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < spec_.constraints.size(); ++i) {
      const auto& [metric, min, max] = spec_.constraints[i];
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

  void require_metric(std::string at, const std::string& metric) {
    std::vector<std::string> known;
    for (const auto& each : spec_.metrics) known.push_back(each.name);
    if (std::find(known.begin(), known.end(), metric) != known.end()) return;
    broken(std::move(at),
           "no metric of the name '" + metric + "' is defined" + did_you_mean(metric, known));
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

  void check_training() {
    if (spec_.grace.count() < 0) broken("/grace", "the grace period must not be negative");
    if (spec_.gpus_per_trial < 0)
      broken("/gpus_per_trial", "the number of GPUs must not be negative");
    for (const auto& [name, value] : spec_.environment) {
      const std::string at = "/environment/" + pointer_token(name);
      require_text(at, name);
      require_text(at, value);
      if (name.empty() || name.find('=') != std::string::npos) {
        broken(
            at,
            "'" + name + "' cannot be an environment variable: a name has no '=' and is not empty");
      }
    }
    for (const auto& [name, channel] : spec_.channels) {
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
    require_text("/working_folder", spec_.working_folder.native());
    if (!spec_.command.empty() && !spec_.working_folder.is_absolute()) {
      broken("/working_folder",
             "working folder '" + spec_.working_folder.string() + "' must be an absolute path");
    }
    for (std::size_t i = 0; i < spec_.command.size(); ++i) {
      const std::string at = "/command/" + std::to_string(i);
      require_text(at, spec_.command[i]);
      const auto pieces = parse_template(spec_.command[i]);
      if (!pieces) {
        broken(at, pieces.error().message);
        continue;
      }
      for (const auto& piece : *pieces) {
        if (piece.placeholder) check_placeholder(at, piece.text);
      }
    }
    if (!spec_.command.empty() && spec_.command.front().empty()) {
      broken("/command/0", "the program's name must not be empty");
    }
  }

  void check_placeholder(const std::string& at, const std::string& name) {
    const auto parameter = std::find_if(spec_.parameters.begin(),
                                        spec_.parameters.end(),
                                        [&](const Parameter& each) { return each.name == name; });
    if (parameter != spec_.parameters.end()) {
      if (parameter->when.empty()) return;
      return broken(at,
                    "placeholder {" + name + "} has no value in trials in which '" + name +
                        "' is inactive; leave the placeholders out and read --" + name +
                        " where it is given");
    }
    if (spec_.static_hyperparameters.contains(name)) return;
    if (spec_.resource && spec_.resource->parameter == name) return;
    std::vector<std::string> known{"model_dir", "output_dir", "checkpoint_dir", "trial_name"};
    for (const auto& [channel, unused] : spec_.channels) {
      known.push_back(std::string(kChannelPrefix) + channel);
    }
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    for (const auto& each : spec_.parameters) known.push_back(each.name);
    for (const auto& [each, unused] : spec_.static_hyperparameters) known.push_back(each);
    const std::string advice = did_you_mean(name, known);
    broken(at,
           "placeholder {" + name + "} is no hyperparameter" +
               (advice.empty() ? "; a brace itself is written twice" : advice));
  }

  const TuningJobSpec& spec_;
  std::vector<Error> problems_;
};

}  // namespace

std::vector<Error> TuningJobSpec::problems() const { return Rules(*this).check(); }

}  // namespace tuner
