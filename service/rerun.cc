#include "service/rerun.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <system_error>

#include "backends/sm_variables.h"
#include "tuner/base/secrets.h"

namespace tuner {
namespace {

bool is_plain(char c) {
  constexpr std::string_view kPlain = "%+,-./:=@_";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kPlain.find(c) != std::string_view::npos;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// 'text', or $'text' (POSIX.1-2024) where a control character has to be spelled out.
std::string quoted(std::string_view argument) {
  const bool spelled = std::any_of(argument.begin(), argument.end(), is_control);
  std::string word = spelled ? "$'" : "'";
  for (const char c : argument) {
    if (is_control(c)) {
      constexpr std::string_view kDigits = "01234567";
      word += {'\\', kDigits[(c >> 6) & 7], kDigits[(c >> 3) & 7], kDigits[c & 7]};
    } else if (c == '\'') {
      word += spelled ? "\\'" : "'\\''";
    } else {
      word += spelled && c == '\\' ? std::string("\\\\") : std::string(1, c);
    }
  }
  return word + "'";
}

std::string shell_word(std::string_view argument) {
  const bool plain = !argument.empty() && std::all_of(argument.begin(), argument.end(), is_plain);
  return plain ? std::string(argument) : quoted(argument);
}

// Of a channel that is one file a training gets a folder with this file in it.
std::string training_folder_of(const Channel& channel) {
  std::error_code ignored;
  const bool is_file = std::filesystem::is_regular_file(channel.folder, ignored);
  return (is_file ? channel.folder.parent_path() : channel.folder).string();
}

bool names_folder(const TrainingDefinition& training, const std::string& placeholder) {
  return std::ranges::any_of(training.command, [&](const std::string& argument) {
    return argument.find("{" + placeholder + "}") != std::string::npos;
  });
}

bool looks_like_secret(const std::string& name, const std::string& value) {
  const std::string assignment = name + "=" + value;
  return redacted(assignment) != assignment;
}

}  // namespace

Rerun rerun_of(const JobRecord& job, const Trial& trial) {
  const RunRequest request = make_run_request(
      job.spec, job.identity, trial.id, 1, trial.suggestion, job.spec.working_folder);
  const TrainingDefinition& training = job.spec.definition_of(trial.suggestion);
  Rerun rerun{.working_folder = request.working_folder};
  for (const auto& [name, value] : request.environment) {
    if (looks_like_secret(name, value)) {
      rerun.secrets.push_back(name);
    } else {
      rerun.environment.emplace(name, value);
    }
  }
  const std::map<std::string, std::string> written = {
      {"model_dir", "model"}, {"output_dir", "output"}, {"checkpoint_dir", "checkpoints"}};
  for (const auto& [placeholder, folder] : written) {
    const bool by_variable = placeholder == "model_dir" && !request.channels.empty();
    if (by_variable) rerun.environment["SM_MODEL_DIR"] = folder;
    if (by_variable || names_folder(training, placeholder)) rerun.folders.push_back(folder);
  }
  std::map<std::string, std::string> placeholders = written;
  placeholders["trial_name"] = trial.name;
  for (const auto& [name, channel] : request.channels) {
    placeholders["channel:" + name] = training_folder_of(channel);
    rerun.environment[channel_variable(name)] = training_folder_of(channel);
  }
  rerun.arguments = expand_command(request, placeholders).value_or(std::vector<std::string>{});
  return rerun;
}

std::string shell_text(std::span<const std::string> arguments) {
  std::string text;
  for (const std::string& argument : arguments) {
    text += (text.empty() ? "" : " ") + shell_word(argument);
  }
  return text;
}

std::string shell_text(const Rerun& rerun) {
  if (rerun.arguments.empty()) return "";
  std::string text = "cd " + shell_word(rerun.working_folder.string()) + " && ";
  if (!rerun.folders.empty()) text += "mkdir -p " + shell_text(rerun.folders) + " && ";
  for (const std::string& name : rerun.secrets) text += name + "=\"$" + name + "\" ";
  for (const auto& [name, value] : rerun.environment) text += name + "=" + shell_word(value) + " ";
  return text + shell_text(rerun.arguments);
}

}  // namespace tuner
