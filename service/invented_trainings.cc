#include "service/invented_trainings.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "tuner/model/trial_model.h"
#include "tuner/space/carry_over.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kMostSteps = 10;  // values of the first objective in one training
constexpr double kKept = 0.15;           // a constraint is kept where its bowl is lower
constexpr milliseconds kShortest{1};

// Mean squared distance from a point that is drawn for this metric: 0 there, at most 1.
std::function<double(const Configuration&)> bowl(const SearchSpace& space,
                                                 std::uint64_t seed,
                                                 const std::string& metric) {
  Rng rng = Rng::for_trial(seed, TrialId{0}, "lowest point of " + metric);
  Eigen::VectorXd lowest(static_cast<Eigen::Index>(space.size()));
  for (double& x : lowest) x = 0.1 + 0.8 * rng.uniform();
  return [encoding = Encoding(space), lowest](const Configuration& configuration) {
    return (encoding.encode(configuration) - lowest).squaredNorm() /
           static_cast<double>(std::max<Eigen::Index>(lowest.size(), 1));
  };
}

MetricFunction objective_bowl(const SearchSpace& space, std::uint64_t seed, const Objective& of) {
  return [value = bowl(space, seed, of.metric), of](const Configuration& configuration, Rng&) {
    return of.to_value(value(configuration));
  };
}

MetricFunction constraint_bowl(const SearchSpace& space, std::uint64_t seed, const Constraint& of) {
  const double bound = of.max ? *of.max : *of.min;
  double magnitude = (of.max ? 1.0 : -1.0) * (bound == 0.0 ? 1.0 : std::abs(bound));
  if (of.min && of.max) magnitude = *of.max - *of.min;
  return [value = bowl(space, seed, of.metric), bound, magnitude](
             const Configuration& configuration, Rng&) {
    return bound + magnitude * (value(configuration) - kKept);
  };
}

// ---- after the results of another job -----------------------------------------------------------

// Where a metric is among the values of a trial; nullptr where it is not.
const std::optional<double>* value_in(const TuningJobSpec& spec,
                                      const Trial& trial,
                                      const std::string& metric) {
  for (std::size_t i = 0; i < std::min(spec.objectives.size(), trial.objectives.size()); ++i) {
    if (spec.objectives[i].metric == metric) return &trial.objectives[i];
  }
  for (std::size_t i = 0; i < std::min(spec.constraints.size(), trial.constraints.size()); ++i) {
    if (spec.constraints[i].metric == metric) return &trial.constraints[i];
  }
  return nullptr;
}

bool aims_at(const TuningJobSpec& spec, const std::string& metric) {
  const auto named = [&](const auto& each) { return each.metric == metric; };
  return std::ranges::any_of(spec.objectives, named) ||
         std::ranges::any_of(spec.constraints, named);
}

Result<std::shared_ptr<const TrialModel>> model_of(const JobRecord& job,
                                                   std::vector<Trial> trials,
                                                   const Objective& objective) {
  if (!aims_at(job.spec, objective.metric)) {
    return fail(ErrorCode::kInvalidArgument,
                "job '" + job.spec.name.text + "' has no metric '" + objective.metric + "'");
  }
  for (Trial& trial : trials) {
    const std::optional<double>* value = value_in(job.spec, trial, objective.metric);
    trial.objectives = {value == nullptr ? std::nullopt : *value};
  }
  if (!job.spec.definitions.empty()) {
    return fail(
        ErrorCode::kFailedPrecondition,
        "job '" + job.spec.name.text + "' has several definitions: a model is of one space");
  }
  TUNER_ASSIGN_OR_RETURN(const SearchSpace space, job.spec.space());
  TUNER_ASSIGN_OR_RETURN(TrialModel model, TrialModel::create(space, {{&objective, 1}}, trials));
  return std::make_shared<const TrialModel>(std::move(model));
}

MetricFunction function_of(std::shared_ptr<const TrialModel> model) {
  return [model](const Configuration& configuration, Rng& rng) {
    const SearchSpace& space = model->space();
    const auto known = carried_over(space, configuration);
    const Encoding& encoding = model->coordinates().encoding();
    const Eigen::VectorXd u = encoding.encode(known ? *known : space.witness());
    return model->predict(u).mean + model->noise() * rng.normal();
  };
}

}  // namespace

InventedTrainings made_up(const TuningJobSpec& spec, std::uint64_t seed) {
  InventedTrainings trainings;
  const SearchSpace space = spec.space().value();
  for (const Objective& objective : spec.objectives)
    trainings.objectives.push_back(objective_bowl(space, seed, objective));
  for (const Constraint& constraint : spec.constraints)
    trainings.constraints.push_back(constraint_bowl(space, seed, constraint));
  return trainings;
}

Result<InventedTrainings> after_results_of(const JobRecord& job,
                                           std::vector<Trial> trials,
                                           const TuningJobSpec& spec) {
  InventedTrainings trainings;
  for (const Objective& objective : spec.objectives) {
    TUNER_ASSIGN_OR_RETURN(const auto model, model_of(job, trials, objective));
    if (trainings.objectives.empty()) trainings.first_worse_by = model->difference(1.0);
    trainings.objectives.push_back(function_of(model));
  }
  for (const Constraint& constraint : spec.constraints) {
    TUNER_ASSIGN_OR_RETURN(const auto model, model_of(job, trials, {constraint.metric}));
    trainings.constraints.push_back(function_of(model));
  }
  std::size_t ended = 0, failed = 0;
  for (const Trial& trial : trials) {
    if (trial.status == TrialStatus::kSucceeded) trainings.times.push_back(trial.ran_for);
    ended += is_terminal(trial.status) ? 1 : 0;
    failed += trial.status == TrialStatus::kFailed ? 1 : 0;
  }
  if (ended > 0) trainings.failure_rate = static_cast<double>(failed) / static_cast<double>(ended);
  return trainings;
}

namespace {

// An objective that is constrained too is printed as an objective.
bool is_objective(const TuningJobSpec& spec, const std::string& metric) {
  return std::ranges::find(spec.objectives, metric, &Objective::metric) != spec.objectives.end();
}

std::string line_of(const std::string& metric, double value, std::int64_t step) {
  return nlohmann::json{{"metric", metric}, {"value", value}, {"step", step}}.dump() + "\n";
}

class Scripts {
 public:
  Scripts(const TuningJobSpec& spec, InventedTrainings trainings, std::uint64_t seed)
      : spec_(spec), trainings_(std::move(trainings)), seed_(seed) {}

  ScriptedRun operator()(const RunRequest& request) const {
    const std::string purpose = "invented training, attempt " + std::to_string(request.attempt);
    Rng rng = Rng::for_trial(seed_, request.trial, purpose);
    ScriptedRun run;
    const Part part = part_of(request);
    run.run_for = part.of_whole(draw_time(rng));
    if (rng.uniform() < trainings_.failure_rate) {
      run.run_for = run.run_for / 2;
      run.end = RunEnd::kUserError;
      run.reason = "an invented failure";
    }
    write_log(run, request.configuration, part, rng);
    return run;
  }

 private:
  // Of the steps of a whole training, those of one run: after `from`, up to `to`.
  struct Part {
    std::int64_t from, to, whole;

    double done_by(std::int64_t step) const {
      return static_cast<double>(step) / static_cast<double>(whole);
    }
    milliseconds of_whole(milliseconds time) const {
      return std::max(kShortest, time * (to - from) / whole);
    }
  };

  Part part_of(const RunRequest& request) const {
    if (!spec_.resource) return {0, kMostSteps, kMostSteps};
    Part part{0, spec_.resource->max, spec_.resource->max};
    if (!spec_.resource->promotion) return part;
    const bool continues = request.checkpoint_folder.parent_path() != request.trial_folder;
    for (const std::int64_t budget : spec_.resource->budgets()) {
      part.to = budget;
      if (std::to_string(budget) == request.hyperparameters.at(spec_.resource->parameter)) break;
      if (continues) part.from = budget;
    }
    return part;
  }

  milliseconds draw_time(Rng& rng) const {
    const milliseconds time = trainings_.times[rng.below(trainings_.times.size())];
    const double factor = std::exp(trainings_.time_spread * rng.normal());
    return std::max(kShortest,
                    milliseconds(std::llround(factor * static_cast<double>(time.count()))));
  }

  // The first objective comes down to its value step by step; the others and what is constrained are printed at the end.
  void write_log(ScriptedRun& run,
                 const Configuration& configuration,
                 const Part& part,
                 Rng& rng) const {
    const std::int64_t steps = part.to - part.from, lines = std::min(steps, kMostSteps);
    const double begin = part.done_by(part.from), end = part.done_by(part.to);
    const Objective& first = spec_.objectives.front();
    const double loss = first.to_loss(trainings_.objectives.front()(configuration, rng));
    for (std::int64_t line = 1; line <= lines; ++line) {
      const double done =
          begin + (end - begin) * static_cast<double>(line) / static_cast<double>(lines);
      const double ahead = trainings_.first_worse_by * (std::exp(-4.0 * done) - std::exp(-4.0));
      run.log.push_back(
          {run.run_for * line / lines,
           line_of(first.metric, first.to_value(loss + ahead), part.from + line * steps / lines)});
    }
    for (std::size_t i = 1; i < spec_.objectives.size(); ++i) {
      const double value = trainings_.objectives[i](configuration, rng);
      run.log.push_back({run.run_for, line_of(spec_.objectives[i].metric, value, part.to)});
    }
    for (std::size_t i = 0; i < spec_.constraints.size(); ++i) {
      const std::string& metric = spec_.constraints[i].metric;
      if (is_objective(spec_, metric)) continue;
      const double value = trainings_.constraints[i](configuration, rng);
      run.log.push_back({run.run_for, line_of(metric, value, part.to)});
    }
  }

  const TuningJobSpec& spec_;
  InventedTrainings trainings_;
  std::uint64_t seed_;
};

}  // namespace

std::vector<MetricDefinition> printed_metrics(const TuningJobSpec& spec) {
  std::vector<MetricDefinition> metrics;
  for (const Objective& objective : spec.objectives) metrics.push_back({objective.metric, ""});
  for (const Constraint& constraint : spec.constraints) {
    if (!is_objective(spec, constraint.metric)) metrics.push_back({constraint.metric, ""});
  }
  return metrics;
}

Script script_of(const TuningJobSpec& spec, InventedTrainings trainings, std::uint64_t seed) {
  return Scripts(spec, std::move(trainings), seed);
}

}  // namespace tuner
