// Jobs, trials and steps to put into a store.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "tuner/experiment_store.h"

namespace tuner::testing {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInf = std::numeric_limits<double>::infinity();

inline TimePoint at(std::int64_t milliseconds) {
  return TimePoint(std::chrono::milliseconds(milliseconds));
}

inline JobRecord sample_job(const std::string& name) {
  JobRecord job;
  job.spec.name = JobName{name};
  job.spec.parameters = {{.name = "lr", .domain = Continuous{.min = 1e-4, .max = 0.3}},
                         {.name = "units", .domain = Integer{.min = 8, .max = 256}},
                         {.name = "solver", .domain = Categorical{{{"adam"}, {"sgd"}}}}};
  job.spec.objectives = {{.metric = "loss", .goal = Goal::kMinimize}};
  job.spec.metrics = {{.name = "loss", .regex = "loss=([0-9.]+)"}};
  job.spec.command = {"/usr/bin/true", "--rate={lr}"};
  job.spec.working_folder = "/tmp";
  job.spec.limits.trials = 20;
  job.spec.seed = 0xfedcba9876543210U;
  job.identity = JobIdentity{0xffffffffffffffffU};
  job.created_at = at(1'700'000'000'123);
  return job;
}

inline Suggestion sample_suggestion(std::uint32_t number) {
  Suggestion suggestion;
  suggestion.configuration = {
      {"lr", 0.1 / number}, {"units", std::int64_t{8} + number}, {"solver", Category{"sgd"}}};
  return suggestion;
}

inline Trial sample_trial(const JobRecord& job, std::uint32_t number) {
  Trial trial;
  trial.id = TrialId{number};
  trial.name = trial_name(job.spec.name, job.identity, trial.id);
  trial.suggestion = sample_suggestion(number);
  trial.attempts = 1;
  trial.created_at = at(1'700'000'001'000 + number);
  return trial;
}

// Ends with this value of its objective; without one it fails for `failure`.
inline Trial ended_trial(const JobRecord& job,
                         std::uint32_t number,
                         std::optional<double> value,
                         FailureClass failure = FailureClass::kNone) {
  Trial trial = sample_trial(job, number);
  trial.status = value ? TrialStatus::kSucceeded : TrialStatus::kFailed;
  trial.failure = failure;
  trial.objectives = {value};
  trial.ran_for = JobTime(1'000 * number);
  trial.ended_at = at(1'700'000'009'000 + number);
  return trial;
}

inline RunRecord sample_run(std::uint32_t trial, std::uint32_t attempt = 1) {
  return {.trial = TrialId{trial},
          .attempt = attempt,
          .handle = {"local", "run-" + std::to_string(trial) + "-" + std::to_string(attempt)}};
}

inline StepRecord sample_step(std::uint64_t number,
                              std::vector<Event> events,
                              std::vector<Action> actions = {}) {
  return {.number = number,
          .now = JobTime(100 * number),
          .wall = at(1'700'000'002'000 + static_cast<std::int64_t>(number)),
          .events = std::move(events),
          .actions = std::move(actions)};
}

inline StartRun start(std::uint32_t trial, std::uint32_t attempt = 1) {
  return {.trial = TrialId{trial},
          .attempt = attempt,
          .suggestion = sample_suggestion(trial),
          .not_before = JobTime(attempt * 1000)};
}

inline MetricPoint point(const std::string& name, double value, std::int64_t step) {
  return {.name = name, .value = value, .step = step, .seen_at = at(1'700'000'003'000 + step)};
}

inline MetricsSeen seen(std::uint32_t trial,
                        std::vector<MetricPoint> points,
                        std::uint64_t log_offset = 1,
                        std::uint32_t attempt = 1) {
  return {.trial = TrialId{trial},
          .attempt = attempt,
          .points = std::move(points),
          .log_offset = log_offset};
}

}  // namespace tuner::testing
