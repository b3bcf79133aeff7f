// What a step may do to its job and what it makes of it: the rules that every store keeps, whatever
// it keeps them in.
#pragma once

#include "tuner/base/result.h"
#include "tuner/experiment_store.h"

namespace tuner {

// kFailedPrecondition unless `number` is the next one after `steps` recorded ones.
Result<void> check_number(const JobName& job, std::uint64_t steps, std::uint64_t number);

// kInternal when the table of allowed moves has none from `before` to `after.status`.
Result<void> check_move(const JobName& job, TrialStatus before, const Trial& after);

// kFailedPrecondition unless the job is running.
Result<void> check_running(const JobRecord& job);

// Status, reason, end, job time, number of steps and places after `step`. JobOpened starts a job (again),
// EndJob ends it.
void advance(JobRecord& job, const StepRecord& step);

// Takes one more value into a summary; of an empty one min and max start as NaN.
MetricSummary empty_summary(std::string name);
void add_point(MetricSummary& summary, const MetricPoint& point);

// kAlreadyExists and kNotFound for what a caller named.
tl::unexpected<Error> job_exists(const JobName& job);
tl::unexpected<Error> no_such_job(const JobName& job);
tl::unexpected<Error> no_such_trial(const JobName& job, TrialId trial);

// kInternal: a MetricsSeen came before put_run.
tl::unexpected<Error> metrics_without_run(const JobName& job, const MetricsSeen& seen);

// kAlreadyExists: a second handle for an attempt would be a second run of it.
tl::unexpected<Error> other_handle(const JobName& job,
                                   const RunRecord& run,
                                   const RunHandle& known);

}  // namespace tuner
