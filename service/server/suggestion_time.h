// How long strategies think: what the server tells Prometheus of the search.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "tuner/tuner.h"

namespace tuner {

// Since the server began, of all jobs. Thread-safe.
struct SuggestionTime {
  std::atomic<std::uint64_t> suggestions = 0;
  std::atomic<std::int64_t> milliseconds = 0;  // in Strategy::ask()
};

// Lets the job's strategies count into `time`; both outlive them.
void count_suggestion_time(TunerParts& parts, const Clock& clock, SuggestionTime& time);

}  // namespace tuner
