// How often the kernel has killed for want of memory where this process lives: its cgroup, or the
// whole machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tuner {

// The file that holds the counter: memory.events (cgroup 2), memory.oom_control (cgroup 1), else
// /proc/vmstat; empty where none can be read.
std::string find_oom_counter();

// The number behind "oom_kill" in that file.
std::optional<std::uint64_t> oom_kills(const std::string& file);

}  // namespace tuner
