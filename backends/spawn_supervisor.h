// Starts the small program that starts a training.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "backends/supervisor/order.h"
#include "backends/training_environment.h"
#include "tuner/base/result.h"

namespace tuner {

// tuner-supervisor beside this program, in ../libexec/tuner, or where it was installed; nullopt if
// it is nowhere.
std::optional<std::filesystem::path> find_supervisor();

// A session of its own, every signal blocked, standard output and error into `log`. The descriptors
// that `order` names are inherited. The process becomes our child.
Result<pid_t> spawn_supervisor(const std::filesystem::path& program,
                               const SupervisorOrder& order,
                               int log,
                               const TrainingEnvironment& training);

}  // namespace tuner
