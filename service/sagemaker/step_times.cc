#include "service/sagemaker/step_times.h"

#include <vector>

namespace tuner::sagemaker {
namespace {

constexpr std::size_t kStepsAtOnce = 1000;

// The number of the last step before this moment; 0: there is none.
Result<std::uint64_t> last_step_before(const ExperimentReader& jobs,
                                       const JobName& job,
                                       TimePoint moment) {
  std::uint64_t before = 0;
  TUNER_ASSIGN_OR_RETURN(std::uint64_t last, jobs.step_count(job));
  while (before < last) {
    const std::uint64_t middle = before + (last - before + 1) / 2;
    TUNER_ASSIGN_OR_RETURN(const auto step, jobs.steps_after(job, middle - 1, 1));
    if (!step.empty() && step.front().wall < moment) {
      before = middle;
    } else {
      last = middle - 1;
    }
  }
  return before;
}

// Every event since the trial was created, with its time.
template <class See>
Result<void> see_events(const ExperimentReader& jobs,
                        const JobName& job,
                        const Trial& trial,
                        See&& see) {
  TUNER_ASSIGN_OR_RETURN(std::uint64_t number, last_step_before(jobs, job, trial.created_at));
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const std::vector<StepRecord> steps,
                           jobs.steps_after(job, number, kStepsAtOnce));
    if (steps.empty()) return {};
    for (const StepRecord& step : steps) {
      for (const Event& event : step.events) see(event, step.wall);
    }
    number = steps.back().number;
  }
}

}  // namespace

Result<std::map<std::uint32_t, TimePoint>> attempt_starts(const ExperimentReader& jobs,
                                                          const JobName& job,
                                                          const Trial& trial) {
  std::map<std::uint32_t, TimePoint> starts;
  if (!trial.started_at) return starts;
  if (trial.attempts == 1) return std::map<std::uint32_t, TimePoint>{{1, *trial.started_at}};
  TUNER_RETURN_IF_ERROR(see_events(jobs, job, trial, [&](const Event& event, TimePoint time) {
    const auto* started = std::get_if<RunStarted>(&event);
    if (started != nullptr && started->trial == trial.id) starts.emplace(started->attempt, time);
  }));
  return starts;
}

Result<std::optional<TimePoint>> asked_to_stop_at(const ExperimentReader& jobs,
                                                  const JobName& job,
                                                  const Trial& trial) {
  std::optional<TimePoint> asked;
  TUNER_RETURN_IF_ERROR(see_events(jobs, job, trial, [&](const Event& event, TimePoint time) {
    const auto* stop = std::get_if<StopRequested>(&event);
    if (stop != nullptr && stop->trial.value_or(trial.id) == trial.id) asked = time;
  }));
  return asked;
}

}  // namespace tuner::sagemaker
