// How much of a run's log a backend reads at a time.
#pragma once

#include <cstddef>

namespace tuner {

inline constexpr std::size_t kLogChunkBytes = 256 * 1024;

}  // namespace tuner
