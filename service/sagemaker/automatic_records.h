// A tuning job and a trial as records of the tracking view.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "tuner/experiment_store.h"
#include "tuner/tracking_store.h"

namespace tuner::sagemaker {

// Whether a training of a running job is being stopped, which its row does not say. Empty: none is.
using IsStopping = std::function<bool(const JobName& job, TrialId trial)>;

// kind: experiment or trial group.
TrackingRecord record_of(RecordKind kind, const JobHead& job);

// Its trials as components. Hyperparameters are numbers where their text is one; inputs are the image and the data that the request
// names, or the folders of the job's channels; the output is the model of a training that has ended.
class JobComponents {
 public:
  // All must outlive it.
  JobComponents(const ExperimentReader& jobs,
                const JobRecord& job,
                const std::filesystem::path& jobs_folder,
                const IsStopping& is_stopping);

  Result<TrackingRecord> of(const Trial& trial) const;

 private:
  using Artifacts = std::map<std::string, RecordArtifact>;

  bool is_stopping(const Trial& trial) const;

  const ExperimentReader& jobs_;
  const JobRecord& job_;
  const std::filesystem::path& jobs_folder_;
  const IsStopping& is_stopping_;
  std::map<std::string, Artifacts> inputs_;  // by the name of the definition
};

}  // namespace tuner::sagemaker
