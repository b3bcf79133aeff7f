// The command line that runs a trial's configuration once more, by hand.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/job/trial.h"

namespace tuner {

struct Rerun {
  std::filesystem::path working_folder;
  // Folders that only a tuning job has, and that the training writes to, in the working folder.
  std::vector<std::string> folders = {};
  // The job's own, but for those whose values look like secrets; where it has channels also SM_CHANNEL_* and SM_MODEL_DIR, for scripts of SageMaker's kind.
  std::map<std::string, std::string> environment = {};
  std::vector<std::string> secrets = {};    // names of the others: whoever runs it sets them
  std::vector<std::string> arguments = {};  // argv
};

// "model", "output" and "checkpoints" stand in the working folder for the folders that only a tuning job has. Without arguments
// where the job has no command, or none that these hyperparameters complete.
Rerun rerun_of(const JobRecord& job, const Trial& trial);

// Arguments as a POSIX shell reads them back.
std::string shell_text(std::span<const std::string> arguments);

// "cd FOLDER && NAME=VALUE … COMMAND", for pasting; empty without arguments.
std::string shell_text(const Rerun& rerun);

}  // namespace tuner
