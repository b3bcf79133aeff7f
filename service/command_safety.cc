#include "service/command_safety.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <string_view>

#include "service/catalogue.h"
#include "tuner/job/command_template.h"

namespace tuner {
namespace {

struct Interpreter {
  std::string_view pattern;             // of its base name
  std::string_view options_with_value;  // letters
};

constexpr std::array<Interpreter, 13> kInterpreters{{{"sh", "oO"},
                                                     {"ash", "oO"},
                                                     {"bash", "oO"},
                                                     {"dash", "oO"},
                                                     {"zsh", "oO"},
                                                     {"ksh*", "oO"},
                                                     {"python*", "WX"},
                                                     {"perl*", ""},
                                                     {"ruby*", ""},
                                                     {"node", ""},
                                                     {"lua*", ""},
                                                     {"php*", ""},
                                                     {"Rscript", ""}}};

std::string base_name(const std::string& argument) {
  return std::filesystem::path(argument).filename().string();
}

const Interpreter* interpreter_of(const std::string& argument) {
  const std::string name = base_name(argument);
  const auto* found = std::ranges::find_if(kInterpreters, [&](const Interpreter& each) {
    return Catalogue::matches(each.pattern, name);
  });
  return found == kInterpreters.end() ? nullptr : found;
}

bool has_placeholder(const std::string& argument) {
  const auto pieces = parse_template(argument);
  return pieces && std::ranges::any_of(*pieces, &TemplatePiece::placeholder);
}

bool is_option(const std::string& argument) {
  return argument.starts_with('-') || argument.starts_with('+');
}

// Where the script of the interpreter at `at` stands; command.size() where there is none.
std::size_t script_of(const std::vector<std::string>& command,
                      std::size_t at,
                      const Interpreter& interpreter) {
  for (++at; at < command.size() && is_option(command[at]); ++at) {
    const std::string& option = command[at];
    const bool takes_next =
        interpreter.options_with_value.find(option.back()) != std::string_view::npos;
    if (takes_next && !option.starts_with("--")) ++at;
  }
  return std::min(at, command.size());
}

}  // namespace

const std::string* unsafe_argument(const std::vector<std::string>& command) {
  if (command.empty()) return nullptr;
  if (has_placeholder(command.front())) return &command.front();
  const auto found = std::ranges::find_if(command, interpreter_of);
  if (found == command.end()) return nullptr;
  const auto at = static_cast<std::size_t>(found - command.begin());
  const std::size_t script = script_of(command, at, *interpreter_of(*found));
  const bool is_run = at == 0 || base_name(command.front()) == "env";
  if (script == command.size() && is_run) return &*found;
  const std::span until_script(command.data(), std::min(script + 1, command.size()));
  const auto open = std::ranges::find_if(until_script, has_placeholder);
  return open == until_script.end() ? nullptr : &*open;
}

const std::string* interpreted_script(const std::vector<std::string>& command) {
  const Interpreter* interpreter = command.empty() ? nullptr : interpreter_of(command.front());
  if (interpreter == nullptr) return nullptr;
  const std::size_t script = script_of(command, 0, *interpreter);
  const std::span until_script(command.data(), script);
  const bool is_code = std::ranges::any_of(until_script, [](const std::string& option) {
    return option == "-c" || option == "-e" || option == "-m";
  });
  return script == command.size() || is_code ? nullptr : &command[script];
}

}  // namespace tuner
