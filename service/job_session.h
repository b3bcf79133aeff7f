// One process at work on one job: owns it, runs it with a live display, and answers to signals.
#pragma once

#include "service/commands.h"
#include "service/exit_code.h"
#include "tuner/experiment_store.h"
#include "tuner/store/home.h"

namespace tuner {

struct SessionOptions {
  bool json = false;   // the result as one JSON document; no progress
  bool quiet = false;  // no progress
};

// Runs the job, whose lock the caller holds, until it ends or a signal says otherwise; prints the result. Errors: what
// Tuner::open and Tuner::run refuse.
Result<ExitCode> run_session(const Home& home,
                             ExperimentStore& store,
                             const JobRecord& job,
                             const SessionOptions& options);

}  // namespace tuner
