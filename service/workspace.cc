#include "service/workspace.h"

#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tuner/base/text.h"
#include "tuner/store/memory_store.h"
#include "tuner/store/sqlite_store.h"

namespace tuner {
namespace fs = std::filesystem;

namespace {

// What stands where the folder, or one that it is in, ought to be.
std::optional<fs::path> file_in_the_way(fs::path folder) {
  std::error_code error;
  while (!fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  if (!fs::exists(folder, error) || fs::is_directory(folder, error)) return std::nullopt;
  return folder;
}

}  // namespace

Result<Home> find_home(const CommandContext& context) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  if (error) {
    return fail(ErrorCode::kUnavailable, "the current folder cannot be told: " + error.message());
  }
  const char* variable = std::getenv("TUNER_HOME");
  const auto environment =
      variable == nullptr ? std::nullopt : std::optional<std::string>(variable);
  const fs::path folder = Home::locate(context.home, environment, here);
  const auto file = file_in_the_way(folder);
  if (!file) return Home(folder);
  return fail(ErrorCode::kUnavailable,
              "the home must be a folder, and this is a file; choose another one with --home or "
              "TUNER_HOME",
              file->string());
}

Result<Home> open_home(const CommandContext& context) {
  TUNER_ASSIGN_OR_RETURN(const Home home, find_home(context));
  return Home::open(home.folder());
}

Result<std::unique_ptr<ExperimentStore>> open_store(const Home& home) {
  return SqliteStore::open(home.database());
}

Result<std::unique_ptr<ExperimentReader>> open_reader(const Home& home) {
  auto reader = SqliteStore::open_reader(home.database());
  if (reader || reader.error().code != ErrorCode::kNotFound) return reader;
  return std::make_unique<MemoryStore>();
}

Result<Workspace> open_workspace(const CommandContext& context) {
  TUNER_ASSIGN_OR_RETURN(Home home, find_home(context));
  TUNER_ASSIGN_OR_RETURN(auto reader, open_reader(home));
  return Workspace{std::move(home), std::move(reader)};
}

Result<OwnedJob> open_job(const CommandContext& context, std::string_view name) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName job, find_job(*workspace.reader, name));
  TUNER_ASSIGN_OR_RETURN(Home home, open_home(context));
  TUNER_ASSIGN_OR_RETURN(FileLock lock, home.lock_job(job));
  TUNER_ASSIGN_OR_RETURN(std::unique_ptr<ExperimentStore> store, open_store(home));
  TUNER_ASSIGN_OR_RETURN(JobRecord record, store->job(job));
  return OwnedJob{std::move(home), std::move(lock), std::move(store), std::move(record)};
}

Result<JobName> find_job(const ExperimentReader& reader, std::string_view name) {
  JobName job{std::string(name)};
  const Result<std::uint64_t> found = reader.step_count(job);
  if (found) return job;
  if (found.error().code != ErrorCode::kNotFound) return fail(found.error());
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobRecord> jobs, reader.jobs());
  std::vector<std::string> names;
  for (const JobRecord& each : jobs) names.push_back(each.spec.name.text);
  if (names.empty()) {
    return fail(ErrorCode::kNotFound,
                "no job named '" + std::string(name) +
                    "': this home has no jobs; --home or TUNER_HOME chooses another one");
  }
  return fail(ErrorCode::kNotFound,
              "no job named '" + std::string(name) + "'" + did_you_mean(name, names) +
                  "; `tuner list` shows the jobs");
}

Result<JobName> find_tuning_job(const ExperimentReader& reader, std::string_view name) {
  TUNER_ASSIGN_OR_RETURN(JobName job, find_job(reader, name));
  TUNER_ASSIGN_OR_RETURN(const JobRecord record, reader.job(job));
  if (!record.spec.is_single_training()) return job;
  return fail(ErrorCode::kInvalidArgument,
              job.text + " is a single training, in which nothing is tuned; `tuner show " +
                  job.text + "` and `tuner trials " + job.text + "` say what became of it");
}

Result<Trial> find_trial(const ExperimentReader& reader, const JobName& job, std::uint32_t number) {
  Result<Trial> trial = reader.trial(job, {number});
  if (trial || trial.error().code != ErrorCode::kNotFound) return trial;
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> last,
                         reader.trials_page(job, TrialOrder::kNewestFirst, std::nullopt, 1));
  const std::string there = last.empty()
                                ? "none has been started yet"
                                : "there are 1 to " + std::to_string(last.front().id.number);
  return fail(ErrorCode::kNotFound,
              "no trial " + std::to_string(number) + " in " + job.text + ": " + there);
}

bool has_owner(const Home& home, const JobName& job) { return home.job_owner(job).has_value(); }

}  // namespace tuner
