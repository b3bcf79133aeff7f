// Where the model of a training is: the folder that its last attempt saves to.
#pragma once

#include <filesystem>
#include <string>

#include "tuner/experiment_store.h"

namespace tuner::sagemaker {

// "file:///…", whether it is there or not.
std::string model_uri(const std::filesystem::path& jobs_folder,
                      const JobRecord& job,
                      const Trial& trial);
// Whether the training has ended and something was saved.
bool has_model(const std::filesystem::path& jobs_folder, const JobRecord& job, const Trial& trial);

}  // namespace tuner::sagemaker
