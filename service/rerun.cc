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

}  // namespace

std::vector<std::string> rerun_arguments(const JobRecord& job, const Trial& trial) {
  const RunRequest request = make_run_request(
      job.spec, job.identity, trial.id, 1, trial.suggestion, job.spec.working_folder);
  std::map<std::string, std::string> folders = {{"model_dir", "model"},
                                                {"output_dir", "output"},
                                                {"checkpoint_dir", "checkpoints"},
                                                {"trial_name", trial.name}};
  for (const auto& [name, channel] : job.spec.definition_of(trial.suggestion).channels) {
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
