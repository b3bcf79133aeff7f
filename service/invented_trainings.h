// Trainings that nobody runs: what they print and how long they take, made up or taken from the results of another job.
//
//   configuration ─► value of every objective and constraint ─► a curve that comes down to it, over a drawn time
//
// In the flow: `tuner simulate` gives them to the scripted backend. Everything is a function of the seed, the trial, its attempt
// and its configuration.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "backends/scripted.h"
#include "tuner/base/rng.h"
#include "tuner/experiment_store.h"

namespace tuner {

// The value of one metric, in its own unit and sign.
using MetricFunction = std::function<double(const Configuration& configuration, Rng& rng)>;

struct InventedTrainings {
  std::vector<MetricFunction> objectives, constraints;  // in the order of the specification
  double first_worse_by =
      1.0;  // how much worse the first objective is at the beginning of a training
  std::vector<std::chrono::milliseconds> times;  // one is drawn for each run
  double time_spread = 0.0;   // and multiplied by exp(spread z), z standard normal
  double failure_rate = 0.0;  // of a run, which then ends in the middle, with exit code 1
};

// A bowl for each metric, with its lowest point somewhere in the unit cube of the space: losses from 0 to about 1, and
// constraints that are kept in a part of the space around such a point.
InventedTrainings made_up(const TuningJobSpec& spec, std::uint64_t seed);

// After the results of `job`: a model of each of its metrics with its noise, its times and its share of failures. Errors:
// kInvalidArgument where a metric of `spec` is none of its, kFailedPrecondition where there is no model.
Result<InventedTrainings> after_results_of(const JobRecord& job,
                                           std::vector<Trial> trials,
                                           const TuningJobSpec& spec);

// The metrics of `spec` as the scripts below print them.
std::vector<MetricDefinition> printed_metrics(const TuningJobSpec& spec);

// `spec` outlives the script.
Script script_of(const TuningJobSpec& spec, InventedTrainings trainings, std::uint64_t seed);

}  // namespace tuner
