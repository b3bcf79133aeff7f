#include "backends/supervisor/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "backends/run_records.h"

namespace tuner {
namespace {

std::vector<pid_t> numbered_entries(const std::string& folder) {
  std::vector<pid_t> numbers;
  DIR* entries = ::opendir(folder.c_str());
  if (entries == nullptr) return numbers;
  while (const dirent* entry = ::readdir(entries)) {
    if (const int number = std::atoi(entry->d_name); number > 0) numbers.push_back(number);
  }
  ::closedir(entries);
  return numbers;
}

// The parent of a process; 0 when it is gone.
pid_t parent_of(pid_t process) {
  const auto stat =
      read_small_file(AT_FDCWD, ("/proc/" + std::to_string(process) + "/stat").c_str());
  if (!stat) return 0;
  const std::size_t name_end =
      stat->rfind(')');  // the name may hold anything; "state parent" follow it
  return name_end == stat->npos || name_end + 4 > stat->size()
             ? 0
             : std::atoi(stat->c_str() + name_end + 4);
}

}  // namespace

void signal_descendants(int signal) {
  struct Entry {
    pid_t process, parent;
  };
  std::vector<Entry> all;
  for (const pid_t process : numbered_entries("/proc"))
    all.push_back({process, parent_of(process)});

  std::vector<pid_t> family{::getpid()};
  for (std::size_t i = 0; i < family.size(); ++i) {
    for (const Entry& entry : all) {
      if (entry.parent == family[i]) family.push_back(entry.process);
    }
  }
  for (std::size_t i = 1; i < family.size(); ++i) ::kill(family[i], signal);
}

}  // namespace tuner
