#include "backends/spawn_supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <system_error>

#include "backends/system_error.h"

namespace tuner {
namespace {

constexpr const char* kProgram = "tuner-supervisor";

// posix_spawn's settings, freed at the end.
class SpawnSettings {
 public:
  SpawnSettings(const SupervisorOrder& order, int log) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, log, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, log, STDERR_FILENO);
    inherit(order.run_folder);
    inherit(order.run_file);
    for (const int slot : order.slots) inherit(slot);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigmask(&attributes_, &all);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  // A descriptor copied onto itself loses its close-on-exec mark, in the new process only.
  void inherit(int descriptor) {
    ::posix_spawn_file_actions_adddup2(&actions_, descriptor, descriptor);
  }

  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> joined(const Environment& variables) {
  std::vector<std::string> entries;
  for (const auto& [name, value] : variables) entries.push_back(name + "=" + value);
  return entries;
}

}  // namespace

std::optional<std::filesystem::path> find_supervisor() {
  std::error_code error;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const auto& candidate : {here / kProgram,
                                here.parent_path() / "libexec" / "tuner" / kProgram,
                                std::filesystem::path(TUNER_LIBEXEC_FOLDER) / kProgram}) {
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

Result<pid_t> spawn_supervisor(const std::filesystem::path& program,
                               const SupervisorOrder& order,
                               int log,
                               const TrainingEnvironment& training) {
  std::vector<std::string> arguments = to_arguments(order);
  arguments.insert(arguments.begin(), kProgram);
  arguments.push_back("--");
  arguments.insert(arguments.end(), training.command.begin(), training.command.end());
  std::vector<std::string> entries = joined(training.variables);

  const SpawnSettings settings(order, log);
  pid_t process = 0;
  const int problem = ::posix_spawn(&process,
                                    program.c_str(),
                                    settings.actions(),
                                    settings.attributes(),
                                    pointers(arguments).data(),
                                    pointers(entries).data());
  if (problem == 0) return process;
  if (problem == E2BIG) {
    return fail(ErrorCode::kFailedPrecondition,
                "the command '" + training.command.front() +
                    "' could not be started: its arguments and environment are too long");
  }
  return fail(code_of_system_error(problem),
              "the run's supervisor cannot be started: " + std::generic_category().message(problem),
              program.string());
}

}  // namespace tuner
