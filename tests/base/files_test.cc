#include "tuner/base/files.h"

#include <gtest/gtest.h>

#include "tests/fakes/temporary_folder.h"

namespace tuner {
namespace {

ErrorCode refused(const std::filesystem::path& path) {
  const auto text = read_file(path, 100);
  EXPECT_FALSE(text) << path;
  return text ? ErrorCode::kInternal : text.error().code;
}

TEST(Files, ARegularFileIsReadWhole) {
  const testing_fakes::TemporaryFolder folder;
  EXPECT_EQ(read_file(folder.write("file", "text\n"), 100).value(), "text\n");
}

TEST(Files, WhatCannotBeReadSaysWhoIsToBlame) {
  const testing_fakes::TemporaryFolder folder;
  EXPECT_EQ(refused(folder.path() / "none"), ErrorCode::kNotFound);
  EXPECT_EQ(refused(folder.path()), ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused(folder.write("large", std::string(101, 'x'))), ErrorCode::kInvalidArgument);
  // The first page of a process is never there, and reading it is EIO.
  EXPECT_EQ(refused("/proc/self/mem"), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace tuner
