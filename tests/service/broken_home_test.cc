// What `tuner` says, and its exit code, when the home, its database or the disk cannot be used, or a job is there already.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>

#include "service/cli.h"
#include "service/exit_code.h"
#include "tests/contract/result_matchers.h"
#include "tests/service/sample_home.h"
#include "tests/store/run_in_child.h"
#include "tuner/store/sqlite.h"

namespace tuner {
namespace {

namespace fs = std::filesystem;
using testing::Output;

constexpr fs::perms kReadable{0555};

class BrokenHome : public testing::SampleHome {
 protected:
  // A job that would run, so that nothing but the home stands in its way.
  std::string job_file(const std::string& name) const {
    return write("job.yaml",
                 "name: " + name +
                     "\n"
                     "command: [/bin/sh, -c, 'echo loss=1']\n"
                     "objective: {metric: loss, goal: minimize}\n"
                     "metrics: {loss: 'loss=(\\S+)'}\n"
                     "parameters: {rate: {type: continuous, min: 0, max: 1}}\n"
                     "limits: {trials: 1}\n");
  }

  // The command line in a process of its own, which `prepare` may spoil.
  Output run_line_in_child(const std::vector<std::string>& arguments,
                           const std::function<bool()>& prepare) const {
    std::vector<const char*> argv = {"tuner"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    return run([&] {
      return testing::run_in_child(
          [&] { return prepare() ? run_cli(static_cast<int>(argv.size()), argv.data()) : 99; });
    });
  }

  // Nothing is forbidden to root: the command runs as nobody then.
  Output run_as_nobody(const std::vector<std::string>& arguments) const {
    constexpr uid_t kNobody = 65534;
    return run_line_in_child(
        arguments, [] { return geteuid() != 0 || setresuid(kNobody, kNobody, kNobody) == 0; });
  }

  Output run_where_nothing_can_be_written(const std::vector<std::string>& arguments) const {
    for (const fs::path& path : {folder(), home().folder()}) fs::permissions(path, kReadable);
    const Output output = run_as_nobody(arguments);
    for (const fs::path& path : {folder(), home().folder()})
      fs::permissions(path, fs::perms::owner_all);
    return output;
  }

  void expect_refused(const Output& output, int exit_code, const std::string& message) const {
    EXPECT_EQ(output.exit_code, exit_code) << output.out;
    EXPECT_NE(output.err.find(message), std::string::npos) << output.err;
  }
};

TEST_F(BrokenHome, AKnownNameWithAnotherSpecificationIsAConflict) {
  expect_refused(run_line({"run", job_file("digits")}),
                 kExitConflict,
                 "tuner: job 'digits' exists with another specification (it differs in /");
}

TEST_F(BrokenHome, AJobThatAProcessWorksOnIsAConflict) {
  const auto lock = home().lock_job({"digits"});
  ASSERT_TRUE(lock);
  expect_refused(run_line({"run", job_file("digits")}),
                 kExitConflict,
                 "job digits is being run by process " + std::to_string(getpid()));
}

TEST_F(BrokenHome, ADatabaseOfANewerVersionIsAConflict) {
  store_.reset();
  {
    auto database = Database::open(home().database(), Database::Access::kReadWrite);
    ASSERT_TRUE(database);
    EXPECT_OK(database->execute_script("PRAGMA user_version = 99"));
  }
  for (const auto& arguments : {std::vector<std::string>{"list"}, {"run", job_file("new")}}) {
    expect_refused(run_line(arguments),
                   kExitConflict,
                   "tuner: HOME/home/tuner.db: the database was made by a newer version of tuner "
                   "(schema 99, ");
  }
}

TEST_F(BrokenHome, ADamagedDatabaseIsAnErrorOfTheEnvironment) {
  store_.reset();
  std::fstream file(home().database(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  const auto size = fs::file_size(home().database());
  file << std::string(size - 4096, 'x');
  file.close();
  for (const auto& arguments : {std::vector<std::string>{"list"}, {"run", job_file("new")}}) {
    expect_refused(run_line(arguments),
                   kExitEnvironment,
                   "tuner: HOME/home/tuner.db: the database is damaged; restore a copy of it");
  }
}

TEST_F(BrokenHome, AFileThatIsNoDatabaseIsAnErrorOfTheEnvironment) {
  store_.reset();
  std::ofstream(home().database(), std::ios::in) << std::string(5000, 'x');
  for (const auto& arguments : {std::vector<std::string>{"list"}, {"run", job_file("new")}}) {
    expect_refused(run_line(arguments),
                   kExitEnvironment,
                   "tuner: HOME/home/tuner.db: this file is not a database, or is damaged");
  }
}

TEST_F(BrokenHome, AHomeThatCannotBeCreatedIsAnErrorOfTheEnvironment) {
  const std::string below_a_file = write("file", "") / "home";
  expect_refused(run_line({"run", job_file("new"), "--home", below_a_file}),
                 kExitEnvironment,
                 "tuner: HOME/file: the home must be a folder, and this is a file; choose another "
                 "one with --home or TUNER_HOME");
}

TEST_F(BrokenHome, AFileInPlaceOfTheHomeIsAnErrorOfTheEnvironment) {
  const std::string file = job_file("new");
  for (const std::vector<std::string>& command : {std::vector<std::string>{"list"},
                                                  {"show", "digits"},
                                                  {"run", file},
                                                  {"resume", "digits"},
                                                  {"delete", "digits", "-y"},
                                                  {"doctor"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--home", file});
    expect_refused(run_line(arguments),
                   kExitEnvironment,
                   "tuner: HOME/job.yaml: the home must be a folder, and this is a file");
  }
}

TEST_F(BrokenHome, AHomeThatCannotBeWrittenIsAnErrorOfTheEnvironment) {
  const std::string file = job_file("new");
  fs::permissions(file, kReadable);
  expect_refused(run_where_nothing_can_be_written({"run", file}),
                 kExitEnvironment,
                 "tuner: HOME/home: the home cannot be written to (Permission denied)");
}

TEST_F(BrokenHome, AHomeThatCannotBeReadIsNoEmptyOne) {
  for (const fs::path& path : {folder(), home().folder()}) fs::permissions(path, kReadable);
  for (const fs::path& path : {home().database(), home().folder()}) {
    fs::permissions(path, fs::perms::none);
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"list"}, {"show", "digits"}}) {
      expect_refused(run_as_nobody(command),
                     kExitEnvironment,
                     "tuner: HOME/home/tuner.db: the database cannot be read: Permission denied");
    }
    fs::permissions(path, kReadable);
  }
  fs::permissions(home().folder(), fs::perms::owner_all);
}

TEST_F(BrokenHome, AHomeThatCannotBeWrittenIsReadAllTheSame) {
  store_.reset();
  fs::permissions(home().database(), kReadable);
  for (const std::vector<std::string>& command : {std::vector<std::string>{"list"},
                                                  {"show", "digits"},
                                                  {"best", "digits"},
                                                  {"trials", "digits"},
                                                  {"report", "digits"}}) {
    const Output output = run_where_nothing_can_be_written(command);
    EXPECT_EQ(output.exit_code, kExitOk) << output.err;
    EXPECT_NE(output.out.find("0.125"), std::string::npos) << output.out;
  }
}

TEST_F(BrokenHome, ChangesInALogThatCannotBeReadAreAnErrorOfTheEnvironment) {
  const fs::path copy = folder() / "copy";
  fs::create_directory(copy);
  for (const char* file : {"tuner.db", "tuner.db-wal"}) {
    fs::copy_file(home().folder() / file, copy / file);
    fs::permissions(copy / file, kReadable);
  }
  ASSERT_GT(fs::file_size(copy / "tuner.db-wal"), 0U);
  fs::permissions(copy, kReadable);
  const Output output = run_where_nothing_can_be_written({"list", "--home", copy});
  fs::permissions(copy, fs::perms::owner_all);
  expect_refused(output,
                 kExitEnvironment,
                 "tuner: HOME/copy/tuner.db-wal: the last changes of the database are in the log");
}

// RLIMIT_FSIZE stands for a disk without room: the kernel refuses to let a file grow.
bool fill_the_disk() {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit full{4096, 4096};
  return setrlimit(RLIMIT_FSIZE, &full) == 0;
}

TEST_F(BrokenHome, AFullDiskIsAnErrorOfTheEnvironment) {
  const std::string other_home = folder() / "full";
  const Output output =
      run_line_in_child({"run", job_file("new"), "--home", other_home}, fill_the_disk);
  expect_refused(output, kExitEnvironment, "tuner: HOME/full/tuner.db: the disk ");
  EXPECT_NE(output.err.find("full"), std::string::npos) << output.err;
}

TEST_F(BrokenHome, QuestionsAreAnsweredOnAFullDisk) {
  store_.reset();
  for (const auto& question : {std::vector<std::string>{"list"}, {"show", "digits"}}) {
    const Output output = run_line_in_child(question, fill_the_disk);
    EXPECT_EQ(output.exit_code, kExitOk) << output.err;
    EXPECT_NE(output.out.find("digits"), std::string::npos) << output.out;
  }
}

TEST_F(BrokenHome, AnOutputOnAFullDiskIsAnErrorOfTheEnvironment) {
  const Output output = run_line_in_child(
      {"list"}, [] { return dup2(open("/dev/full", O_WRONLY | O_CLOEXEC), STDOUT_FILENO) >= 0; });
  expect_refused(
      output,
      kExitEnvironment,
      "tuner: standard output: not everything could be written: No space left on device");
}

}  // namespace
}  // namespace tuner
