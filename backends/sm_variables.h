// The SageMaker training contract as data: the three configuration files and the SM_* variables of
// one run.
//
// In the flow: pure; training_environment.h puts it on disk. Reserved hyperparameters are in
// hyperparameters.json and nowhere else; values are typed by reading each text as JSON, and stay
// text where that fails. Variables that are too long to be passed are left out (tuner/job/passed_size.h); the files are complete.
#pragma once

#include <map>
#include <string>

#include "tuner/job/run.h"

namespace tuner {

struct TrainingContract {
  std::string hyperparameters, input_data_config,
      resource_config;  // the content of input/config/*.json
  std::map<std::string, std::string>
      variables;  // SM_*, TRAINING_JOB_*, SAGEMAKER_BASE_DIR, TUNER_*
  std::map<std::string, std::string> placeholders;  // for expand_command()
};

// SM_CHANNEL_<NAME>.
std::string channel_variable(const std::string& channel);

// `base` is the folder that stands for /opt/ml, as the training sees it; `cpus` is what SM_NUM_CPUS
// says.
TrainingContract training_contract(const RunRequest& request,
                                   const std::string& base,
                                   unsigned cpus);

}  // namespace tuner
