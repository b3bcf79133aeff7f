// tuner run, resume, stop: the commands that act on a job.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "backends/registry.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/display_text.h"
#include "service/job_session.h"
#include "service/new_job.h"
#include "service/spec_file.h"
#include "service/terminal.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/job/extension.h"
#include "tuner/job/spec_json.h"

namespace tuner {
namespace {

using nlohmann::json;

// A pointer with names in the place of positions: "/parameters/rate/max" for "/parameters/1/max".
std::string with_names(std::string_view pointer, const json& document) {
  std::string text;
  json at = document;
  while (!pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string token(pointer.substr(0, end));
    const json::json_pointer step(token);
    at = at.contains(step) ? json(at.at(step)) : json();
    const bool named = at.is_object() && at.contains("name");
    text += named ? "/" + at.at("name").get<std::string>() : token;
    pointer.remove_prefix(end);
  }
  return text;
}

// The places where two specifications differ, "/limits/trials".
std::vector<std::string> different_places(const TuningJobSpec& left, const TuningJobSpec& right) {
  const json before = to_json(left);
  std::vector<std::string> places;
  for (const json& change : json::diff(before, to_json(right)))
    places.push_back(with_names(change.at("path").get<std::string>(), before));
  return places;
}

constexpr std::size_t kMostPlaces = 5;  // named

std::string places_text(std::span<const std::string> places) {
  std::string text;
  for (const std::string& place : places.first(std::min(places.size(), kMostPlaces)))
    text += (text.empty() ? "" : ", ") + place;
  const std::size_t others = places.size() - std::min(places.size(), kMostPlaces);
  return text + (others > 0 ? " and " + counted(others, "other place") : "");
}

// `known`, if the file that it came from had been in the folder of the other's.
TuningJobSpec in_folder_of(TuningJobSpec known, const TuningJobSpec& other) {
  known.working_folder = other.working_folder;
  return known;
}

// A backend that cannot work here leaves no job behind.
Result<JobRecord> create_job(ExperimentStore& store, TuningJobSpec spec, const Prior& prior) {
  TUNER_RETURN_IF_ERROR(make_backend(spec.backend, {}));
  const JobRecord job = new_job(std::move(spec), prior, SystemClock().wall());
  TUNER_RETURN_IF_ERROR(store.create_job(job));
  return job;
}

std::optional<std::string> text_of(const std::optional<std::uint32_t>& number) {
  return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

// How the job that is there becomes the one that is asked for, which differs from it in these places.
std::string way_on(const TuningJobSpec& known,
                   const TuningJobSpec& wanted,
                   std::vector<std::string> places,
                   const RunOptions& options) {
  const std::string another =
      "to begin another choose a name with --name, or `tuner delete " + known.name.text + "` first";
  if (!extension_problems(known, wanted).empty()) return "that cannot be changed; " + another;
  std::string changes;
  const auto change = [&](const char* option, const char* place, std::optional<std::string> value) {
    if (value && std::erase(places, place) > 0) changes += std::string(" ") + option + " " + *value;
  };
  change("--trials", "/limits/trials", text_of(options.trials));
  change("--parallel", "/limits/parallel", text_of(options.parallel));
  change("--strategy", "/strategy", options.strategy);
  return "to go on with this one use tuner extend " + known.name.text +
         (places.empty() ? "" : " FILE") + changes + ", " + another;
}

// The job of that name if it has this specification (a file without seed matches any), else a new one.
Result<JobRecord> find_or_create(ExperimentStore& store,
                                 TuningJobSpec spec,
                                 const Prior& prior,
                                 const RunOptions& options) {
  Result<JobRecord> known = store.job(spec.name);
  if (!known && known.error().code == ErrorCode::kNotFound)
    return create_job(store, std::move(spec), prior);
  if (!known) return known;
  if (!spec.seed) spec.seed = known->spec.seed;
  if (spec.arn_prefix.empty()) spec.arn_prefix = known->spec.arn_prefix;
  const std::vector<std::string> places = different_places(known->spec, spec);
  if (places.empty()) return known;
  if (different_places(in_folder_of(known->spec, spec), spec).empty()) {
    return fail(ErrorCode::kAlreadyExists,
                "job '" + spec.name.text + "' exists, and runs in " +
                    known->spec.working_folder.string() + ", not in " +
                    spec.working_folder.string() +
                    ": run its file in that folder, or begin another job with --name");
  }
  return fail(ErrorCode::kAlreadyExists,
              "job '" + spec.name.text + "' exists with another specification (it differs in " +
                  places_text(places) + "); " + way_on(known->spec, spec, places, options));
}

void print_drawn_seed(const JobRecord& job) {
  const std::string seed = std::to_string(*job.spec.seed);
  print(job.spec.name.text + ": seed " + seed + " was drawn; --seed " + seed +
        " proposes the same\n");
}

Result<ExitCode> run(const CommandContext& context,
                     const SpecFile& file,
                     const RunOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Home home, open_home(context));
  TUNER_ASSIGN_OR_RETURN(const FileLock lock, home.lock_job(file.spec.name));
  TUNER_ASSIGN_OR_RETURN(const std::unique_ptr<ExperimentStore> store, open_store(home));
  TUNER_ASSIGN_OR_RETURN(const JobRecord job,
                         find_or_create(*store, file.spec, file.prior, options));
  for (const std::string& warning : file.warnings)
    std::fprintf(stderr, "tuner: %s\n", printable(warning).c_str());
  const bool drawn = job.steps == 0 && !file.spec.seed && !job.spec.is_single_training();
  if (drawn && !options.quiet && !context.json) print_drawn_seed(job);
  return run_session(home, *store, job, {context.json, options.quiet});
}

Result<ExitCode> resume(const CommandContext& context, const ResumeOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const OwnedJob job, open_job(context, options.job));
  return run_session(job.home, *job.store, job.record, {context.json, options.quiet});
}

Result<ExitCode> stop(const CommandContext& context, const StopOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, workspace.reader->job(name));
  if (job.status != JobStatus::kRunning) {
    return fail(
        ErrorCode::kFailedPrecondition,
        "job '" + name.text + "' is not running (it is " + std::string(name_of(job.status)) + ")");
  }
  std::optional<Trial> trial;
  if (options.trial) {
    TUNER_ASSIGN_OR_RETURN(trial, find_trial(*workspace.reader, name, *options.trial));
  }
  if (trial && is_terminal(trial->status)) {
    return fail(ErrorCode::kFailedPrecondition,
                "trial " + std::to_string(trial->id.number) + " of " + name.text +
                    " has ended (it is " + std::string(name_of(trial->status)) + ")");
  }
  TUNER_ASSIGN_OR_RETURN(const std::unique_ptr<ExperimentStore> store, open_store(workspace.home));
  TUNER_RETURN_IF_ERROR(
      store->post_command(name,
                          {.mode = options.drain ? StopMode::kDrain : StopMode::kStop,
                           .trial = trial ? std::optional(trial->id) : std::nullopt}));
  const bool owned = has_owner(workspace.home, name);
  const std::string text =
      owned && trial
          ? "asked the process that runs it to stop trial " + std::to_string(trial->id.number)
      : owned
          ? "asked the process that runs it to stop"
          : "no process runs it now; it stops as soon as tuner resume " + name.text + " opens it";
  print(context.json ? nlohmann::json{{"job", name.text}, {"owned", owned}}.dump() + "\n"
                     : text + "\n");
  return kExitOk;
}

// A warm start reads from the home before the job is created in it. What is wrong with the home is said then.
void bring_up_to_date(const CommandContext& context) {
  const auto home = find_home(context);
  std::error_code error;
  if (home && std::filesystem::exists(home->database(), error))
    static_cast<void>(open_store(*home));
}

}  // namespace

int run_command(const CommandContext& context, const RunOptions& options) {
  bring_up_to_date(context);
  const SpecFile file =
      load_spec(context,
                options.file,
                options.catalogue,
                {options.name, options.strategy, options.seed, options.trials, options.parallel});
  if (!file.problems.empty()) return report_errors(file.problems);
  return conclude(run(context, file, options));
}

int resume_command(const CommandContext& context, const ResumeOptions& options) {
  return conclude(resume(context, options));
}

int stop_command(const CommandContext& context, const StopOptions& options) {
  return conclude(stop(context, options));
}

}  // namespace tuner
