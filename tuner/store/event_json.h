// Events and actions ⇄ JSON text: the columns of the log of steps. What comes back is exactly what
// went in; text that cannot have been written here is kInternal, with what is wrong with it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/events.h"

namespace tuner {

// Which of its run's points an event brought: they are in a table of their own, in order of
// appearance.
struct PointRange {
  std::uint64_t first = 0, count = 0;
};

// An event as it is in the log: a MetricsSeen without its points.
struct LoggedEvent {
  Event event;
  PointRange points = {};
};

// `ranges` has one entry an event; only those of MetricsSeen matter.
std::string events_to_text(std::span<const Event> events, std::span<const PointRange> ranges);
std::string actions_to_text(std::span<const Action> actions);

Result<std::vector<LoggedEvent>> events_from_text(std::string_view text);
Result<std::vector<Action>> actions_from_text(std::string_view text);

std::string_view run_end_name(RunEnd end);       // "user error"
std::string_view stop_mode_name(StopMode mode);  // "drain"
std::optional<StopMode> stop_mode_from(std::string_view name);

}  // namespace tuner
