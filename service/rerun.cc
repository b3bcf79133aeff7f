#include "service/rerun.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace tuner {
namespace {

bool is_plain(char c) {
  constexpr std::string_view kPlain = "%+,-./:=@_";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kPlain.find(c) != std::string_view::npos;
}

std::string shell_word(std::string_view argument) {
  if (!argument.empty() && std::all_of(argument.begin(), argument.end(), is_plain)) {
    return std::string(argument);
  }
  std::string word = "'";
  for (const char c : argument) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace

std::vector<std::string> rerun_arguments(const JobRecord& job, const Trial& trial) {
  const RunRequest request = make_run_request(
      job.spec, job.identity, trial.id, 1, trial.suggestion.configuration, job.spec.working_folder);
  std::map<std::string, std::string> folders = {{"model_dir", "model"},
                                                {"output_dir", "output"},
                                                {"checkpoint_dir", "checkpoints"},
                                                {"trial_name", trial.name}};
  for (const auto& [name, channel] : job.spec.channels) {
    folders["channel:" + name] = channel.folder.string();
  }
  return expand_command(request, folders).value_or(std::vector<std::string>{});
}

std::string shell_text(std::span<const std::string> arguments) {
  std::string text;
  for (const std::string& argument : arguments) {
    text += (text.empty() ? "" : " ") + shell_word(argument);
  }
  return text;
}

}  // namespace tuner
