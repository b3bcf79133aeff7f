#include "tuner/job/early_stopping.h"

#include <algorithm>
#include <cmath>

#include "tuner/base/text.h"
#include "tuner/job/tuning_job.h"

namespace tuner {
namespace {

constexpr std::int64_t kMostSteps = 1'000'000'000'000;

class EarlyStoppingRules {
 public:
  explicit EarlyStoppingRules(const TuningJobSpec& spec) : spec_(spec) {}

  std::vector<Error> check() && {
    check_stopping(spec_.early_stopping);
    if (spec_.resource) check_resource(*spec_.resource);
    return std::move(problems_);
  }

 private:
  void broken(const std::string& at, std::string message) {
    problems_.push_back({ErrorCode::kInvalidArgument, std::move(message), at});
  }

  void check_stopping(const EarlyStopping& rules) {
    const std::string at = "/early_stopping";
    if (rules.percentile && !(*rules.percentile > 0.0 && *rules.percentile < 100.0)) {
      broken(at + "/percentile",
             "the percentile (" + shortest(*rules.percentile) + ") must lie between 0 and 100");
    }
    if (rules.threshold && !std::isfinite(*rules.threshold)) {
      broken(at + "/threshold", "the threshold must be a finite number");
    }
    if (rules.patience == 0U) broken(at + "/patience", "the patience must be greater than 0");
    if (!(std::isfinite(rules.min_change) && rules.min_change >= 0.0)) {
      broken(at + "/min_change", "the change must be a finite number of at least 0");
    }
    if (rules.min_change != 0.0 && !rules.patience) {
      broken(at + "/min_change", "'min_change' belongs to the rule 'patience', which is not set");
    }
    if (rules.after == 0)
      broken(at + "/after", "trials are judged from their first value at least");
    if (rules.completed == 0) {
      broken(at + "/completed", "a comparison needs at least one completed trial");
    }
    if (rules.asha && !spec_.resource) {
      broken(at,
             "the rule 'asha' needs a 'resource' that says how far trainings go, such as "
             "resource: {parameter: epochs, min: 1, max: 27}");
    }
  }

  void check_resource(const Resource& resource) {
    const std::string at = "/resource";
    const std::size_t others = problems_.size();
    if (resource.min < 1 || resource.min > kMostSteps) {
      broken(at + "/min", "min must be a whole number from 1 to 10¹²");
    }
    if (resource.max < resource.min || resource.max > kMostSteps) {
      broken(at + "/max",
             "max (" + std::to_string(resource.max) + ") must be at least min (" +
                 std::to_string(resource.min) + ") and at most 10¹²");
    }
    if (resource.reduction < 2 || resource.reduction > kMostSteps) {
      broken(at + "/reduction", "the reduction must be at least 2");
    }
    if (problems_.size() == others) check_brackets(resource, at);
    if (resource.promotion) check_promotion(resource, at);
    const std::string& name = resource.parameter;
    if (spec_.static_hyperparameters.contains(name)) {
      broken(at + "/parameter", "'" + name + "' is static too; keep one of the two");
    }
    const bool tuned = std::ranges::any_of(
        spec_.parameters, [&](const Parameter& each) { return each.name == name; });
    if (tuned) broken(at + "/parameter", "'" + name + "' is tuned too; keep one of the two");
  }

  // Contract: min, max and reduction are in order.
  void check_brackets(const Resource& resource, const std::string& at) {
    const auto most = static_cast<std::int64_t>(resource.budgets().size());
    if (resource.brackets < 1 || resource.brackets > most) {
      broken(at + "/brackets",
             "there are " + std::to_string(most) +
                 " steps to begin at, from min to max: brackets (" +
                 std::to_string(resource.brackets) + ") must be from 1 to " + std::to_string(most));
    }
    if (resource.brackets > 1 && !spec_.early_stopping.asha)
      broken(at + "/brackets", "brackets are those of the rule 'asha', which is not set");
  }

  void check_promotion(const Resource& resource, const std::string& at) {
    if (resource.parameter.empty()) {
      broken(at + "/promotion",
             "a promotion needs the resource's 'parameter', the hyperparameter that tells a "
             "training how far to go");
    }
    EarlyStopping asha_alone;
    asha_alone.asha = true;
    if (spec_.early_stopping != asha_alone) {
      broken(at + "/promotion",
             "with promotion 'asha' is the only rule of early stopping: trials end at its rungs, "
             "and a continued one has only a part of its curve to be judged by");
    }
    if (spec_.objectives.size() > 1) broken(at + "/promotion", "promotion goes by one objective");
  }

  const TuningJobSpec& spec_;
  std::vector<Error> problems_;
};

}  // namespace

std::vector<std::int64_t> Resource::rungs() const {
  std::vector<std::int64_t> rungs;
  for (std::int64_t step = min; step < max;) {
    rungs.push_back(step);
    if (step > max / reduction) break;
    step *= reduction;
  }
  return rungs;
}

std::vector<std::int64_t> Resource::budgets() const {
  std::vector<std::int64_t> budgets = rungs();
  budgets.push_back(max);
  return budgets;
}

std::vector<Error> early_stopping_problems(const TuningJobSpec& spec) {
  return EarlyStoppingRules(spec).check();
}

}  // namespace tuner
