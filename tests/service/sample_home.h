// A home in a temporary folder with one job of four trials, and commands called as the program calls them.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service/commands.h"
#include "tests/fakes/temporary_folder.h"
#include "tuner/store/home.h"
#include "tuner/store/sqlite_store.h"

namespace tuner::testing {

struct Output {
  int exit_code = 0;
  std::string out, err;
};

// digits: trials 1 (0.25) and 3 (0.125) succeeded, 2 failed, 4 runs. Times are fixed; local time is UTC.
class SampleHome : public ::testing::Test {
 protected:
  SampleHome();

  void add_job(const std::string& name);
  const CommandContext& context() const { return context_; }
  CommandContext json_context() const { return {context_.home, true}; }
  Home home() const { return Home(*context_.home); }
  const std::filesystem::path& folder() const { return folder_.path(); }

  // Runs a command; what it printed has the path of the temporary folder replaced by "HOME".
  Output run(const std::function<int()>& command) const;
  // The same for a command line of the program, which finds this home by TUNER_HOME.
  Output run_line(const std::vector<std::string>& arguments) const;
  // A file in folder().
  std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  testing_fakes::TemporaryFolder folder_;
  CommandContext context_;

 protected:
  std::unique_ptr<SqliteStore> store_;
};

TuningJobSpec sample_spec(const std::string& name);

}  // namespace tuner::testing
