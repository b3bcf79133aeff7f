// What one file of a simulated disk holds, and what of it is there after a power cut.
//
// A write is safe once a later sync has returned. Until then a power cut may take it: all of what was not
// synced, all from some moment on, or any of its sectors (a torn write), as is drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/rng.h"

namespace tuner::faults {

enum class Loss { kEverything, kTail, kSectors };

class DiskImage {
 public:
  // nullopt: the file is new, and is not there after a power cut before its first sync.
  explicit DiskImage(std::optional<std::string> content) : safe_(std::move(content)) {}

  void write(std::uint64_t offset, std::string_view bytes) {
    pending_.push_back({offset, std::string(bytes), false});
  }
  void truncate(std::uint64_t size) { pending_.push_back({size, {}, true}); }
  void sync();
  // A sync that failed, after which the system believes that nothing is left to be written: what was
  // pending can be read for as long as the machine runs, and never reaches the disk.
  void forget() { pending_.clear(); }

  // nullopt: no such file.
  std::optional<std::string> after_power_cut(Loss loss, Rng& rng) const;

 private:
  struct Change {
    std::uint64_t offset;  // or the new size
    std::string bytes;
    bool truncates;
  };
  static void apply(const Change& change, std::string& content);
  static void apply_torn(const Change& change, std::string& content, Rng& rng);

  std::optional<std::string> safe_;
  std::vector<Change> pending_;
};

}  // namespace tuner::faults
