#include "backends/gpu_slots.h"

#include <errno.h>
#include <fcntl.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "backends/system_error.h"
#include "tuner/base/file_lock.h"

namespace tuner {
namespace {

std::vector<std::string> first_devices(std::size_t count) {
  std::vector<std::string> devices;
  for (std::size_t i = 0; i < count; ++i) devices.push_back(std::to_string(i));
  return devices;
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> items;
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), item.size() + 1));
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

// A device's name as part of a file's name.
std::string file_name(std::string device) {
  std::replace(device.begin(), device.end(), '/', '_');
  return "gpu-" + device + ".lock";
}

}  // namespace

std::vector<std::string> GpuSlots::candidates(std::size_t wanted,
                                              std::span<const std::string> avoid,
                                              std::span<const std::string> first) const {
  const auto is_in = [](std::span<const std::string> list, const std::string& device) {
    return std::ranges::find(list, device) != list.end();
  };
  std::vector<std::string> found;
  for (const std::string& device : devices_) {
    if (!is_in(avoid, device)) found.push_back(device);
  }
  if (found.size() < wanted) found = devices_;
  std::ranges::stable_partition(found, [&](const auto& device) { return is_in(first, device); });
  return found;
}

Result<GpuGrant> GpuSlots::take(int count,
                                std::span<const std::string> avoid,
                                std::span<const std::string> first) const {
  GpuGrant grant;
  if (count <= 0) return grant;
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted > devices_.size()) {
    return fail(ErrorCode::kFailedPrecondition, too_few_gpus(wanted, devices_.size()));
  }
  std::error_code ignored;  // the open below reports the same problem with a name
  std::filesystem::create_directories(folder_, ignored);
  const std::vector<std::string> allowed = candidates(wanted, avoid, first);
  for (const std::string& device : allowed) {
    const std::filesystem::path path = folder_ / file_name(device);
    UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    const LockAttempt attempt = file ? try_lock(file.get()) : LockAttempt::kImpossible;
    if (attempt == LockAttempt::kImpossible) {
      return fail(code_of_system_error(errno),
                  "the slot of a GPU cannot be locked: " + std::generic_category().message(errno),
                  path.string());
    }
    if (attempt == LockAttempt::kBusy) continue;
    grant.devices.push_back(device);
    grant.locks.push_back(std::move(file));
    if (grant.devices.size() == wanted) return grant;
  }
  return fail(ErrorCode::kUnavailable,
              std::to_string(grant.devices.size()) + " of the " + std::to_string(allowed.size()) +
                  " GPUs" + (allowed.size() < devices_.size() ? " that are not set aside" : "") +
                  " are free and a run needs " + std::to_string(count));
}

std::string too_few_gpus(std::size_t wanted, std::size_t there) {
  return "a run needs " + std::to_string(wanted) + (wanted == 1 ? " GPU" : " GPUs") +
         " and this machine has " + (there == 0 ? "none" : std::to_string(there)) +
         " (TUNER_GPUS says otherwise, where that is wrong)";
}

std::string place_of(const std::string& host, std::span<const std::string> devices) {
  std::string place = host;
  for (const std::string& device : devices) place += (place == host ? " gpu " : ",") + device;
  return place;
}

std::vector<std::string> devices_at(std::string_view place, const std::string& host) {
  const std::string prefix = host + " gpu ";
  return place.starts_with(prefix) ? split(place.substr(prefix.size()))
                                   : std::vector<std::string>{};
}

std::vector<std::string> find_gpus() {
  if (const char* own = std::getenv("TUNER_GPUS")) {
    const std::string_view text = own;
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool is_count = error == std::errc{} && end == text.data() + text.size() && count <= 1024;
    return is_count ? first_devices(count) : split(text);
  }
  if (const char* visible = std::getenv("CUDA_VISIBLE_DEVICES")) return split(visible);
  std::error_code none;
  const std::filesystem::directory_iterator driver("/proc/driver/nvidia/gpus", none);
  return none ? std::vector<std::string>{}
              : first_devices(static_cast<std::size_t>(std::distance(begin(driver), end(driver))));
}

}  // namespace tuner
