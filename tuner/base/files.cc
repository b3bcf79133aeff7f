#include "tuner/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tuner {
namespace {

// Closes what it holds.
struct Descriptor {
  explicit Descriptor(int value) : fd(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
  int fd;
};

ErrorCode code_of(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::kNotFound;
    case EIO:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ESTALE:
      return ErrorCode::kUnavailable;
    default:
      return ErrorCode::kInvalidArgument;
  }
}

tl::unexpected<Error> system_error(const std::filesystem::path& path) {
  return fail(
      code_of(errno), std::string("cannot be read: ") + std::strerror(errno), path.string());
}

tl::unexpected<Error> too_large(const std::filesystem::path& path, std::uint64_t max_bytes) {
  return fail(ErrorCode::kInvalidArgument,
              "is larger than the " + std::to_string(max_bytes) + " bytes allowed here",
              path.string());
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.fd < 0) return system_error(path);
  struct stat status {};
  if (fstat(file.fd, &status) != 0) return system_error(path);
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kInvalidArgument, "is not a regular file", path.string());
  }
  if (static_cast<std::uint64_t>(status.st_size) > max_bytes) return too_large(path, max_bytes);
  std::string text;
  char buffer[65536];
  while (true) {
    const ssize_t count = read(file.fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error(path);
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > max_bytes) return too_large(path, max_bytes);  // it is still growing
  }
}

bool is_executable_file(const std::filesystem::path& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

}  // namespace tuner
