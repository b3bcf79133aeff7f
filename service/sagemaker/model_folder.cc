#include "service/sagemaker/model_folder.h"

#include <algorithm>
#include <system_error>

namespace tuner::sagemaker {
namespace {

namespace fs = std::filesystem;

fs::path model_folder(const fs::path& jobs_folder, const JobRecord& job, const Trial& trial) {
  const fs::path folder = trial_folder(jobs_folder, job.spec.name, job.identity, trial.id);
  return run_folder(folder, std::max(trial.attempts, 1U)) / "ml" / "model";
}

}  // namespace

std::string model_uri(const fs::path& jobs_folder, const JobRecord& job, const Trial& trial) {
  return "file://" + model_folder(jobs_folder, job, trial).string();
}

bool has_model(const fs::path& jobs_folder, const JobRecord& job, const Trial& trial) {
  if (!is_terminal(trial.status) || trial.attempts == 0) return false;
  std::error_code error;
  const bool empty = fs::is_empty(model_folder(jobs_folder, job, trial), error);
  return !error && !empty;
}

}  // namespace tuner::sagemaker
