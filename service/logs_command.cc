// `tuner logs`: what a training printed, byte for byte.
#include <nlohmann/json.hpp>

#include "service/assemble.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/job_json.h"
#include "service/log_copy.h"
#include "service/terminal.h"
#include "service/workspace.h"

namespace tuner {
namespace {

Result<ExitCode> logs(const CommandContext& context, const LogsOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, workspace.reader->job(name));
  TUNER_ASSIGN_OR_RETURN(const auto backend, backend_of(job.spec, workspace.home));
  const LogRequest request{name, {options.trial}, options.attempt, options.follow, [&] {
                             return has_owner(workspace.home, name);
                           }};
  std::string text;
  const LogSink sink = [&](std::string_view piece) -> Result<void> {
    if (context.json) {
      text += piece;
      return {};
    }
    print(piece);
    return finish_output();  // what is followed is shown at once
  };
  TUNER_RETURN_IF_ERROR(copy_log(*workspace.reader, *backend, request, sink));
  if (context.json) print(json_text({{"job", name.text}, {"trial", options.trial}, {"log", text}}));
  return kExitOk;
}

}  // namespace

int logs_command(const CommandContext& context, const LogsOptions& options) {
  return conclude(logs(context, options));
}

}  // namespace tuner
