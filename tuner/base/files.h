// Questions to the file system about paths that a user wrote.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tuner/base/result.h"

namespace tuner {

// The whole content of a regular file. kNotFound when it does not exist; kInvalidArgument for a folder, a pipe, a device, one that
// may not be read, and for more than `max_bytes` (asked before anything is read, so that a huge file is refused at once). kUnavailable where
// the machine is to blame.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

// A regular file that this process may execute.
bool is_executable_file(const std::filesystem::path& path);

}  // namespace tuner
