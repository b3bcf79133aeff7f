// Jobs for the tests of reports, in a real store: written as a person would list trials.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tuner/store/memory_store.h"

namespace tuner {

inline constexpr TimePoint kStart{std::chrono::seconds(1'767'225'600)};  // 2026-01-01 00:00:00 UTC

inline TuningJobSpec make_spec(const std::string& name, Goal goal = Goal::kMinimize) {
  TuningJobSpec spec;
  spec.name = {name};
  spec.parameters = {{"lr", Continuous{1e-4, 0.1, Scale::kLog}},
                     {"units", Integer{8, 256, Scale::kLog}},
                     {"activation", Categorical{{{"relu"}, {"=tanh|<b>"}}}}};
  spec.static_hyperparameters = {{"epochs", "30"}};
  spec.objectives = {{"val:loss", goal}};
  spec.metrics = {{"val:loss", "val_loss=([0-9.]+)"}};
  spec.command = {"/usr/bin/python3", "train.py"};
  spec.limits.parallel = 2;
  spec.strategy = "random";
  spec.seed = 7;
  return spec;
}

// Trial `number` took a minute; it began in the minute of its number.
inline Trial make_trial(std::uint32_t number, TrialStatus status, std::optional<double> value) {
  Trial trial;
  trial.id = {number};
  trial.name = "trial-" + std::to_string(number);
  trial.suggestion.configuration = {
      {"lr", 0.001 * number},
      {"units", std::int64_t{8} * number},
      {"activation", Category{number % 2 == 0 ? "relu" : "=tanh|<b>"}}};
  trial.status = status;
  trial.attempts = 1;
  trial.objectives = {value};
  trial.created_at = kStart + std::chrono::minutes(number);
  trial.started_at = trial.created_at;
  if (is_terminal(status)) {
    trial.ended_at = *trial.started_at + std::chrono::minutes(1);
    trial.ran_for = std::chrono::minutes(1);
  }
  return trial;
}

inline Trial make_failure(std::uint32_t number, FailureClass failure, std::string reason) {
  Trial trial = make_trial(number, TrialStatus::kFailed, std::nullopt);
  trial.failure = failure;
  trial.reason = std::move(reason);
  return trial;
}

inline std::vector<Trial> make_successes(const std::vector<double>& values) {
  std::vector<Trial> trials;
  for (const double value : values) {
    trials.push_back(
        make_trial(static_cast<std::uint32_t>(trials.size() + 1), TrialStatus::kSucceeded, value));
  }
  return trials;
}

// A job in which all of `trials` happened in one step; with `end`, that was its end.
inline void add_job(MemoryStore& store,
                    TuningJobSpec spec,
                    const std::vector<Trial>& trials,
                    std::optional<EndJob> end = std::nullopt) {
  const JobName name = spec.name;
  JobRecord record;
  record.spec = std::move(spec);
  record.created_at = kStart;
  ASSERT_TRUE(store.create_job(record));
  StepRecord step{1, std::chrono::minutes(10), kStart + std::chrono::minutes(10), {}, {}};
  if (end) step.actions = {*end};
  ASSERT_TRUE(store.append_step(name, step, trials));
}

// Gives a trial a learning curve, one value a step from 0.
inline void add_curve(MemoryStore& store,
                      const JobName& job,
                      TrialId trial,
                      const std::vector<double>& values) {
  ASSERT_TRUE(store.put_run(job, {trial, 1, {"scripted", std::to_string(trial.number)}, 0}));
  MetricsSeen seen{trial, 1, {}, 0};
  for (const double value : values) {
    seen.points.push_back(
        {"val:loss", value, static_cast<std::int64_t>(seen.points.size()), kStart});
  }
  const std::uint64_t number = store.step_count(job).value() + 1;
  ASSERT_TRUE(store.append_step(job, {number, std::chrono::minutes(10), kStart, {seen}, {}}, {}));
}

}  // namespace tuner
