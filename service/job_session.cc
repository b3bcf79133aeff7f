#include "service/job_session.h"

#include <signal.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "service/assemble.h"
#include "service/display_text.h"
#include "service/job_json.h"
#include "service/progress.h"
#include "service/progress_state.h"
#include "service/signals.h"
#include "service/wording.h"
#include "tuner/job/best.h"
#include "tuner/job/front.h"

namespace tuner {
namespace {

// A single training has no best trial: it is enough that it succeeded.
bool has_result(const TuningJobSpec& spec, const TuningSummary& summary) {
  return spec.is_single_training() ? summary.succeeded > 0 : summary.best.has_value();
}

ExitCode exit_code_of(const TuningJobSpec& spec, const TuningSummary& summary, int signal) {
  if (signal == SIGINT && summary.status != JobStatus::kCompleted) return kExitInterrupted;
  if (summary.status == JobStatus::kRunning)
    return signal == SIGHUP ? kExitHangUp : kExitTerminated;
  if (summary.status == JobStatus::kStopped) return kExitStopped;
  return has_result(spec, summary) ? kExitOk : kExitNoResult;
}

std::string best_text(const TuningJobSpec& spec, const Trial& best) {
  const std::string definition = spec.definition_name(best.suggestion);
  std::string text = "best: trial " + std::to_string(best.id.number) + "  " +
                     printable(values_text(spec, best)) +
                     (definition.empty() ? "" : "  by " + printable(definition)) + "\n";
  for (const auto& [name, value] : best.suggestion.configuration)
    text += "  " + printable(name + " = " + to_text(value)) + "\n";
  return text;
}

std::string what_next(const JobRecord& job,
                      const TuningSummary& summary,
                      std::span<const Trial> trials) {
  const std::string& name = job.spec.name.text;
  const bool left = summary.status == JobStatus::kRunning;
  const auto runs = [](const Trial& trial) { return trial.status == TrialStatus::kRunning; };
  if (left && std::ranges::any_of(trials, runs)) {
    return summary.stopping
               ? "the trainings have " + duration_text(job.spec.grace) +
                     " to end, and are killed then; tuner resume " + name + " goes on\n"
               : "the trainings go on; tuner resume " + name + " adopts them\n";
  }
  if (left || summary.status == JobStatus::kStopped) return "tuner resume " + name + " goes on\n";
  if (!has_result(job.spec, summary)) {
    if (trials.empty()) return "tuner show " + name + " says why\n";
    const std::string why =
        "tuner show " + name + " says why; tuner logs " + name + " 1 prints a training's log\n";
    const bool failed = summary.status == JobStatus::kFailed;
    const auto lacks_metric = [](const Trial& trial) {
      return trial.failure == FailureClass::kMetricMissing;
    };
    return failed ? why +
                        once_repaired_text(
                            job.spec, trials.size(), std::ranges::any_of(trials, lacks_metric)) +
                        "\n"
                  : why;
  }
  if (job.spec.is_single_training()) return "tuner logs " + name + " 1 prints its log\n";
  return "tuner report " + name + " -o report.html writes a report\n";
}

std::string result_text(const TuningJobSpec& spec,
                        const Trial& best,
                        std::span<const Trial> trials) {
  if (spec.objectives.size() == 1) return best_text(spec, best);
  return "front: " + counted(front_of(trials, spec.aims()).size(), "trial") +
         ", listed by tuner best " + spec.name.text + "\n";
}

// Empty where constraints are not what stands in the way of a result.
std::string nearest_miss_text(const TuningJobSpec& spec, std::span<const Trial> trials) {
  const Trial* nearest = nearest_miss(trials, spec.aims());
  if (nearest == nullptr) return "";
  return "no trial keeps every constraint; the nearest miss is trial " +
         std::to_string(nearest->id.number) + ": " + printable(values_text(spec, *nearest)) + "\n";
}

// "5 trials, 3 succeeded, 0 failed, 2 stopped early"; of the others, those that there are.
std::string counts_text(std::span<const Trial> trials) {
  std::map<TrialStatus, std::size_t> counts = {{TrialStatus::kSucceeded, 0},
                                               {TrialStatus::kFailed, 0}};
  for (const Trial& trial : trials) ++counts[trial.status];
  std::string text = counted(trials.size(), "trial");
  for (const TrialStatus status : {TrialStatus::kSucceeded,
                                   TrialStatus::kFailed,
                                   TrialStatus::kStoppedEarly,
                                   TrialStatus::kCancelled,
                                   TrialStatus::kRunning,
                                   TrialStatus::kPending}) {
    if (const auto found = counts.find(status); found != counts.end())
      text += ", " + std::to_string(found->second) + " " + std::string(name_of(status));
  }
  return text;
}

// Of a job that had ended before, and in which this process found nothing to do.
std::string nothing_done_text(const TuningJobSpec& spec) {
  const std::string& name = spec.name.text;
  if (spec.is_single_training()) return "it had ended, and nothing was to be done\n";
  return "it had ended, and nothing was to be done; tuner extend " + name +
         " --trials N goes on with it\n";
}

Result<void> print_summary(const ExperimentStore& store,
                           const JobRecord& job,
                           const TuningSummary& summary,
                           std::size_t trials_before) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> trials, store.trials(job.spec.name));
  std::string text = job.spec.name.text + " " + std::string(name_of(summary.status));
  if (!summary.why.empty()) text += ": " + printable(summary.why);
  text += " (" + counts_text(trials) + ")\n";
  const bool had_ended = job.status == JobStatus::kCompleted || job.status == JobStatus::kFailed;
  if (had_ended && trials.size() == trials_before) text += nothing_done_text(job.spec);
  text += summary.best ? result_text(job.spec, *summary.best, trials)
                       : nearest_miss_text(job.spec, trials);
  print(text + what_next(job, summary, trials));
  return {};
}

Result<void> print_json(const ExperimentStore& store, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(const JobSummary summary, store.summary(name));
  TUNER_ASSIGN_OR_RETURN(const auto trials, trials_if_needed(store, summary));
  print(json_text(job_json({summary, trials})));
  return {};
}

}  // namespace

Result<ExitCode> run_session(const Home& home,
                             ExperimentStore& store,
                             const JobRecord& job,
                             const SessionOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> earlier, store.trials(job.spec.name));
  const SystemClock clock;
  const bool quiet = options.quiet || options.json;
  const std::unique_ptr<ProgressDisplay> progress =
      make_progress(job.spec, earlier, clock, standard_output(), quiet);
  RunControl control;
  const SignalWatch signals(control, [&](const std::string& text) { progress->announce(text); });
  TUNER_ASSIGN_OR_RETURN(TunerParts parts, assemble(job, home, store, clock, progress.get()));
  TUNER_ASSIGN_OR_RETURN(const std::unique_ptr<Tuner> tuner, Tuner::open(job, std::move(parts)));
  const Result<TuningSummary> summary = tuner->run(control);
  progress->finish();
  if (!summary) return fail(summary.error());
  if (options.json) {
    TUNER_RETURN_IF_ERROR(print_json(store, job.spec.name));
  } else {
    TUNER_RETURN_IF_ERROR(print_summary(store, job, *summary, earlier.size()));
  }
  return exit_code_of(job.spec, *summary, signals.last_signal());
}

}  // namespace tuner
