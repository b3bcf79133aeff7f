// `tuner list`: every job of the home, newest first.
#include <nlohmann/json.hpp>

#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/job_json.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

std::string progress_text(const JobView& view) {
  std::size_t ended = 0;
  for (const Trial& trial : view.trials) ended += is_terminal(trial.status) ? 1 : 0;
  const auto& limit = view.job.spec.limits.trials;
  return std::to_string(ended) + (limit ? "/" + std::to_string(*limit) : "");
}

std::vector<TextCell> row_of(const JobView& view) {
  const auto& objectives = view.job.spec.objectives;
  const Trial* best = best_trial(view.trials, view.job.spec.aims());
  return {{view.job.spec.name.text},
          state_cell(view.job.status, view.has_owner),
          {progress_text(view)},
          {best == nullptr ? "" : format_value(*best->objectives.front())},
          {objectives.front().metric},
          {duration_text(view.job.job_time)},
          {local_time_text(view.job.created_at)}};
}

Result<ExitCode> list(const CommandContext& context) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobRecord> jobs, workspace.reader->jobs());
  TextTable table({{"JOB"},
                   {"STATE"},
                   {"TRIALS", Align::kRight},
                   {"BEST", Align::kRight},
                   {"METRIC"},
                   {"TIME", Align::kRight},
                   {"CREATED"}});
  nlohmann::ordered_json json = {{"home", workspace.home.folder().string()},
                                 {"jobs", nlohmann::ordered_json::array()}};
  for (const JobRecord& job : jobs) {
    TUNER_ASSIGN_OR_RETURN(const auto trials, workspace.reader->trials(job.spec.name));
    const JobView view{job, trials, has_owner(workspace.home, job.spec.name)};
    if (context.json) {
      json["jobs"].push_back(job_json(view));
    } else {
      table.add_row(row_of(view));
    }
  }
  if (context.json) {
    print(json_text(json));
  } else if (jobs.empty()) {
    print("No jobs in " + workspace.home.folder().string() +
          "; start one with `tuner run FILE`.\n");
  } else {
    print(table.render(standard_output()));
  }
  return kExitOk;
}

}  // namespace

int list_command(const CommandContext& context, const ListOptions&) {
  return conclude(list(context));
}

}  // namespace tuner
