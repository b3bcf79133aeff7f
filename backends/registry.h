// The backends by the name that a job file gives them.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "tuner/backend.h"

namespace tuner {

struct BackendContext {
  std::filesystem::path slots_folder;  // locks of the GPUs, shared by every `tuner` of this machine
  std::filesystem::path jobs_folder;   // absolute; all trial folders are below it
};

// kInvalidArgument for an unknown name, with the known ones; kUnavailable where this machine
// lacks what it needs. (in_process needs a callable and is made by its own constructor.)
Result<std::unique_ptr<Backend>> make_backend(std::string_view name, const BackendContext& context);

std::vector<std::string> backend_names();

}  // namespace tuner
