// A LocalProcess in a temporary home, and small trainings for it.
#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <memory>
#include <string>

#include "backends/local_process.h"
#include "tests/fakes/temporary_folder.h"

namespace tuner {

using testing_fakes::TemporaryFolder;

std::string read_file(const std::filesystem::path& path);

// A pipe with a name: whoever of a run has it open for writing is still alive.
class Witness {
 public:
  explicit Witness(const std::filesystem::path& path);
  const std::string& path() const { return path_; }
  bool anyone_left() const;
  // Returns when somebody has had it open and nobody has any more.
  void wait_until_all_are_gone() const;

 private:
  std::string path_;
  UniqueFd reader_;
};

// While it lives this process can open nothing.
class NoDescriptors {
 public:
  NoDescriptors();
  NoDescriptors(const NoDescriptors&) = delete;
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

std::unique_ptr<LocalProcess> make_local(const std::filesystem::path& home);

class LocalFixture : public testing::Test {
 protected:
  RunRequest request(std::vector<std::string> command,
                     const std::string& trial = "job-001-0123abcd");
  // `script` is executed by /bin/sh; its braces need no care.
  RunRequest shell(const std::string& script, const std::string& trial = "job-001-0123abcd");
  RunHandle submit(const RunRequest& request);
  RunStatus status(const RunHandle& run);
  RunStatus ended(const RunHandle& run);
  std::string log(const RunHandle& run);
  void wait_for_log(const RunHandle& run, const std::string& text);
  std::filesystem::path run_folder(const RunHandle& run) { return folder.path() / "jobs" / run.id; }
  // What the run's own file says.
  RunRecords records(const RunHandle& run);

  TemporaryFolder folder;
  std::unique_ptr<LocalProcess> backend = make_local(folder.path());
};

}  // namespace tuner
