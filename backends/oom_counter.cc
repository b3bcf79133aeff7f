#include "backends/oom_counter.h"

#include <fcntl.h>

#include <charconv>
#include <string_view>
#include <vector>

#include "backends/run_records.h"

namespace tuner {
namespace {

// The places where the counter of this process's cgroup may be, best first. A container may see its
// own cgroup as the root.
std::vector<std::string> candidates() {
  std::vector<std::string> files;
  const std::string cgroups = read_small_file(AT_FDCWD, "/proc/self/cgroup").value_or("");
  for (std::string_view rest = cgroups; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::string path(line.substr(std::min(line.size(), line.rfind(':') + 1)));
    if (line.starts_with("0::")) files.push_back("/sys/fs/cgroup" + path + "/memory.events");
    if (line.find(":memory:") != line.npos) {
      files.push_back("/sys/fs/cgroup/memory" + path + "/memory.oom_control");
    }
  }
  files.push_back("/sys/fs/cgroup/memory.events");
  files.push_back("/sys/fs/cgroup/memory/memory.oom_control");
  files.push_back("/proc/vmstat");
  return files;
}

}  // namespace

std::string find_oom_counter() {
  for (const std::string& file : candidates()) {
    if (oom_kills(file)) return file;
  }
  return {};
}

std::optional<std::uint64_t> oom_kills(const std::string& file) {
  constexpr std::string_view kKey = "\noom_kill ";
  const auto content = read_small_file(AT_FDCWD, file.c_str());
  if (!content) return std::nullopt;
  const std::size_t line = content->find(kKey);
  if (line == content->npos) return std::nullopt;
  std::uint64_t value = 0;
  const char* begin = content->data() + line + kKey.size();
  const auto [end, error] = std::from_chars(begin, content->data() + content->size(), value);
  return error == std::errc{} ? std::optional(value) : std::nullopt;
}

}  // namespace tuner
