// A file of lines that only grows: a line is in it whole, and on the disk, before append() returns, or it is not in it at all.
//
// One process writes to it at a time; the caller sees to that.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tuner/base/result.h"

namespace tuner {

class AppendLog {
 public:
  // With these lines, none of which has a newline in it. What is there of that name is replaced. kUnavailable.
  static Result<AppendLog> create(const std::filesystem::path& file,
                                  const std::vector<std::string>& lines);

  // Its lines go to `lines`. One without a newline was being written when its process died: it is cut off. kNotFound,
  // kUnavailable.
  static Result<AppendLog> open(const std::filesystem::path& file, std::vector<std::string>& lines);

  AppendLog(AppendLog&& other) noexcept
      : file_(std::move(other.file_)),
        descriptor_(std::exchange(other.descriptor_, -1)),
        size_(other.size_) {}
  AppendLog& operator=(AppendLog&&) = delete;
  ~AppendLog();

  // The first line alone, at most 64 KB of it. kNotFound, kUnavailable.
  static Result<std::string> first_line(const std::filesystem::path& file);

  // kUnavailable: the line is not in it, as far as can be seen; open it anew before the next one.
  Result<void> append(std::string_view line);

  std::uint64_t size() const { return size_; }  // bytes

 private:
  AppendLog(std::filesystem::path file, int descriptor, std::uint64_t size)
      : file_(std::move(file)), descriptor_(descriptor), size_(size) {}

  std::filesystem::path file_;
  int descriptor_;
  std::uint64_t size_;  // of whole lines
};

// What was created, renamed or removed in a folder survives a power cut. kUnavailable.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace tuner
