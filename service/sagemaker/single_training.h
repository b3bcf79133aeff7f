// A job that is one training, as CreateTrainingJob makes it.
#pragma once

#include <vector>

#include "tuner/experiment_store.h"

namespace tuner::sagemaker {

inline constexpr TrialId kOnlyTrial{1};

// The trials of a job. A single training has its trial from the moment in which it was created, also where its row is yet to come
// (attempts: 0) or never will: the time in which it waits for its slot counts.
Result<std::vector<Trial>> trials_of(const ExperimentReader& jobs, const JobRecord& job);
// One of them, without a look at the others. kNotFound.
Result<Trial> trial_of(const ExperimentReader& jobs, const JobRecord& job, TrialId id);

}  // namespace tuner::sagemaker
