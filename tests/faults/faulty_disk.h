// A disk that fails on demand, under SQLite: a VFS over the default one.
//
// Every call that can fail asks the plan first. The files are real (keep them on tmpfs), and beside them is
// kept what would be there after a power cut. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tests/faults/disk_image.h"

namespace tuner::faults {

enum class DiskCall {
  kOpen,
  kRead,
  kWrite,
  kTruncate,
  kSync,
  kDelete,
  kSize,
  kLock,
  kMapShared,
  kLockShared,
};
inline constexpr std::size_t kDiskCalls = 10;
std::string_view name_of(DiskCall call);

enum class DiskFault {
  kNone,
  kIoError,      // EIO, and nothing was done
  kFull,         // ENOSPC, and nothing was done
  kPartial,      // half of a write, then ENOSPC; half of a read, then EIO
  kBusy,         // somebody else has the lock
  kSyncForgets,  // EIO, and what was to be synced is lost at a power cut
  kSyncLies,     // success, and nothing was synced: no database can live with it
  kPowerCut,     // the machine is off: from here on every call fails and nothing changes
};
inline constexpr std::size_t kDiskFaults = 8;
std::string_view name_of(DiskFault fault);

// What may happen to a call, other than a power cut and a lie.
std::span<const DiskFault> possible_faults(DiskCall call);
bool changes_the_disk(DiskCall call);

class FaultyDisk {
 public:
  using Plan = std::function<DiskFault(DiskCall)>;
  using Counts = std::array<std::array<std::uint64_t, kDiskFaults>, kDiskCalls>;

  // Makes itself the default VFS of the process.
  static FaultyDisk& install();

  void set_plan(Plan plan) { plan_ = std::move(plan); }
  bool off() const { return off_; }
  const Counts& injected() const { return injected_; }

  // Once every database is closed: the files are what a power cut left of them, the machine is on again.
  void reboot(Loss loss, Rng& rng);
  // The files were put there or taken away by somebody else.
  void forget_files() { files_.clear(); }

  // ---- for the VFS ----
  DiskFault next(DiskCall call);
  struct File {
    DiskImage image;
    std::optional<DiskImage> deleted_before = {};  // a file of this name whose end is not synced
    bool exists = true;
  };
  File& file(const std::string& path, bool is_new);
  File* find(const std::string& path);
  void remove(const std::string& path, bool synced);
  void sync_folder();

 private:
  friend class NoFaults;
  FaultyDisk() = default;

  Plan plan_;
  int pauses_ = 0;
  bool off_ = false;
  Counts injected_{};
  std::map<std::string, File> files_;
};

// While it lives nothing fails.
class NoFaults {
 public:
  explicit NoFaults(FaultyDisk& disk) : disk_(disk) { ++disk_.pauses_; }
  NoFaults(const NoFaults&) = delete;
  NoFaults& operator=(const NoFaults&) = delete;
  ~NoFaults() { --disk_.pauses_; }

 private:
  FaultyDisk& disk_;
};

}  // namespace tuner::faults
