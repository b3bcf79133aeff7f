// The command line that runs a trial's configuration once more, by hand.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/job/trial.h"

namespace tuner {

// argv, to be run in the job's working folder. The folders that only a tuning job has are "model",
// "output" and "checkpoints" there. Empty where the job has no command, or none that these
// hyperparameters complete.
std::vector<std::string> rerun_arguments(const JobRecord& job, const Trial& trial);

// Arguments as a POSIX shell reads them back.
std::string shell_text(std::span<const std::string> arguments);

}  // namespace tuner
