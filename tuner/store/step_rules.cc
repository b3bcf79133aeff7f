#include "tuner/store/step_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tuner {
namespace {

std::string place(const JobName& job, TrialId trial) {
  return "job " + job.text + ", trial " + std::to_string(trial.number);
}

void put(std::vector<MarkPlace>& places, const MarkPlace& mark) {
  std::erase_if(places, [&](const MarkPlace& each) { return each.place == mark.place; });
  if (mark.status == PlaceStatus::kTrusted) return;
  places.insert(std::ranges::upper_bound(places, mark.place, {}, &MarkPlace::place), mark);
}

}  // namespace

Result<void> check_number(const JobName& job, std::uint64_t steps, std::uint64_t number) {
  if (number == steps + 1) return {};
  return fail(ErrorCode::kFailedPrecondition,
              "step " + std::to_string(number) + " does not follow the " + std::to_string(steps) +
                  " recorded ones: another process has written to this job",
              "job " + job.text);
}

Result<void> check_move(const JobName& job, TrialStatus before, const Trial& after) {
  if (may_move(before, after.status)) return {};
  return fail(ErrorCode::kInternal,
              "a trial may not go from " + std::string(name_of(before)) + " to " +
                  std::string(name_of(after.status)),
              place(job, after.id));
}

Result<void> check_running(const JobRecord& job) {
  if (job.status == JobStatus::kRunning) return {};
  return fail(ErrorCode::kFailedPrecondition,
              "the job is not running (it is " + std::string(name_of(job.status)) + ")",
              "job " + job.spec.name.text);
}

void advance(JobRecord& job, const StepRecord& step) {
  job.steps = step.number;
  job.job_time = step.now;
  for (const Event& event : step.events) {
    if (!std::holds_alternative<JobOpened>(event)) continue;
    job.status = JobStatus::kRunning;
    job.reason.clear();
    job.ended_at.reset();
  }
  for (const Action& action : step.actions) {
    if (const auto* mark = std::get_if<MarkPlace>(&action)) put(job.places, *mark);
    const auto* end = std::get_if<EndJob>(&action);
    if (end == nullptr) continue;
    job.status = end->status;
    job.reason = end->why;
    job.ended_at = step.wall;
  }
}

MetricSummary empty_summary(std::string name) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  return {.name = std::move(name), .count = 0, .last = kNone, .min = kNone, .max = kNone};
}

void add_point(MetricSummary& summary, const MetricPoint& point) {
  const double value = point.value;
  ++summary.count;
  summary.last_seen_at = point.seen_at;
  summary.last = value;
  if (!std::isfinite(value)) return;
  summary.finite.add(value);
  summary.min = std::fmin(summary.min, value);  // fmin and fmax pass over a NaN
  summary.max = std::fmax(summary.max, value);
}

tl::unexpected<Error> job_exists(const JobName& job) {
  return fail(ErrorCode::kAlreadyExists, "there is a job of this name already", "job " + job.text);
}

tl::unexpected<Error> no_such_job(const JobName& job) {
  return fail(ErrorCode::kNotFound, "there is no job of this name", "job " + job.text);
}

tl::unexpected<Error> no_such_trial(const JobName& job, TrialId trial) {
  return fail(ErrorCode::kNotFound, "there is no trial of this number", place(job, trial));
}

tl::unexpected<Error> metrics_without_run(const JobName& job, const MetricsSeen& seen) {
  return fail(ErrorCode::kInternal,
              "metrics of attempt " + std::to_string(seen.attempt) +
                  " came before the handle of its run was recorded",
              place(job, seen.trial));
}

tl::unexpected<Error> other_handle(const JobName& job,
                                   const RunRecord& run,
                                   const RunHandle& known) {
  return fail(ErrorCode::kAlreadyExists,
              "attempt " + std::to_string(run.attempt) + " is run " + known.id + " of backend " +
                  known.backend + " already and cannot become run " + run.handle.id + " of " +
                  run.handle.backend,
              place(job, run.trial));
}

}  // namespace tuner
