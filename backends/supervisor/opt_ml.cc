#include "backends/supervisor/opt_ml.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "backends/run_records.h"

namespace tuner {
namespace {

bool write_to(const char* path, const std::string& content) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = write_all(file, content);
  ::close(file);
  return written;
}

// A user may mount things in a user namespace of his own, in which he keeps his number.
bool enter_mount_namespace() {
  if (::unshare(CLONE_NEWNS) == 0) return true;
  const std::string user = std::to_string(::geteuid()), group = std::to_string(::getegid());
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_to("/proc/self/setgroups", "deny") &&
         write_to("/proc/self/uid_map", user + " " + user + " 1") &&
         write_to("/proc/self/gid_map", group + " " + group + " 1");
}

// Makes one entry of the hidden /opt visible again.
bool show_again(int hidden, const char* name) {
  struct stat entry;
  if (::fstatat(hidden, name, &entry, AT_SYMLINK_NOFOLLOW) != 0) return false;
  const std::string target = std::string("/opt/") + name;
  if (S_ISLNK(entry.st_mode)) {
    std::string link(static_cast<std::size_t>(entry.st_size) + 1, '\0');
    const ssize_t size = ::readlinkat(hidden, name, link.data(), link.size());
    return size > 0 &&
           ::symlink(link.substr(0, static_cast<std::size_t>(size)).c_str(), target.c_str()) == 0;
  }
  if (S_ISDIR(entry.st_mode)) {
    if (::mkdir(target.c_str(), 0755) != 0) return false;
  } else {
    const int file = ::open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) return false;
    ::close(file);
  }
  const std::string source = "/proc/self/fd/" + std::to_string(hidden) + "/" + name;
  return ::mount(source.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0;
}

// An empty /opt/ml on top of an /opt that has none: a small file system in memory, with everything
// else of /opt in it.
bool make_opt_ml() {
  const int hidden = ::open("/opt", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (hidden < 0) return false;
  bool good = ::mount("tmpfs", "/opt", "tmpfs", 0, "mode=0755,size=1m") == 0;
  DIR* entries = ::fdopendir(::dup(hidden));
  while (good) {
    const dirent* entry = ::readdir(entries);
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name != "." && name != "..") good = show_again(hidden, entry->d_name);
  }
  ::closedir(entries);
  ::close(hidden);
  return good && ::mkdir("/opt/ml", 0755) == 0;
}

}  // namespace

std::string bind_opt_ml(const std::string& base) {
  struct stat there;
  const auto failed = [](const char* what) {
    return std::string("opt_ml: bind is not possible here: ") + what + ": " + std::strerror(errno);
  };
  if (!enter_mount_namespace()) return failed("a mount namespace was refused");
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return failed("making mounts private");
  if (::stat("/opt/ml", &there) != 0 && !make_opt_ml()) return failed("/opt/ml could not be made");
  if (::mount(base.c_str(), "/opt/ml", nullptr, MS_BIND | MS_REC, nullptr) != 0)
    return failed("mounting /opt/ml");
  return {};
}

}  // namespace tuner
