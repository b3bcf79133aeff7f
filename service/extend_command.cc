// `tuner extend`: a job goes on with more trials, other ranges or another strategy, and keeps what it has.
#include <algorithm>
#include <string>
#include <utility>

#include "service/commands.h"
#include "service/conclude.h"
#include "service/job_session.h"
#include "service/progress_state.h"
#include "service/spec_file.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/job/extension.h"

namespace tuner {
namespace {

SpecFile wanted(const TuningJobSpec& before, const ExtendOptions& options) {
  SpecOverrides overrides{.strategy = options.strategy,
                          .trials = options.trials,
                          .parallel = options.parallel,
                          .time = options.time};
  SpecFile file = options.file ? load_extension(*options.file, options.catalogue, overrides, before)
                               : with_overrides(before, overrides);
  file.spec.seed = before.seed;
  file.spec.arn_prefix = before.arn_prefix;
  return file;
}

// What the trials so far stand in the way of.
std::vector<Error> problems_with(std::span<const Trial> trials,
                                 const JobRecord& job,
                                 const TuningJobSpec& after,
                                 const ExtendOptions& options) {
  const TuningJobSpec& before = job.spec;
  const auto refuse = [](std::string message, std::string at) {
    return std::vector<Error>{{ErrorCode::kInvalidArgument, std::move(message), std::move(at)}};
  };
  const std::size_t replaced = replaced_trials(trials);
  const std::size_t begun = trials.size() - replaced;
  const bool some_go_on = unfinished_trials(trials) > replaced;
  if (after.limits.trials && *after.limits.trials < begun + (some_go_on ? 0 : 1)) {
    return refuse("the job has " + counted(begun, "trial") +
                      " already: give the number that it is to have in all, " +
                      (some_go_on ? "no less" : "more") + " than that",
                  options.trials ? "--trials" : "/limits/trials");
  }
  if (after.limits.time && job.job_time >= *after.limits.time) {
    return refuse("the job has taken " + duration_text(job.job_time) +
                      " already: give the time that it is to have in all, more than that",
                  options.time ? "--time" : "/limits/time");
  }
  if (after == before)
    return refuse("nothing is different: say what is to change, such as --time", "");
  const bool idle =
      std::ranges::all_of(trials, [](const Trial& trial) { return is_terminal(trial.status); });
  if (idle || !searches_otherwise(before, after)) return {};
  return refuse("some trials have not ended, and another search cannot begin before: tuner stop " +
                    before.name.text + ", then tuner resume",
                "");
}

Result<ExitCode> extend(const CommandContext& context, const ExtendOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const OwnedJob job, open_job(context, options.job));
  const TuningJobSpec& before = job.record.spec;
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> trials, job.store->trials(before.name));
  SpecFile file = wanted(before, options);
  if (file.problems.empty()) file.problems = problems_with(trials, job.record, file.spec, options);
  if (!file.problems.empty()) return report_errors(file.problems);
  TUNER_RETURN_IF_ERROR(job.store->extend_job(file.spec));
  TUNER_ASSIGN_OR_RETURN(const JobRecord extended, job.store->job(before.name));
  return run_session(job.home, *job.store, extended, {context.json, options.quiet});
}

}  // namespace

int extend_command(const CommandContext& context, const ExtendOptions& options) {
  return conclude(extend(context, options));
}

}  // namespace tuner
