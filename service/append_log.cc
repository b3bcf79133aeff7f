#include "service/append_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <system_error>

#include "backends/run_records.h"
#include "service/atomic_file.h"
#include "tuner/base/files.h"

namespace tuner {
namespace {

tl::unexpected<Error> log_failure(const std::filesystem::path& file) {
  return fail(ErrorCode::kUnavailable,
              "cannot be written: " + std::system_category().message(errno),
              file.string());
}

}  // namespace

Result<AppendLog> AppendLog::create(const std::filesystem::path& file,
                                    const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  TUNER_RETURN_IF_ERROR(write_file_atomically(file, text));
  TUNER_RETURN_IF_ERROR(sync_folder(file.parent_path()));
  std::vector<std::string> same;
  return open(file, same);
}

Result<AppendLog> AppendLog::open(const std::filesystem::path& file,
                                  std::vector<std::string>& lines) {
  TUNER_ASSIGN_OR_RETURN(const std::string text,
                         read_file(file, std::numeric_limits<std::int64_t>::max()));
  std::string_view rest = text;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) return log_failure(file);
  AppendLog log(file, descriptor, text.size() - rest.size());
  if (!rest.empty() && ::ftruncate(descriptor, static_cast<off_t>(log.size_)) != 0)
    return log_failure(file);
  return log;
}

Result<std::string> AppendLog::first_line(const std::filesystem::path& file) {
  constexpr std::size_t kMostBytes = 64 << 10;
  std::error_code problem;
  if (!std::filesystem::is_regular_file(file, problem))
    return fail(ErrorCode::kNotFound, "does not exist", file.string());
  std::ifstream stream(file, std::ios::binary);
  std::string line(kMostBytes, '\0');
  stream.read(line.data(), static_cast<std::streamsize>(line.size()));
  if (stream.bad() || !stream.gcount())
    return fail(ErrorCode::kUnavailable, "cannot be read", file.string());
  line.resize(static_cast<std::size_t>(stream.gcount()));
  line.resize(std::min(line.find('\n'), line.size()));
  return line;
}

AppendLog::~AppendLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> AppendLog::append(std::string_view line) {
  const std::string text = std::string(line) + "\n";
  if (write_all(descriptor_, text) && ::fdatasync(descriptor_) == 0) {
    size_ += text.size();
    return {};
  }
  const auto failure = log_failure(file_);
  [[maybe_unused]] const int cut = ::ftruncate(descriptor_, static_cast<off_t>(size_));
  return failure;
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return log_failure(folder);
  const bool synced = ::fsync(descriptor) == 0;
  const auto failure = log_failure(folder);
  ::close(descriptor);
  if (synced) return {};
  return failure;
}

}  // namespace tuner
