// The GPUs of this machine, handed out one lock each, so that no two runs of any `tuner` process
// share a device by accident.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/unique_fd.h"
#include "tuner/base/result.h"

namespace tuner {

struct GpuGrant {
  std::vector<std::string> devices;  // as CUDA_VISIBLE_DEVICES names them
  std::vector<UniqueFd> locks;       // one each; held by whoever inherits them
};

class GpuSlots {
 public:
  // `folder` holds a file gpu-N.lock for each device; it is created when the first device is asked
  // for.
  GpuSlots(std::filesystem::path folder, std::vector<std::string> devices)
      : folder_(std::move(folder)), devices_(std::move(devices)) {}

  // `count` free devices, those of `first` before others, and none of `avoid` unless the machine has not enough others at all.
  // kUnavailable: not so many are free just now; kFailedPrecondition: there are not so many at all.
  Result<GpuGrant> take(int count,
                        std::span<const std::string> avoid = {},
                        std::span<const std::string> first = {}) const;

  std::size_t count() const { return devices_.size(); }

 private:
  std::vector<std::string> candidates(std::size_t wanted,
                                      std::span<const std::string> avoid,
                                      std::span<const std::string> first) const;

  std::filesystem::path folder_;
  std::vector<std::string> devices_;
};

// How a run with these devices names its place, and back; no devices where the place is of another host or has none.
std::string place_of(const std::string& host, std::span<const std::string> devices);
std::vector<std::string> devices_at(std::string_view place, const std::string& host);

// The devices that this process may use: TUNER_GPUS (a number, or names with commas), else
// CUDA_VISIBLE_DEVICES, else what the NVIDIA driver lists.
std::vector<std::string> find_gpus();

// What is wrong where a run wants more devices than there are.
std::string too_few_gpus(std::size_t wanted, std::size_t there);

}  // namespace tuner
