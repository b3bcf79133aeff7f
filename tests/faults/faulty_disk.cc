#include "tests/faults/faulty_disk.h"

#include <filesystem>
#include <fstream>

namespace tuner::faults {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, kDiskCalls> kCallNames{"open",
                                                              "read",
                                                              "write",
                                                              "truncate",
                                                              "sync",
                                                              "delete",
                                                              "size",
                                                              "lock",
                                                              "map shared memory",
                                                              "lock shared memory"};
constexpr std::array<std::string_view, kDiskFaults> kFaultNames{
    "nothing", "EIO", "ENOSPC", "half done", "busy", "EIO, and forgotten", "a lie", "power cut"};

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The log's index in shared memory has a file too; what a power cut leaves in it is anybody's guess.
void scramble_shared_memory(const std::string& database, Rng& rng) {
  std::string bytes(32768, '\0');
  for (char& byte : bytes) byte = static_cast<char>(rng.below(256));
  std::ofstream(database + "-shm", std::ios::binary) << bytes;
}

}  // namespace

std::string_view name_of(DiskCall call) { return kCallNames[static_cast<std::size_t>(call)]; }
std::string_view name_of(DiskFault fault) { return kFaultNames[static_cast<std::size_t>(fault)]; }

std::span<const DiskFault> possible_faults(DiskCall call) {
  using enum DiskFault;
  static constexpr std::array kPlain{kIoError};
  static constexpr std::array kRead{kIoError, kPartial};
  static constexpr std::array kWrite{kIoError, kFull, kPartial};
  static constexpr std::array kCreate{kIoError, kFull};
  static constexpr std::array kSync{kIoError, kSyncForgets};
  static constexpr std::array kLock{kIoError, kBusy};
  switch (call) {
    case DiskCall::kRead:
      return kRead;
    case DiskCall::kWrite:
      return kWrite;
    case DiskCall::kOpen:
    case DiskCall::kMapShared:
      return kCreate;
    case DiskCall::kSync:
      return kSync;
    case DiskCall::kLock:
    case DiskCall::kLockShared:
      return kLock;
    default:
      return kPlain;
  }
}

bool changes_the_disk(DiskCall call) {
  return call == DiskCall::kOpen || call == DiskCall::kWrite || call == DiskCall::kTruncate ||
         call == DiskCall::kSync || call == DiskCall::kDelete;
}

DiskFault FaultyDisk::next(DiskCall call) {
  if (off_) return DiskFault::kPowerCut;
  if (pauses_ > 0 || !plan_) return DiskFault::kNone;
  const DiskFault fault = plan_(call);
  if (fault == DiskFault::kNone) return fault;
  ++injected_[static_cast<std::size_t>(call)][static_cast<std::size_t>(fault)];
  off_ = fault == DiskFault::kPowerCut;
  return fault;
}

FaultyDisk::File& FaultyDisk::file(const std::string& path, bool is_new) {
  const auto known = files_.find(path);
  if (known == files_.end()) {
    auto content = is_new ? std::nullopt : std::optional(read_file(path));
    return files_.emplace(path, File{DiskImage(std::move(content))}).first->second;
  }
  File& file = known->second;
  if (file.exists) return file;
  file = {.image = DiskImage(std::nullopt), .deleted_before = std::move(file.image)};
  return file;
}

FaultyDisk::File* FaultyDisk::find(const std::string& path) {
  const auto known = files_.find(path);
  return known == files_.end() ? nullptr : &known->second;
}

void FaultyDisk::remove(const std::string& path, bool synced) {
  if (File* file = find(path)) file->exists = false;
  if (synced) sync_folder();
}

void FaultyDisk::sync_folder() {
  std::erase_if(files_, [](const auto& entry) { return !entry.second.exists; });
  for (auto& [path, file] : files_) file.deleted_before.reset();
}

void FaultyDisk::reboot(Loss loss, Rng& rng) {
  for (auto& [path, file] : files_) {
    std::optional<std::string> content = file.image.after_power_cut(loss, rng);
    if (!file.exists && rng.below(2) == 0) content.reset();
    if (!content && file.deleted_before && rng.below(2) == 0) {
      content = file.deleted_before->after_power_cut(loss, rng);
    }
    std::error_code ignored;
    fs::remove(path, ignored);
    if (content) std::ofstream(path, std::ios::binary) << *content;
    if (path.ends_with(".db")) scramble_shared_memory(path, rng);
  }
  files_.clear();
  off_ = false;
}

}  // namespace tuner::faults
