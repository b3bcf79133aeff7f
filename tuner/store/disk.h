// What the disk below a folder is like: whether a database may live on it, and how much room it
// has.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "tuner/base/result.h"

namespace tuner {

// "NFS" for the `magic` number of statfs(2); FUSE file systems are told apart by the type in the
// mount table ("fuse.sshfs"). Empty for a local disk.
std::string_view network_file_system(std::uint64_t magic, std::string_view mount_type);

// kInvalidArgument with a proposal when `folder` (which exists) is on a network file system: their
// locks and shared memory are not what SQLite and the jobs' locks rely on.
Result<void> check_local_disk(const std::filesystem::path& folder);

// How many bytes of a disk of this size must be free for a new trial to start: a twentieth, and at most 10^9.
std::uint64_t free_for_new_trials(std::uint64_t disk);

// kUnavailable when less than `needed` bytes (without: as above) are free for this user at `folder`: no new trial should start.
Result<void> check_free_space(const std::filesystem::path& folder,
                              std::optional<std::uint64_t> needed = std::nullopt);

}  // namespace tuner
