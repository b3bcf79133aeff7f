// Logging for the loop, the backends and the service; numerics and strategies never log.
//
// One named logger per layer ("tuner", "backends", …), written to standard error. Messages begin with job= and trial=.
#pragma once

#include <string>
#include <string_view>

namespace tuner::log {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };

// Applies to every logger of the process; the default is kWarning.
void set_level(Level level);

void debug(std::string_view layer, const std::string& message);
void info(std::string_view layer, const std::string& message);
void warning(std::string_view layer, const std::string& message);
void error(std::string_view layer, const std::string& message);

}  // namespace tuner::log
