#include "backends/supervisor/order.h"

#include <cstdlib>
#include <string_view>

namespace tuner {
namespace {

bool put(SupervisorOrder& order, std::string_view key, const char* value) {
  const auto number = [value] { return std::strtoll(value, nullptr, 10); };
  if (key == "folder") return order.run_folder = static_cast<int>(number()), true;
  if (key == "run") return order.run_file = static_cast<int>(number()), true;
  if (key == "slot") return order.slots.push_back(static_cast<int>(number())), true;
  if (key == "limit") return order.time_limit = std::chrono::milliseconds{number()}, true;
  if (key == "grace") return order.grace = std::chrono::milliseconds{number()}, true;
  if (key == "log") return order.log_limit = static_cast<std::uint64_t>(number()), true;
  if (key == "work") return order.working_folder = value, true;
  if (key == "opt_ml") return order.opt_ml = value, true;
  if (key == "place") return order.place = value, true;
  if (key == "oom") return order.oom_counter = value, true;
  if (key == "oom_kills") return order.oom_kills = static_cast<std::uint64_t>(number()), true;
  return false;
}

}  // namespace

std::vector<std::string> to_arguments(const SupervisorOrder& order) {
  std::vector<std::string> arguments{"folder=" + std::to_string(order.run_folder),
                                     "run=" + std::to_string(order.run_file),
                                     "limit=" + std::to_string(order.time_limit.count()),
                                     "grace=" + std::to_string(order.grace.count()),
                                     "log=" + std::to_string(order.log_limit),
                                     "work=" + order.working_folder,
                                     "opt_ml=" + order.opt_ml,
                                     "place=" + order.place,
                                     "oom=" + order.oom_counter,
                                     "oom_kills=" + std::to_string(order.oom_kills)};
  for (const int slot : order.slots) arguments.push_back("slot=" + std::to_string(slot));
  return arguments;
}

std::optional<ReadOrder> order_from(char** argv) {
  ReadOrder read;
  for (char** argument = argv; *argument != nullptr; ++argument) {
    const std::string_view text = *argument;
    if (text == "--") {
      read.training = argument + 1;
      break;
    }
    const std::size_t equals = text.find('=');
    if (equals == text.npos || !put(read.order, text.substr(0, equals), *argument + equals + 1)) {
      return std::nullopt;
    }
  }
  const bool complete = read.training != nullptr && *read.training != nullptr &&
                        read.order.run_folder > 2 && read.order.run_file > 2;
  return complete ? std::optional(std::move(read)) : std::nullopt;
}

}  // namespace tuner
