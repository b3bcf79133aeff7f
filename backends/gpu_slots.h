// The GPUs of this machine, handed out one lock each, so that no two runs of any `tuner` process
// share a device by accident.
#pragma once

#include <filesystem>
#include <string>
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

  // `count` free devices. kUnavailable: not so many are free just now; kFailedPrecondition: there
  // are not so many at all.
  Result<GpuGrant> take(int count) const;

 private:
  std::filesystem::path folder_;
  std::vector<std::string> devices_;
};

// The devices that this process may use: TUNER_GPUS (a number, or names with commas), else
// CUDA_VISIBLE_DEVICES, else what the NVIDIA driver lists.
std::vector<std::string> find_gpus();

}  // namespace tuner
