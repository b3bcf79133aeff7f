// `tuner list`: every job of the home, newest first.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/job_json.h"
#include "service/progress_state.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "service/workspace.h"

namespace tuner {
namespace {

std::string progress_text(const JobView& view) {
  const auto& limit = view.summary.job.spec.limits.trials;
  const std::size_t done = view.summary.totals.ended() - unfinished_trials(view.trials);
  return std::to_string(done) + (limit ? "/" + std::to_string(*limit) : "");
}

std::vector<TextCell> row_of(const JobView& view) {
  const JobRecord& job = view.summary.job;
  const std::optional<Trial>& best = view.summary.best;
  return {{job.spec.name.text},
          state_cell(job.status, view.has_owner),
          {progress_text(view)},
          {best ? format_value(*best->objectives.front()) : ""},
          {best ? metric_of(job.spec, *best) : objective_heading(job.spec, 0)},
          {duration_text(job.job_time)},
          {local_time_text(job.created_at)}};
}

std::string no_jobs_text(const std::filesystem::path& home) {
  std::error_code error;
  const bool is_there = std::filesystem::exists(home, error);
  return "No jobs: " +
         (is_there ? home.string() + " has none" : "there is no folder " + home.string()) +
         "; start one with `tuner run FILE`" +
         (is_there ? "" : ", which makes it, or choose another home with --home or TUNER_HOME") +
         ".\n";
}

Result<ExitCode> list(const CommandContext& context) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobSummary> jobs, workspace.reader->summaries());
  TextTable table({{"JOB"},
                   {"STATE"},
                   {"TRIALS", Align::kRight},
                   {"BEST", Align::kRight},
                   {"METRIC"},
                   {"TIME", Align::kRight},
                   {"CREATED", Align::kLeft, true}});
  nlohmann::ordered_json json = {{"home", workspace.home.folder().string()},
                                 {"jobs", nlohmann::ordered_json::array()}};
  for (const JobSummary& summary : jobs) {
    const TuningJobSpec& spec = summary.job.spec;
    JobView view{.summary = summary, .has_owner = has_owner(workspace.home, spec.name)};
    TUNER_ASSIGN_OR_RETURN(const auto trials, trials_if_needed(*workspace.reader, summary));
    view.trials = trials;
    if (context.json) {
      json["jobs"].push_back(job_json(view));
    } else {
      table.add_row(row_of(view));
    }
  }
  if (context.json) {
    print(json_text(json));
  } else if (jobs.empty()) {
    print(no_jobs_text(workspace.home.folder()));
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
