// A tuning job drawn from a seed: what is asked of it, and what becomes of each of its runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/scripted.h"
#include "tuner/base/rng.h"
#include "tuner/job/tuning_job.h"

namespace tuner::simulation {

struct DrawnJob {
  std::uint64_t seed = 0;
  TuningJobSpec spec;
  std::vector<ScriptedPlace> places = {};  // empty: one that takes everything
  std::uint64_t slots = 0;                 // that it shares with other jobs; 0: it shares none
  std::uint32_t more_trials = 0;           // by which it is extended once it has completed

  // What the run of that name does; the same for every call.
  ScriptedRun script_of(const std::string& run_name) const;
};

DrawnJob draw_job(std::uint64_t seed);

// One in `n`.
inline bool chance(Rng& rng, std::uint64_t n) { return rng.below(n) == 0; }

}  // namespace tuner::simulation
