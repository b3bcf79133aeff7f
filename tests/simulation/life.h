// A drawn job from its creation to its end, through processes that die and a backend that lies.
//
//   process after process: open, run, and a crash at a drawn contact with the world, or a drawn wish to stop, drain or leave
//   between two of them time passes, and the wall clock jumps to and fro
//   a job that has completed may be extended, and goes on
//
// The same seed gives the same life.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/drawn_job.h"
#include "tests/simulation/lying_backend.h"
#include "tuner/experiment_store.h"

namespace tuner::simulation {

struct Life {
  DrawnJob job;
  std::vector<std::string> broken;  // every promise that was not kept; empty: all is well
  std::uint64_t trials = 0, runs = 0, steps = 0, processes = 0, crashes = 0, jumps = 0;
  std::uint64_t set_aside = 0, trusted_again = 0;  // places
  std::uint64_t extended = 0;                      // jobs
  Lies lies;
  std::chrono::milliseconds simulated{0};
  std::vector<std::string> log;  // its steps, as text
};

// `store` is empty and outlives the call.
Life live(std::uint64_t seed, ExperimentStore& store);

}  // namespace tuner::simulation
