#include "backends/process_table.h"

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "backends/run_records.h"
#include "backends/unique_fd.h"

namespace tuner {
namespace {

std::string content_of(pid_t process, const char* name) {
  std::ifstream file("/proc/" + std::to_string(process) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_alive(pid_t process) {
  const std::string stat = content_of(process, "stat");
  const std::size_t name_end = stat.rfind(')');  // the name in front of it may hold anything
  if (name_end == stat.npos || name_end + 2 >= stat.size()) return false;
  const char state = stat[name_end + 2];
  return state != 'Z' && state != 'X';
}

// Whether standard output or error of a process goes into the file.
bool writes_into(pid_t process, const struct stat& log) {
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    const std::string link = "/proc/" + std::to_string(process) + "/fd/" + std::to_string(stream);
    struct stat file;
    if (::stat(link.c_str(), &file) == 0 && file.st_dev == log.st_dev && file.st_ino == log.st_ino)
      return true;
  }
  return false;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> processes;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    pid_t process = 0;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (bad == std::errc{} && end == name.data() + name.size()) processes.push_back(process);
  }
  return processes;
}

UniqueFd open_process(pid_t process) {
  return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
}

}  // namespace

bool belongs_to_run(pid_t process, const std::string& folder) {
  const std::string variables = '\0' + content_of(process, "environ");
  const std::string mark = '\0' + std::string(kRunFolderVariable) + '=';
  const std::size_t start = variables.find(mark);
  if (start == variables.npos) return false;
  const std::string marked = variables.c_str() + start + mark.size();
  std::error_code ignored;
  return marked == folder || std::filesystem::equivalent(marked, folder, ignored);
}

std::vector<pid_t> left_overs(const std::string& folder) {
  struct stat log;
  const bool has_log = ::stat((folder + "/" + kLogFile).c_str(), &log) == 0;
  std::vector<pid_t> found;
  for (const pid_t process : all_processes()) {
    const bool ours = belongs_to_run(process, folder) || (has_log && writes_into(process, log));
    if (ours && process != ::getpid() && is_alive(process)) found.push_back(process);
  }
  return found;
}

bool kill_left_overs(const std::string& folder, std::chrono::milliseconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (true) {
    const std::vector<pid_t> processes = left_overs(folder);
    if (processes.empty()) return true;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        give_up - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    for (const pid_t process : processes) ::kill(process, SIGKILL);
    const UniqueFd one = open_process(processes.front());
    pollfd ended{one.get(), POLLIN, 0};
    if (one) ::poll(&ended, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 100)));
  }
}

}  // namespace tuner
