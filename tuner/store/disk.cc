#include "tuner/store/disk.h"

#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace tuner {
namespace {

// statfs(2) and the headers of the file systems that it does not list.
constexpr std::array<std::pair<std::uint64_t, std::string_view>, 11> kNetworkMagics{{
    {0x6969, "NFS"},
    {0x517B, "SMB"},
    {0xFE534D42, "SMB"},
    {0xFF534D42, "CIFS"},
    {0x0BD00BD0, "Lustre"},
    {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"},
    {0x00C36400, "CephFS"},
    {0x5346414F, "AFS"},
    {0x01021997, "9P"},
    {0xAAD7AAEA, "PanFS"},
}};
constexpr std::uint64_t kFuseMagic = 0x65735546;
constexpr std::array<std::string_view, 10> kNetworkFuse{"fuse.sshfs",
                                                        "fuse.glusterfs",
                                                        "fuse.ceph",
                                                        "fuse.rclone",
                                                        "fuse.s3fs",
                                                        "fuse.gcsfuse",
                                                        "fuse.juicefs",
                                                        "fuse.davfs",
                                                        "fuse.mfs",
                                                        "fuse.curlftpfs"};

// The type of the mount that `folder` is on ("ext4", "fuse.sshfs"), from /proc/self/mountinfo;
// empty when it is not listed.
std::string mount_type(const std::filesystem::path& folder) {
  struct stat status;
  if (stat(folder.c_str(), &status) != 0) return {};
  const std::string device =
      " " + std::to_string(major(status.st_dev)) + ":" + std::to_string(minor(status.st_dev)) + " ";
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    const std::size_t separator = line.find(" - ");
    if (separator == std::string::npos || line.find(device) >= separator) continue;
    const std::size_t begin = separator + 3;
    return line.substr(begin, line.find(' ', begin) - begin);
  }
  return {};
}

tl::unexpected<Error> cannot_tell(const std::filesystem::path& folder) {
  return fail(ErrorCode::kUnavailable,
              "cannot look at the file system: " + std::system_category().message(errno),
              folder.string());
}

}  // namespace

std::string_view network_file_system(std::uint64_t magic, std::string_view mount_type) {
  for (const auto& [known, name] : kNetworkMagics) {
    if (known == magic) return name;
  }
  if (magic != kFuseMagic) return {};
  for (const std::string_view known : kNetworkFuse) {
    if (mount_type == known) return known;
  }
  return {};
}

Result<void> check_local_disk(const std::filesystem::path& folder) {
  struct statfs status;
  if (statfs(folder.c_str(), &status) != 0) return cannot_tell(folder);
  const auto magic = static_cast<std::uint32_t>(status.f_type);
  const std::string_view name = network_file_system(magic, mount_type(folder));
  if (name.empty()) return {};
  return fail(ErrorCode::kInvalidArgument,
              "is on a network file system (" + std::string(name) +
                  "), where locks and the database cannot be relied on; choose a home on a local "
                  "disk with --home or TUNER_HOME (the trainings' own folders may stay here)",
              folder.string());
}

std::uint64_t free_for_new_trials(std::uint64_t disk) {
  constexpr std::uint64_t kMost = 1'000'000'000;
  return std::min(disk / 20, kMost);
}

Result<void> check_free_space(const std::filesystem::path& folder,
                              std::optional<std::uint64_t> needed) {
  struct statvfs status;
  if (statvfs(folder.c_str(), &status) != 0) return cannot_tell(folder);
  const std::uint64_t free = std::uint64_t{status.f_bavail} * status.f_frsize;
  const std::uint64_t disk = std::uint64_t{status.f_blocks} * status.f_frsize;
  const std::uint64_t least = needed.value_or(free_for_new_trials(disk));
  if (free >= least) return {};
  return fail(ErrorCode::kUnavailable,
              "only " + std::to_string(free / 1'000'000) + " MB are free, and new trials need " +
                  std::to_string(least / 1'000'000) + " MB",
              folder.string());
}

}  // namespace tuner
