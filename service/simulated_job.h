// A whole job on a simulated clock: the loop, scheduler and strategy of `tuner run`, with trainings that are invented and a store
// that is forgotten.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metrics/series.h"
#include "service/invented_trainings.h"
#include "tuner/experiment_store.h"

namespace tuner {

struct SimulatedJob {
  JobSummary summary;
  std::vector<Trial> trials;
  Curve best_by_time;          // seconds since the start of the job
  std::optional<double> cost;  // where a price is known
  double in_use = 0.0;         // of limits.parallel places, on average over the job
};

// Deterministic: the same job, with its seed, and the same trainings go the same way. Errors are the strategy's.
Result<SimulatedJob> simulate_job(const JobRecord& job, InventedTrainings trainings);

// A table of the best value over the time of the job, with a bar for each; empty without any value.
std::string best_over_time_text(const SimulatedJob& job);

}  // namespace tuner
