// Everything that a training on this machine finds around it: its folders below the run's folder,
// its environment, its argv.
//
//   <checkpoint folder>/                   shared by the attempts, and by trials that continue one another
//   <trial folder>/a<K>/                   the run's folder; its own files are in run_records.h
//     ml/                                  what SageMaker calls /opt/ml
//       input/config/*.json, input/data/<channel> → the channel's folder, or a folder with a link to its file
//       model/, output/{data,intermediate}/
//       checkpoints → the checkpoint folder, code → the working folder
#pragma once

#include <map>
#include <string>
#include <vector>

#include "backends/unique_fd.h"
#include "tuner/base/result.h"
#include "tuner/job/run.h"

namespace tuner {

using Environment = std::map<std::string, std::string>;

// This process's environment without SM_*, which belong to a training that it may itself be part
// of.
Environment inherited_environment();

std::filesystem::path run_folder(const RunRequest& request);
// Created where it is not there yet.
Result<UniqueFd> open_run_folder(const RunRequest& request);

struct TrainingEnvironment {
  std::vector<std::string> command;
  Environment variables;
};

// Fills the folder; doing so twice is no harm. The variables are `inherited`, the request's, the
// contract's and the run's mark, the later ones winning.
Result<TrainingEnvironment> make_training_environment(int folder,
                                                      const RunRequest& request,
                                                      const Environment& inherited);

}  // namespace tuner
