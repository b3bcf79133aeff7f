// The smallest legal job, and short ways to write down what happened to a run.
#pragma once

#include <string>

#include "tuner/events.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// One integer parameter x in 1…1,000,000, objective "loss", minimised; `trials` in all, `parallel` at once.
inline TuningJobSpec small_spec(std::uint32_t trials, std::uint32_t parallel) {
  TuningJobSpec spec;
  spec.name = {"job"};
  spec.parameters = {{"x", Integer{1, 1'000'000}}};
  spec.objectives = {{"loss", Goal::kMinimize}};
  spec.metrics = {{"loss", "loss=([-+.0-9a-z]+)"}};
  spec.command = {"train"};
  spec.working_folder = "/tmp";
  spec.limits.trials = trials;
  spec.limits.parallel = parallel;
  spec.seed = 1;
  return spec;
}

inline Event started(std::uint32_t trial, std::uint32_t attempt = 1) {
  return RunStarted{{trial}, attempt, "here"};
}
inline Event saw(std::uint32_t trial,
                 double value,
                 std::uint32_t attempt = 1,
                 const std::string& metric = "loss") {
  return MetricsSeen{{trial}, attempt, {{metric, value, 0, {}}}, 10};
}
inline Event ended(std::uint32_t trial, RunEnd end, std::uint32_t attempt = 1) {
  return RunEnded{
      {trial}, attempt, {.phase = RunPhase::kEnded, .end = end, .reason = "why"}, "tail", ""};
}

}  // namespace tuner
