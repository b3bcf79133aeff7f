#include "service/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "backends/run_records.h"

namespace tuner {

Result<void> write_file_atomically(const std::filesystem::path& file, std::string_view content) {
  const auto failure = [&file] {
    return fail(ErrorCode::kUnavailable,
                "cannot be written: " + std::system_category().message(errno),
                file.string());
  };
  const std::string beside = file.string() + "." + std::to_string(getpid()) + ".tmp";
  const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return failure();
  const bool written = write_all(descriptor, content) && fsync(descriptor) == 0;
  const int problem = errno;
  const bool closed = close(descriptor) == 0;
  if (written && closed && std::rename(beside.c_str(), file.c_str()) == 0) return {};
  if (!written) errno = problem;
  const auto error = failure();
  unlink(beside.c_str());
  return error;
}

}  // namespace tuner
