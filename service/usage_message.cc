#include "service/usage_message.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "tuner/base/text.h"

namespace tuner {
namespace {

// The command that was given, nullptr before there is any.
const CLI::App* given_command(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? nullptr : commands.front();
}

std::string spelled(const CLI::App& app, const CLI::App* command) {
  return command == nullptr ? app.get_name() : app.get_name() + " " + command->get_name();
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

// Without their dashes, which are no likeness; those of the command first.
std::vector<std::string> option_names(const CLI::App& app, const CLI::App* command) {
  std::vector<std::string> names;
  for (const CLI::App* owner : {command, &app}) {
    if (owner == nullptr) continue;
    for (const CLI::Option* option : owner->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back(name);
    }
  }
  return names;
}

bool is_option(std::string_view argument) { return argument.size() > 1 && argument[0] == '-'; }

std::string about_option(const CLI::App& app, const std::string& argument) {
  const CLI::App* command = given_command(app);
  const std::string option = argument.substr(0, argument.find('='));
  const std::size_t dashes = std::min(option.find_first_not_of('-'), option.size());
  const auto nearest = nearest_name(option.substr(dashes), option_names(app, command));
  return "`" + spelled(app, command) + "` has no option '" + option + "'" +
         (nearest ? "; did you mean '--" + *nearest + "'?" : "");
}

// The first argument that nothing takes; "--" is none.
std::optional<std::string> unknown_argument(const CLI::App& app) {
  for (const std::string& argument : app.remaining(true)) {
    if (argument != "--") return argument;
  }
  return std::nullopt;
}

std::string complaint(const CLI::App& app, const CLI::Error& error) {
  const CLI::App* command = given_command(app);
  const auto unknown = unknown_argument(app);
  if (unknown && is_option(*unknown)) return about_option(app, *unknown);
  if (unknown && command == nullptr) {
    return "there is no command '" + *unknown + "'" + did_you_mean(*unknown, command_names(app));
  }
  if (unknown)
    return "`" + spelled(app, command) + "` takes no further argument '" + *unknown + "'";
  const bool misses_one = command == nullptr && error.get_name() == "RequiredError";
  if (misses_one) return "a command is needed";
  constexpr std::string_view kNoNumber = "Could not convert: ";
  const std::string said = error.what();
  return said.starts_with(kNoNumber) ? said.substr(kNoNumber.size()) + " is no number" : said;
}

}  // namespace

std::string usage_message(const CLI::App& app, const CLI::Error& error) {
  const CLI::App* command = given_command(app);
  return "tuner: " + complaint(app, error) + "; `" + spelled(app, command) + " --help` lists the " +
         (command == nullptr ? "commands" : "arguments") + "\n";
}

}  // namespace tuner
