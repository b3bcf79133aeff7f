#include "tuner/job/environment_problems.h"

#include <filesystem>
#include <optional>

#include "tuner/base/files.h"
#include "tuner/base/text.h"
#include "tuner/job/command_template.h"

namespace tuner {
namespace {

using std::filesystem::path;

bool is_folder(const path& folder) {
  std::error_code ignored;
  return std::filesystem::is_directory(folder, ignored);
}

// Folders of a PATH are relative to the working folder, as everything else; an empty one is that
// folder itself.
bool is_on_path(const std::string& program,
                std::string_view search_path,
                const path& working_folder) {
  while (true) {
    const std::size_t colon = search_path.find(':');
    if (is_executable_file(working_folder / search_path.substr(0, colon) / program)) return true;
    if (colon == std::string_view::npos) return false;
    search_path.remove_prefix(colon + 1);
  }
}

std::optional<std::string> program_problem(const TrainingDefinition& training,
                                           std::string_view search_path) {
  const auto pieces = parse_template(training.command.front());
  if (!pieces || pieces->size() != 1 || pieces->front().placeholder) return std::nullopt;
  const std::string& program = pieces->front().text;
  if (program.find('/') == std::string::npos) {
    const auto own = training.environment.find("PATH");
    const auto folders =
        own != training.environment.end() ? std::string_view(own->second) : search_path;
    if (is_on_path(program, folders, training.working_folder)) return std::nullopt;
    return "program '" + program + "' is in no folder of the PATH";
  }
  const path file = training.working_folder / program;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    return "program '" + file.string() + "' does not exist";
  if (!is_executable_file(file)) return "program '" + file.string() + "' is not executable";
  return std::nullopt;
}

std::vector<Error> problems_of(const TrainingDefinition& training, std::string_view search_path) {
  std::vector<Error> problems;
  const auto broken = [&](std::string at, std::string message) {
    problems.push_back({ErrorCode::kInvalidArgument, std::move(message), std::move(at)});
  };
  if (!training.command.empty() && !is_folder(training.working_folder)) {
    broken("/working_folder", "folder '" + training.working_folder.string() + "' does not exist");
  } else if (!training.command.empty()) {
    if (auto problem = program_problem(training, search_path))
      broken("/command/0", std::move(*problem));
  }
  for (const auto& [name, channel] : training.channels) {
    std::error_code ignored;
    if (is_folder(channel.folder) || std::filesystem::is_regular_file(channel.folder, ignored))
      continue;
    broken("/channels/" + pointer_token(name) + "/folder",
           "folder '" + channel.folder.string() + "' of channel '" + name + "' does not exist");
  }
  return problems;
}

}  // namespace

std::vector<Error> environment_problems(const TuningJobSpec& spec, std::string_view search_path) {
  std::vector<Error> problems;
  const auto all = spec.all_definitions();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (Error& problem : problems_of(*all[i], search_path)) {
      problem.at = spec.definition_pointer(i) + problem.at;
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

}  // namespace tuner
