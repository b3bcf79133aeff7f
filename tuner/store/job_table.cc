#include "tuner/store/job_table.h"

#include <bit>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "tuner/job/spec_json.h"
#include "tuner/store/event_json.h"
#include "tuner/store/extension_table.h"
#include "tuner/store/prior_json.h"
#include "tuner/store/step_rules.h"
#include "tuner/store/totals_table.h"
#include "tuner/store/trial_table.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

// What is NULL does not count, as it was before there was a column for it.
std::int64_t checksum_of(std::string_view spec,
                         const std::optional<std::string>& prior,
                         const std::optional<Submission>& submission,
                         JobIdentity identity) {
  std::uint64_t sum = stable_hash(spec, identity.value);
  if (prior) sum = stable_hash(*prior, sum);
  if (submission) sum = stable_hash(submission->request, stable_hash(submission->user, sum));
  return std::bit_cast<std::int64_t>(sum);
}

std::optional<Submission> read_submission(const Query& row, int first) {
  if (row.is_null(first)) return std::nullopt;
  return Submission{
      row.text(first), static_cast<std::int32_t>(row.integer(first + 1)), row.text(first + 2)};
}

// NULL where every place is trusted.
std::optional<std::string> places_text(std::span<const MarkPlace> places) {
  if (places.empty()) return std::nullopt;
  return actions_to_text(std::vector<Action>(places.begin(), places.end()));
}

bool read_places(const std::string& text, std::vector<MarkPlace>& places) {
  const auto marks = actions_from_text(text);
  if (!marks) return false;
  for (const Action& each : *marks) {
    const auto* mark = std::get_if<MarkPlace>(&each);
    if (mark == nullptr) return false;
    places.push_back(*mark);
  }
  return true;
}

// status, reason, ended, job_time, steps, places from column `first` on; false when they cannot be.
bool read_progress_columns(const Query& row, int first, JobRecord& job) {
  const auto status = job_status_from(row.text(first));
  job.status = status.value_or(JobStatus::kRunning);
  job.reason = row.text(first + 1);
  job.ended_at = time_point(row.optional_integer(first + 2));
  job.job_time = JobTime(row.integer(first + 3));
  job.steps = static_cast<std::uint64_t>(row.integer(first + 4));
  const bool places = row.is_null(first + 5) || read_places(row.text(first + 5), job.places);
  return status.has_value() && places;
}

#define TUNER_JOB_COLUMNS                                                                     \
  "name, spec, identity, checksum, created, status, reason, ended, job_time, steps, places, " \
  "prior, id, user, priority, request"
constexpr const char* kAllJobs = "SELECT " TUNER_JOB_COLUMNS " FROM jobs ORDER BY id DESC";
constexpr const char* kOneJob = "SELECT " TUNER_JOB_COLUMNS " FROM jobs WHERE name = ?";
#undef TUNER_JOB_COLUMNS

Result<JobRecord> read_row(Database& database, const Query& row) {
  const std::string place = "job " + row.text(0) + ": ";
  JobRecord job;
  job.identity = JobIdentity{std::bit_cast<std::uint64_t>(row.integer(2))};
  const std::string text = row.text(1);
  const std::optional<std::string> prior =
      row.is_null(11) ? std::nullopt : std::optional(row.text(11));
  job.submission = read_submission(row, 13);
  if (checksum_of(text, prior, job.submission, job.identity) != row.integer(3)) {
    return database.damaged(place + "the checksum of its specification differs");
  }
  Result<TuningJobSpec> spec = spec_of(text, {row.text(0)});
  if (!spec) return database.damaged(place + to_string(spec.error()));
  job.spec = *std::move(spec);
  TUNER_ASSIGN_OR_RETURN(std::vector<TuningJobSpec> extensions,
                         read_extensions(database, row.integer(12), job.spec.name, job.identity));
  for (TuningJobSpec& each : extensions)
    job.earlier_specs.push_back(std::exchange(job.spec, std::move(each)));
  if (prior) {
    Result<Prior> known = prior_from_json(Json::parse(*prior, nullptr, false));
    if (!known) return database.damaged(place + to_string(known.error()));
    job.prior = *std::move(known);
  }
  job.created_at = time_point(row.integer(4));
  if (!read_progress_columns(row, 5, job)) return database.damaged(place + "its status or places");
  return job;
}

}  // namespace

Result<std::vector<JobRecord>> read_jobs(Database& database) {
  TUNER_ASSIGN_OR_RETURN(Query query, database.query(kAllJobs));
  std::vector<JobRecord> jobs;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return jobs;
    TUNER_ASSIGN_OR_RETURN(JobRecord job, read_row(database, query));
    jobs.push_back(std::move(job));
  }
}

Result<std::vector<JobHead>> read_heads(Database& database) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT name, status, created, ended, last_step, single_training FROM jobs "
                     "INDEXED BY job_heads "  // whose rows are not as long as specifications
                     "JOIN totals ON totals.job = jobs.id ORDER BY jobs.id DESC"));
  std::vector<JobHead> heads;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return heads;
    const auto status = job_status_from(query.text(1));
    if (!status) return database.damaged("job " + query.text(0) + ": its status");
    heads.push_back({JobName{query.text(0)},
                     *status,
                     time_point(query.integer(2)),
                     time_point(query.optional_integer(3)),
                     time_point(query.optional_integer(4)),
                     query.integer(5) != 0});
  }
}

Result<JobRecord> read_job(Database& database, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(Query query, database.query(kOneJob, name.text));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return no_such_job(name);
  return read_row(database, query);
}

Result<void> insert_job(Database& database, const JobRecord& job) {
  const Result<std::int64_t> existing = find_job(database, job.spec.name);
  if (existing) return job_exists(job.spec.name);
  if (existing.error().code != ErrorCode::kNotFound) return fail(existing.error());
  TUNER_ASSIGN_OR_RETURN(const std::string spec, column_text(to_json(job.spec), job.spec.name));
  std::optional<std::string> prior;  // NULL: the job began with nothing
  if (job.prior != Prior{}) {
    TUNER_ASSIGN_OR_RETURN(prior, column_text(to_json(job.prior), job.spec.name));
  }
  std::optional<std::string> user, request;
  std::optional<std::int32_t> priority;
  if (job.submission) {
    user = job.submission->user;
    priority = job.submission->priority;
    request = job.submission->request;
  }
  TUNER_RETURN_IF_ERROR(database.execute(
      "INSERT INTO jobs (name, spec, identity, checksum, created, status, reason, ended, job_time, "
      "steps, places, prior, user, priority, request, single_training) VALUES (?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      job.spec.name.text,
      spec,
      job.identity.value,
      checksum_of(spec, prior, job.submission, job.identity),
      milliseconds_of(job.created_at),
      name_of(job.status),
      job.reason,
      milliseconds_of(job.ended_at),
      job.job_time.count(),
      job.steps,
      places_text(job.places),
      prior,
      user,
      priority,
      request,
      job.spec.is_single_training()));
  return insert_totals(database, database.last_row_id());
}

Result<void> delete_job(Database& database, std::int64_t job) {
  return database.execute("DELETE FROM jobs WHERE id = ?", job);
}

Result<std::int64_t> find_job(Database& database, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(Query query,
                         database.query("SELECT id FROM jobs WHERE name = ?", name.text));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return no_such_job(name);
  return query.integer(0);
}

Result<JobProgress> read_progress(Database& database, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query(
          "SELECT id, checksum, status, reason, ended, job_time, steps, places FROM jobs "
          "WHERE name = ?",
          name.text));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return no_such_job(name);
  JobProgress progress{.id = query.integer(0), .spec_checksum = query.integer(1), .record = {}};
  if (!read_progress_columns(query, 2, progress.record)) {
    return database.damaged("job " + name.text + ": its status or places");
  }
  return progress;
}

Result<void> update_progress(Database& database, const JobProgress& progress) {
  const JobRecord& job = progress.record;
  return database.execute(
      "UPDATE jobs SET status = ?, reason = ?, ended = ?, job_time = ?, steps = ?, places = ? "
      "WHERE id = ?",
      name_of(job.status),
      job.reason,
      milliseconds_of(job.ended_at),
      job.job_time.count(),
      job.steps,
      places_text(job.places),
      progress.id);
}

Result<std::vector<Command>> read_commands(Database& database, std::int64_t job) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT id, mode, trial FROM commands WHERE job = ? ORDER BY id", job));
  std::vector<Command> commands;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return commands;
    const auto mode = stop_mode_from(query.text(1));
    const auto trial = query.optional_integer(2);
    if (!mode || (trial && !std::in_range<std::uint32_t>(*trial)))
      return database.damaged("command " + std::to_string(query.integer(0)));
    commands.push_back({.id = query.integer(0), .mode = *mode});
    if (trial) commands.back().trial = TrialId{static_cast<std::uint32_t>(*trial)};
  }
}

Result<void> insert_command(Database& database, std::int64_t job, const Command& command) {
  const auto trial = command.trial ? std::optional(command.trial->number) : std::nullopt;
  return database.execute("INSERT INTO commands (job, mode, trial) VALUES (?, ?, ?)",
                          job,
                          stop_mode_name(command.mode),
                          trial);
}

Result<void> delete_command(Database& database, std::int64_t job, std::int64_t command) {
  return database.execute("DELETE FROM commands WHERE id = ? AND job = ?", command, job);
}

Result<void> delete_commands(Database& database, std::int64_t job) {
  return database.execute("DELETE FROM commands WHERE job = ?", job);
}

}  // namespace tuner
