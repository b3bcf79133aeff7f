// `tuner simulate`: how a job would go, in seconds, with trainings that are invented.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "metrics/report_json.h"
#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/display_text.h"
#include "service/front_text.h"
#include "service/job_json.h"
#include "service/one_definition.h"
#include "service/simulated_job.h"
#include "service/spec_file.h"
#include "service/text_table.h"
#include "service/warm_start.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/job/scalars.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTrialTime = std::chrono::minutes(10);
constexpr double kSpread =
    0.3;  // of the logarithm of a trial's time: two of three within a third of the median
constexpr std::uint64_t kSeed = 1;  // of a file without one: a simulation can be repeated
constexpr TimePoint kStart{std::chrono::seconds{1'700'000'000}};

// What is to be simulated, or everything that is wrong with it.
struct Plan {
  JobRecord job;
  InventedTrainings trainings;
  std::vector<Error> problems;
};

void add(Plan& plan, Error error, const std::string& at) {
  plan.problems.push_back({error.code, to_string(error), at});
}

// What the home has: results that the job begins with, and the job to go by.
void ask_home(Plan& plan, const CommandContext& context, const SimulateOptions& options) {
  const TuningJobSpec& spec = plan.job.spec;
  const bool is_valid = plan.problems.empty();
  const auto workspace = open_workspace(context);
  if (!workspace) return add(plan, workspace.error(), "");
  if (spec.warm_start) {
    FoundPrior found = find_prior(*workspace->reader, spec);
    plan.problems.insert(plan.problems.end(), found.problems.begin(), found.problems.end());
    plan.job.prior = std::move(found.prior);
  }
  if (!options.like) return;
  const Result<JobName> name = find_tuning_job(*workspace->reader, *options.like);
  if (!name) return add(plan, name.error(), "--like");
  if (!is_valid) return;
  const auto like = workspace->reader->job(*name);
  auto trials = workspace->reader->trials(*name);
  if (!like || !trials) return add(plan, like ? trials.error() : like.error(), "--like");
  auto trainings = after_results_of(*like, *std::move(trials), spec);
  if (!trainings) return add(plan, trainings.error(), "--like");
  plan.trainings = *std::move(trainings);
}

// Where nothing says how long a training takes: well within its limit.
milliseconds usual_trial_time(const Limits& limits) {
  return limits.trial_time ? std::min(kTrialTime, *limits.trial_time / 2) : kTrialTime;
}

void apply_options(Plan& plan, const SimulateOptions& options) {
  if (options.failure_rate) plan.trainings.failure_rate = *options.failure_rate;
  if (!options.trial_time && !plan.trainings.times.empty()) return;
  const auto time = options.trial_time ? parse_duration(*options.trial_time)
                                       : usual_trial_time(plan.job.spec.limits);
  if (time && time->count() > 0) {
    plan.trainings.times = {*time};
    plan.trainings.time_spread = kSpread;
    return;
  }
  plan.problems.push_back(
      {ErrorCode::kInvalidArgument,
       "'" + *options.trial_time + "' is no duration above 0: write it like 45s, 30m, 1h30m or 2d",
       "--trial-time"});
}

Plan plan_of(const CommandContext& context, const SimulateOptions& options) {
  SpecFile file =
      read_spec(options.file,
                options.catalogue,
                {{}, options.strategy, options.seed, options.trials, options.parallel, {}});
  Plan plan;
  plan.problems = std::move(file.problems);
  Result<TuningJobSpec> spec_of_one = only_definition(file.spec, options.definition);
  if (spec_of_one) {
    plan.job.spec = *std::move(spec_of_one);
  } else {
    plan.job.spec = std::move(file.spec);
    add(plan, spec_of_one.error(), "/definitions");
  }
  TuningJobSpec& spec = plan.job.spec;
  if (spec.is_single_training())
    add(plan, {ErrorCode::kInvalidArgument, "a single training is no search"}, "/objectives");
  if (!spec.seed) spec.seed = kSeed;
  plan.job.created_at = kStart;
  if (plan.problems.empty()) plan.trainings = made_up(spec, *spec.seed);
  if (options.like || spec.warm_start) ask_home(plan, context, options);
  apply_options(plan, options);
  if (options.failure_rate && !(*options.failure_rate >= 0.0 && *options.failure_rate <= 1.0)) {
    plan.problems.push_back({ErrorCode::kInvalidArgument,
                             shortest(*options.failure_rate) + " is not between 0 and 1",
                             "--failure-rate"});
  }
  return plan;
}

std::string source_text(const SimulateOptions& options) {
  return options.like
             ? "values are those that a model of job '" + *options.like +
                   "' expects, with its noise"
             : "values are invented, by a bowl with its lowest point somewhere in the space";
}

std::string trials_text(const TrialTotals& totals) {
  std::string text = std::to_string(totals.trials());
  std::string_view separator = ": ";
  for (const auto& [status, count] : totals.counts) {
    text += std::string(separator) + std::to_string(count) + " " + std::string(name_of(status));
    separator = ", ";
  }
  return text;
}

std::string time_text(const SimulatedJob& result) {
  std::string text = duration_text(result.summary.job.job_time) + ", " +
                     duration_text(result.summary.totals.training_time) + " of training";
  if (result.cost) text += ", costs " + format_value(*result.cost, 4);
  return text;
}

std::string text_of(const SimulatedJob& result, const SimulateOptions& options) {
  const JobRecord& job = result.summary.job;
  TextTable facts({{""}, {""}});
  add_fact(facts, "Job", job.spec.name.text, Style::kStrong);
  add_fact(facts, "Strategy", job.spec.strategy + ", seed " + std::to_string(*job.spec.seed));
  add_fact(facts, "Ended", std::string(name_of(job.status)) + ": " + job.reason);
  add_fact(facts, "Trials", trials_text(result.summary.totals));
  add_fact(facts, "Time", time_text(result));
  add_fact(facts,
           "In use",
           format_value(100.0 * result.in_use, 3) + " % of " +
               counted(job.spec.limits.parallel, "place"));
  const auto& best = result.summary.best;
  if (job.spec.objectives.size() > 1) {
    add_front(facts, job.spec, result.trials);
  } else if (best) {
    add_fact(
        facts,
        "Best",
        format_value(*best->objectives.front()) + " in trial " + std::to_string(best->id.number));
  }
  const std::string table = best_over_time_text(result);
  return "A simulation: no training is run; " + printable(source_text(options)) + ".\n\n" +
         facts.render(standard_output()) + (table.empty() ? "" : "\n" + table);
}

nlohmann::ordered_json document_of(const SimulatedJob& result, const SimulateOptions& options) {
  auto curve = nlohmann::ordered_json::array();
  for (const CurvePoint& point : result.best_by_time) {
    curve.push_back(
        {{"seconds", point.x}, {"trial", point.trial.number}, {"objective", point.value}});
  }
  auto trials = nlohmann::ordered_json::array();
  for (const Trial& trial : result.trials)
    trials.push_back(trial_json(trial, result.summary.job.spec));
  return {{"simulated", true},
          {"values", source_text(options)},
          {"job", job_json({result.summary, result.trials})},
          {"in_use", result.in_use},
          {"best_by_time", std::move(curve)},
          {"trials", std::move(trials)}};
}

Result<ExitCode> simulate(const CommandContext& context, const SimulateOptions& options) {
  Plan plan = plan_of(context, options);
  if (!plan.problems.empty()) return report_errors(plan.problems);
  TUNER_ASSIGN_OR_RETURN(const SimulatedJob result,
                         simulate_job(plan.job, std::move(plan.trainings)));
  print(context.json ? json_text(document_of(result, options)) : text_of(result, options));
  return result.summary.best ? kExitOk : kExitNoResult;
}

}  // namespace

int simulate_command(const CommandContext& context, const SimulateOptions& options) {
  return conclude(simulate(context, options));
}

}  // namespace tuner
