// `tuner replay`: the log of a job once more, to prove that everything follows from it.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "service/commands.h"
#include "service/conclude.h"
#include "service/display_text.h"
#include "service/extensions.h"
#include "service/job_json.h"
#include "service/terminal.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "strategies/registry.h"
#include "tuner/scheduler.h"

namespace tuner {
namespace {

struct Replayed {
  std::size_t steps = 0, trials = 0;
  std::optional<Error> difference = {};
};

using Values = std::vector<std::optional<double>>;

bool same(const Values& a, const Values& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return x == y || (x && y && std::isnan(*x) && std::isnan(*y));
  });
}

bool same(const Trial& a, const Trial& b) {
  return a.id == b.id && a.name == b.name && a.suggestion == b.suggestion && a.status == b.status &&
         a.failure == b.failure && a.reason == b.reason && a.attempts == b.attempts &&
         same(a.objectives, b.objectives) && same(a.constraints, b.constraints) &&
         a.ran_for == b.ran_for && a.exit_code == b.exit_code;
}

// The rows of the database beside what the log leads to.
std::optional<Error> difference(std::span<const Trial> stored, std::span<const Trial> replayed) {
  const std::string counts = "the database has " + counted(stored.size(), "trial") +
                             ", the log leads to " + std::to_string(replayed.size());
  if (stored.size() != replayed.size()) return Error{ErrorCode::kInternal, counts, "trials"};
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (same(stored[i], replayed[i])) continue;
    return Error{ErrorCode::kInternal,
                 "the row of the database is not what the log leads to",
                 "trial " + std::to_string(stored[i].id.number)};
  }
  return std::nullopt;
}

// While a process works on the job its rows may be ahead of the steps that were read: then they are not compared.
Result<Replayed> replay(const ExperimentReader& reader,
                        const JobRecord& job,
                        bool verify,
                        bool is_running) {
  TUNER_ASSIGN_OR_RETURN(const auto strategy, make_strategy(first_spec(job), job.prior));
  TUNER_ASSIGN_OR_RETURN(std::vector<Extension> extensions, extensions_of(job));
  TUNER_ASSIGN_OR_RETURN(const std::vector<StepRecord> steps, reader.steps(job.spec.name));
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> stored, reader.trials(job.spec.name));
  const auto how = verify ? Scheduler::Replay::kAskAgain : Scheduler::Replay::kRecall;
  Scheduler scheduler(
      first_spec(job), job.identity, *strategy, job.spec.limits.parallel, std::move(extensions));
  Replayed result;
  for (const StepRecord& step : steps) {
    const Result<void> same_again = scheduler.replay(step, how);
    result.trials = scheduler.trials().size();
    if (!same_again) {
      result.difference = same_again.error();
      return result;
    }
    ++result.steps;
  }
  if (!is_running) result.difference = difference(stored, scheduler.trials());
  return result;
}

std::string text_of(const Replayed& result, const std::string& name, bool verify) {
  const std::string counts = counted(result.steps, "step") + ", " + counted(result.trials, "trial");
  if (result.difference)
    return name + ": " + counts + ", then " + printable(to_string(*result.difference)) + "\n";
  return name + ": " + counts + ": " +
         (verify ? "every suggestion and every decision came out again, bit for bit"
                 : "every decision follows from the log; --verify asks for the suggestions again") +
         "\n";
}

Result<ExitCode> replay_job(const CommandContext& context, const ReplayOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, workspace.reader->job(name));
  TUNER_ASSIGN_OR_RETURN(
      const Replayed result,
      replay(*workspace.reader, job, options.verify, has_owner(workspace.home, name)));
  if (context.json) {
    nlohmann::ordered_json json{{"job", name.text},
                                {"steps", result.steps},
                                {"trials", result.trials},
                                {"suggestions_asked_again", options.verify},
                                {"same", !result.difference.has_value()},
                                {"difference", nullptr}};
    if (result.difference) json["difference"] = to_string(*result.difference);
    print(json_text(json));
  } else {
    print(text_of(result, name.text, options.verify));
  }
  return result.difference ? kExitNoResult : kExitOk;
}

}  // namespace

int replay_command(const CommandContext& context, const ReplayOptions& options) {
  return conclude(replay_job(context, options));
}

}  // namespace tuner
