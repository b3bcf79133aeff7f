// `tuner delete`: a job with all that is known of it. The folder goes first: whoever is interrupted in between finds the job
// still listed and deletes it again.
#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "service/assemble.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/job_json.h"
#include "service/sagemaker/kept_records.h"
#include "service/sagemaker/tags.h"
#include "service/terminal.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/store/sqlite_tracking_store.h"

namespace tuner {
namespace {

namespace fs = std::filesystem;

Result<bool> confirmed(const JobName& name,
                       const Workspace& workspace,
                       const DeleteOptions& options) {
  if (options.yes) return true;
  if (isatty(STDIN_FILENO) != 1) {
    return fail(ErrorCode::kInvalidArgument,
                "nobody is there to be asked; say --yes to delete " + name.text);
  }
  TUNER_ASSIGN_OR_RETURN(const auto trials, workspace.reader->trials(name));
  print("Delete " + name.text + " with " + counted(trials.size(), "trial") +
        ", their logs and models in " + workspace.home.job_folder(name).string() + "? [y/N] ");
  TUNER_RETURN_IF_ERROR(finish_output());
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

// Trainings go on when the process that started them is gone: they must not lose their folders.
Result<void> check_nothing_runs(const Workspace& workspace, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, workspace.reader->job(name));
  TUNER_ASSIGN_OR_RETURN(const auto trials, workspace.reader->trials(name));
  TUNER_ASSIGN_OR_RETURN(const auto runs, workspace.reader->runs(name));
  std::vector<RunHandle> open;
  for (const RunRecord& run : runs) {
    for (const Trial& trial : trials) {
      if (trial.id == run.trial && !is_terminal(trial.status)) open.push_back(run.handle);
    }
  }
  if (open.empty()) return {};
  TUNER_ASSIGN_OR_RETURN(const auto backend, backend_of(job.spec, workspace.home));
  TUNER_ASSIGN_OR_RETURN(const auto states, backend->status(open));
  for (const RunStatus& state : states) {
    if (state.phase == RunPhase::kEnded) continue;
    return fail(ErrorCode::kFailedPrecondition,
                "trainings of " + name.text + " are still running; `tuner stop " + name.text +
                    "` and `tuner resume " + name.text + "` end them");
  }
  return {};
}

// All but the lock, which is ours and goes last.
Result<void> empty_folder(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename() != "lock") fs::remove_all(entry->path(), error);
    if (error) break;
  }
  if (!error) return {};
  return fail(ErrorCode::kUnavailable, "cannot be removed: " + error.message(), folder.string());
}

Result<ExitCode> remove(const CommandContext& context, const DeleteOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const FileLock lock, workspace.home.lock_job(name));
  TUNER_RETURN_IF_ERROR(check_nothing_runs(workspace, name));
  TUNER_ASSIGN_OR_RETURN(const bool sure, confirmed(name, workspace, options));
  if (!sure) return no_result("nothing was deleted");
  const fs::path folder = workspace.home.job_folder(name);
  TUNER_ASSIGN_OR_RETURN(const auto store, open_store(workspace.home));
  TUNER_ASSIGN_OR_RETURN(const auto tracking, SqliteTrackingStore::open(workspace.home.database()));
  TUNER_RETURN_IF_ERROR(
      sagemaker::keep_records(*tracking, *store, workspace.home.jobs_folder(), name));
  TUNER_RETURN_IF_ERROR(empty_folder(folder));
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> trials, store->trials(name));
  TUNER_RETURN_IF_ERROR(store->delete_job(name));
  TUNER_RETURN_IF_ERROR(sagemaker::forget_job_tags(*tracking, name.text, trials));
  std::error_code ignored;  // an empty folder is left at worst
  fs::remove_all(folder, ignored);
  print(context.json ? json_text({{"deleted", name.text}}) : "Deleted " + name.text + ".\n");
  return kExitOk;
}

}  // namespace

int delete_command(const CommandContext& context, const DeleteOptions& options) {
  return conclude(remove(context, options));
}

}  // namespace tuner
