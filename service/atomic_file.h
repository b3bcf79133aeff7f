// A file that appears whole or not at all, also when the disk is full or the process dies.
#pragma once

#include <filesystem>
#include <string_view>

#include "tuner/base/result.h"

namespace tuner {

// Written beside its place, flushed to the disk, then renamed over whatever is there. kUnavailable with the reason.
Result<void> write_file_atomically(const std::filesystem::path& file, std::string_view content);

}  // namespace tuner
