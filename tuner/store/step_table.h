// The log of steps: the truth about a job. Every row carries a checksum over itself and over the
// metric points that it brought, so that a damaged step is noticed and never replayed.
#pragma once

#include <cstdint>
#include <vector>

#include "tuner/events.h"
#include "tuner/store/event_json.h"
#include "tuner/store/sqlite.h"

namespace tuner {

// `ranges` has one entry an event: where its points are.
Result<void> insert_step(Database& database,
                         std::int64_t job,
                         const StepRecord& step,
                         std::span<const PointRange> ranges);

// Those that follow step number `after`, at most so many, with the metric points back in their
// events. kInternal when a step is damaged or missing.
Result<std::vector<StepRecord>> read_steps(Database& database,
                                           std::int64_t job,
                                           std::uint64_t after,
                                           std::size_t at_most);

}  // namespace tuner
