// The keys of a job file that a job and each of its definitions may have: what is trained and what is searched.
#pragma once

#include <filesystem>
#include <string>

#include "tuner/job/field.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Readers into `training`, which must outlive them. Relative paths are below training.working_folder. `at` is what the pointers of
// these keys begin with.
Field::Readers training_readers(TrainingDefinition& training, const std::string& at);

// What can be read when all parameters are known. Contract: `whole` is a mapping that training_readers() have read.
void read_combinations(const Field& whole, TrainingDefinition& training);

// `definitions:`, when all other keys are read. What a definition does not say is as it is in the job, which afterwards has objectives and
// constraints only.
void read_definitions(const Field& list,
                      const Node& document,
                      Complaints& complaints,
                      TuningJobSpec& spec);

// What of its own training a job with definitions has: the aims of the first, which by goal and number are those of all.
void keep_aims_only(TuningJobSpec& spec);

}  // namespace tuner
