#include "tuner/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <mutex>

namespace tuner::log {
namespace {

std::atomic<spdlog::level::level_enum> current_level = spdlog::level::warn;

std::shared_ptr<spdlog::logger> logger(std::string_view layer) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const std::string name = "tuner." + std::string(layer);
  std::shared_ptr<spdlog::logger> found = spdlog::get(name);
  if (!found) {
    found = spdlog::stderr_color_mt(name);
    found->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %n: %v");
  }
  found->set_level(current_level);
  return found;
}

void write(spdlog::level::level_enum level, std::string_view layer, const std::string& message) {
  if (level >= current_level) logger(layer)->log(level, message);
}

}  // namespace

void set_level(Level level) {
  switch (level) {
    case Level::kDebug:
      current_level = spdlog::level::debug;
      return;
    case Level::kInfo:
      current_level = spdlog::level::info;
      return;
    case Level::kWarning:
      current_level = spdlog::level::warn;
      return;
    case Level::kError:
      current_level = spdlog::level::err;
      return;
    case Level::kOff:
      current_level = spdlog::level::off;
      return;
  }
}

void debug(std::string_view layer, const std::string& message) {
  write(spdlog::level::debug, layer, message);
}
void info(std::string_view layer, const std::string& message) {
  write(spdlog::level::info, layer, message);
}
void warning(std::string_view layer, const std::string& message) {
  write(spdlog::level::warn, layer, message);
}
void error(std::string_view layer, const std::string& message) {
  write(spdlog::level::err, layer, message);
}

}  // namespace tuner::log
