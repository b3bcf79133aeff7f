#include "backends/training_environment.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <system_error>
#include <thread>

#include "backends/run_records.h"
#include "backends/sm_variables.h"
#include "backends/system_error.h"
#include "tuner/job/tuning_job.h"

namespace tuner {
namespace {

constexpr std::array kFolders{"ml",
                              "ml/input",
                              "ml/input/config",
                              "ml/input/data",
                              "ml/model",
                              "ml/output",
                              "ml/output/data",
                              "ml/output/intermediate"};

tl::unexpected<Error> cannot(const std::string& what, const std::string& where) {
  return fail(code_of_system_error(errno),
              "cannot " + what + ": " + std::generic_category().message(errno),
              where);
}

Result<void> make_folder(int folder, const std::string& name, const std::string& place) {
  if (::mkdirat(folder, name.c_str(), 0777) != 0 && errno != EEXIST)
    return cannot("make " + name, place);
  return {};
}

Result<void> make_folders(int folder, const std::string& place) {
  for (const char* name : kFolders) TUNER_RETURN_IF_ERROR(make_folder(folder, name, place));
  return {};
}

Result<void> make_checkpoint_folder(const std::filesystem::path& path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (!problem) return {};
  errno = problem.value();
  return cannot("make the folder of the checkpoints", path.string());
}

Result<void> make_link(int folder,
                       const std::string& name,
                       const std::string& target,
                       const std::string& place) {
  if (::symlinkat(target.c_str(), folder, name.c_str()) != 0 && errno != EEXIST)
    return cannot("link " + name, place);
  return {};
}

Result<void> make_links(int folder, const RunRequest& request, const std::string& place) {
  TUNER_RETURN_IF_ERROR(
      make_link(folder, "ml/checkpoints", request.checkpoint_folder.string(), place));
  TUNER_RETURN_IF_ERROR(make_link(folder, "ml/code", request.working_folder.string(), place));
  for (const auto& [name, channel] : request.channels) {
    std::string link = "ml/input/data/" + name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(channel.folder, ignored)) {
      TUNER_RETURN_IF_ERROR(make_folder(folder, link, place));
      link += "/" + channel.folder.filename().string();
    }
    TUNER_RETURN_IF_ERROR(make_link(folder, link, channel.folder.string(), place));
  }
  return {};
}

Result<void> make_file(int folder,
                       const char* name,
                       std::string_view content,
                       const std::string& place) {
  const UniqueFd file(::openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file || !write_all(file.get(), content)) return cannot(std::string("write ") + name, place);
  return {};
}

}  // namespace

Environment inherited_environment() {
  Environment variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals == text.npos || text.starts_with("SM_")) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::filesystem::path run_folder(const RunRequest& request) {
  return run_folder(request.trial_folder, request.attempt);
}

Result<UniqueFd> open_run_folder(const RunRequest& request) {
  const std::filesystem::path path = run_folder(request);
  bool made = ::mkdir(path.c_str(), 0777) == 0;
  if (!made && errno == ENOENT) {
    std::error_code problem;
    std::filesystem::create_directories(request.trial_folder, problem);
    made = ::mkdir(path.c_str(), 0777) == 0;
    if (!made && problem) errno = problem.value();
  }
  if (!made && errno != EEXIST) return cannot("make the run's folder", path.string());
  UniqueFd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return cannot("open the run's folder", path.string());
  return folder;
}

Result<TrainingEnvironment> make_training_environment(int folder,
                                                      const RunRequest& request,
                                                      const Environment& inherited) {
  const std::string place = run_folder(request).string();
  const std::string base = request.bind_opt_ml ? "/opt/ml" : place + "/ml";
  const TrainingContract contract =
      training_contract(request, base, std::thread::hardware_concurrency());
  TrainingEnvironment made;
  TUNER_ASSIGN_OR_RETURN(made.command, expand_command(request, contract.placeholders));
  TUNER_RETURN_IF_ERROR(make_folders(folder, place));
  TUNER_RETURN_IF_ERROR(make_checkpoint_folder(request.checkpoint_folder));
  TUNER_RETURN_IF_ERROR(make_links(folder, request, place));
  TUNER_RETURN_IF_ERROR(
      make_file(folder, "ml/input/config/hyperparameters.json", contract.hyperparameters, place));
  TUNER_RETURN_IF_ERROR(
      make_file(folder, "ml/input/config/inputdataconfig.json", contract.input_data_config, place));
  TUNER_RETURN_IF_ERROR(
      make_file(folder, "ml/input/config/resourceconfig.json", contract.resource_config, place));

  made.variables = inherited;
  made.variables.emplace("PYTHONUNBUFFERED",
                         "1");  // else metrics reach the log when it is too late to act on them
  for (const auto& [name, value] : request.environment) made.variables[name] = value;
  for (const auto& [name, value] : contract.variables) made.variables[name] = value;
  made.variables[std::string(kRunFolderVariable)] = place;
  return made;
}

}  // namespace tuner
