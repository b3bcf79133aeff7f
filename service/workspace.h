// What a command works in: the home folder and its database, opened for questions or for writing.
#pragma once

#include <memory>
#include <string_view>

#include "service/commands.h"
#include "tuner/base/result.h"
#include "tuner/experiment_store.h"
#include "tuner/store/home.h"

namespace tuner {

// The home that --home, TUNER_HOME and the current folder point to. Looks at nothing, creates nothing.
Result<Home> find_home(const CommandContext& context);
// The same, created where it is not there, and checked: for commands that write.
Result<Home> open_home(const CommandContext& context);

Result<std::unique_ptr<ExperimentStore>> open_store(const Home& home);
// Never creates anything: a home without a database is an empty reader.
Result<std::unique_ptr<ExperimentReader>> open_reader(const Home& home);

// For commands that only ask.
struct Workspace {
  Home home;
  std::unique_ptr<ExperimentReader> reader;
};
Result<Workspace> open_workspace(const CommandContext& context);

// For commands that work on a job that is there: it is theirs alone as long as the lock is held.
struct OwnedJob {
  Home home;
  FileLock lock;
  std::unique_ptr<ExperimentStore> store;
  JobRecord record;
};
Result<OwnedJob> open_job(const CommandContext& context, std::string_view name);

// kNotFound names the job that was perhaps meant.
Result<JobName> find_job(const ExperimentReader& reader, std::string_view name);

// The same, of a job in which something is tuned. kInvalidArgument: it is a single training.
Result<JobName> find_tuning_job(const ExperimentReader& reader, std::string_view name);

// kNotFound says which trials there are.
Result<Trial> find_trial(const ExperimentReader& reader, const JobName& job, std::uint32_t number);

// Whether some process is working on the job now.
bool has_owner(const Home& home, const JobName& job);

}  // namespace tuner
