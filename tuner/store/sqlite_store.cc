#include "tuner/store/sqlite_store.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "tuner/job/best.h"
#include "tuner/store/extension_table.h"
#include "tuner/store/job_table.h"
#include "tuner/store/metric_table.h"
#include "tuner/store/schema.h"
#include "tuner/store/step_rules.h"
#include "tuner/store/step_table.h"
#include "tuner/store/totals_table.h"
#include "tuner/store/trial_table.h"

namespace tuner {
namespace {

using Lock = std::lock_guard<std::mutex>;
using Durability = Database::Durability;

// A step that acts is on the disk before it is acted upon. The end of a run is too: its backend forgets it then, and would
// have to run it again.
Durability durability_of(const StepRecord& step) {
  const bool ends_a_run = std::ranges::any_of(
      step.events, [](const Event& event) { return std::holds_alternative<RunEnded>(event); });
  return ends_a_run || !step.actions.empty() ? Durability::kPower : Durability::kProcess;
}

// The run of a trial's last attempt: nullopt while there is none. kNotFound: no such job or trial.
Result<std::optional<RunRow>> find_last_run(Database& database,
                                            const JobName& name,
                                            TrialId trial) {
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database, name));
  TUNER_ASSIGN_OR_RETURN(const auto state, read_trial_state(database, job, trial));
  if (!state) return no_such_trial(name, trial);
  return find_run(database, job, trial, state->attempts);
}

Result<std::optional<Trial>> read_best(Database& database,
                                       std::int64_t job,
                                       const TrialTotals& totals) {
  if (!totals.best) return std::nullopt;
  return read_trial(database, job, *totals.best);
}

Result<void> move_trial(Database& database,
                        const JobName& name,
                        std::int64_t job,
                        const Aims& aims,
                        const Trial& trial,
                        TrialTotals& totals) {
  TUNER_ASSIGN_OR_RETURN(const auto before, read_trial_state(database, job, trial.id));
  if (before) TUNER_RETURN_IF_ERROR(check_move(name, before->status, trial));
  std::optional<CountedTrial> counted;
  if (before) counted = {before->status, before->ran_for};
  count_trial(totals, counted, trial);
  if (keeps_constraints(trial, aims)) {
    TUNER_ASSIGN_OR_RETURN(const auto best, read_best(database, job, totals));
    if (is_better(trial, best ? &*best : nullptr, aims)) totals.best = trial.id;
  }
  return put_trial(database, job, trial);
}

// What the tables take from one event, besides its row in the log.
Result<PointRange> apply(Database& database,
                         const JobName& name,
                         std::int64_t job,
                         const Event& event) {
  if (const auto* stop = std::get_if<StopRequested>(&event)) {
    TUNER_RETURN_IF_ERROR(delete_command(database, job, stop->command));
  }
  const auto* seen = std::get_if<MetricsSeen>(&event);
  if (seen == nullptr) return PointRange{};
  TUNER_ASSIGN_OR_RETURN(const auto run, find_run(database, job, seen->trial, seen->attempt));
  if (!run) return metrics_without_run(name, *seen);
  return append_points(database, *run, *seen);
}

Result<void> write_step(Database& database,
                        const JobName& name,
                        JobProgress& job,
                        const Aims& aims,
                        const StepRecord& step,
                        std::span<const Trial> changed) {
  TUNER_ASSIGN_OR_RETURN(KeptTotals kept, read_totals(database, job.id));
  for (const Trial& trial : changed) {
    TUNER_RETURN_IF_ERROR(move_trial(database, name, job.id, aims, trial, kept.totals));
  }
  kept.last_step_at = step.wall;
  TUNER_RETURN_IF_ERROR(update_totals(database, job.id, kept));
  std::vector<PointRange> ranges;
  for (const Event& event : step.events) {
    TUNER_ASSIGN_OR_RETURN(const PointRange range, apply(database, name, job.id, event));
    ranges.push_back(range);
  }
  TUNER_RETURN_IF_ERROR(insert_step(database, job.id, step, ranges));
  advance(job.record, step);
  if (job.record.status != JobStatus::kRunning)
    TUNER_RETURN_IF_ERROR(delete_commands(database, job.id));
  return update_progress(database, job);
}

Result<JobSummary> summarise(Database& database, JobRecord job) {
  TUNER_ASSIGN_OR_RETURN(const std::int64_t id, find_job(database, job.spec.name));
  TUNER_ASSIGN_OR_RETURN(KeptTotals kept, read_totals(database, id));
  TUNER_ASSIGN_OR_RETURN(std::optional<Trial> best, read_best(database, id, kept.totals));
  if (best.has_value() != kept.totals.best.has_value()) {
    return database.damaged("the best trial of job " + job.spec.name.text);
  }
  return JobSummary{std::move(job), std::move(kept.totals), std::move(best), kept.last_step_at};
}

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& path) {
  TUNER_ASSIGN_OR_RETURN(Database database, Database::open(path, Database::Access::kReadWrite));
  TUNER_RETURN_IF_ERROR(migrate(database));
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(database)));
}

Result<std::unique_ptr<ExperimentReader>> SqliteStore::open_reader(
    const std::filesystem::path& path) {
  TUNER_ASSIGN_OR_RETURN(Database database, Database::open(path, Database::Access::kReadOnly));
  TUNER_RETURN_IF_ERROR(check_version(database));
  return std::unique_ptr<ExperimentReader>(new SqliteStore(std::move(database)));
}

// ---- reading: each answer is of one moment ------------------------------------------------------

Result<std::vector<JobRecord>> SqliteStore::jobs() const {
  const Lock lock(mutex_);
  return read_jobs(database_);
}

Result<JobRecord> SqliteStore::job(const JobName& name) const {
  const Lock lock(mutex_);
  return read_job(database_, name);
}

Result<std::vector<JobHead>> SqliteStore::heads() const {
  const Lock lock(mutex_);
  return read_heads(database_);
}

Result<std::vector<JobSummary>> SqliteStore::summaries() const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(std::vector<JobRecord> jobs, read_jobs(database_));
  std::vector<JobSummary> summaries;
  for (JobRecord& job : jobs) {
    TUNER_ASSIGN_OR_RETURN(JobSummary summary, summarise(database_, std::move(job)));
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

Result<JobSummary> SqliteStore::summary(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(JobRecord job, read_job(database_, name));
  return summarise(database_, std::move(job));
}

Result<std::vector<Trial>> SqliteStore::trials(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database_, name));
  return read_trials(database_, job);
}

Result<Trial> SqliteStore::trial(const JobName& name, TrialId id) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database_, name));
  TUNER_ASSIGN_OR_RETURN(std::optional<Trial> trial, read_trial(database_, job, id));
  if (!trial) return no_such_trial(name, id);
  return *std::move(trial);
}

Result<std::vector<Trial>> SqliteStore::trials_page(const JobName& name,
                                                    TrialOrder order,
                                                    std::optional<TrialId> after,
                                                    std::size_t at_most) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database_, name));
  return read_trials_page(database_, job, order, after, at_most);
}

Result<std::vector<MetricPoint>> SqliteStore::metrics(const JobName& name, TrialId trial) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const auto run, find_last_run(database_, name, trial));
  if (!run) return {};
  return read_points(database_, run->id, {0, run->points});
}

Result<std::vector<MetricPoint>> SqliteStore::points_of(const JobName& name,
                                                        TrialId trial,
                                                        const std::string& metric) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const auto run, find_last_run(database_, name, trial));
  if (!run) return {};
  return read_points_of(database_, run->id, metric);
}

Result<std::vector<MetricSummary>> SqliteStore::metric_summaries(const JobName& name,
                                                                 TrialId trial) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const auto run, find_last_run(database_, name, trial));
  if (!run) return {};
  return read_summaries(database_, run->id);
}

Result<std::vector<RunRecord>> SqliteStore::runs(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database_, name));
  return read_runs(database_, job);
}

Result<std::vector<RunRecord>> SqliteStore::runs_of(const JobName& name, TrialId trial) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database_, name));
  TUNER_ASSIGN_OR_RETURN(const auto state, read_trial_state(database_, job, trial));
  if (!state) return no_such_trial(name, trial);
  return read_runs_of(database_, job, trial);
}

Result<std::vector<StepRecord>> SqliteStore::steps(const JobName& name) const {
  return steps_after(name, 0, std::numeric_limits<std::int64_t>::max());
}

Result<std::vector<StepRecord>> SqliteStore::steps_after(const JobName& name,
                                                         std::uint64_t number,
                                                         std::size_t at_most) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const JobProgress job, read_progress(database_, name));
  TUNER_ASSIGN_OR_RETURN(std::vector<StepRecord> steps,
                         read_steps(database_, job.id, number, at_most));
  const std::uint64_t last = number + steps.size();
  if (steps.size() == at_most || last == job.record.steps) return steps;
  return database_.damaged("job " + name.text + " has " + std::to_string(last) + " of its " +
                           std::to_string(job.record.steps) + " steps");
}

Result<std::uint64_t> SqliteStore::step_count(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const JobProgress job, read_progress(database_, name));
  return job.record.steps;
}

Result<std::vector<Command>> SqliteStore::commands(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database_, name));
  return read_commands(database_, job);
}

// ---- writing ------------------------------------------------------------------------------------

Result<void> SqliteStore::create_job(const JobRecord& job) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_RETURN_IF_ERROR(insert_job(database_, job));
  return transaction.commit();
}

Result<void> SqliteStore::extend_job(const TuningJobSpec& spec) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t id, find_job(database_, spec.name));
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, read_job(database_, spec.name));
  TUNER_RETURN_IF_ERROR(insert_extension(database_, id, job.identity, spec));
  return transaction.commit();
}

Result<const TuningJobSpec*> SqliteStore::spec_at_creation(const JobName& name,
                                                           const JobProgress& job) {
  const auto known = first_specs_.find(job.spec_checksum);
  if (known != first_specs_.end()) return &known->second;
  TUNER_ASSIGN_OR_RETURN(const JobRecord record, read_job(database_, name));
  return &first_specs_.emplace(job.spec_checksum, first_spec(record)).first->second;
}

Result<void> SqliteStore::append_step(const JobName& name,
                                      const StepRecord& step,
                                      std::span<const Trial> changed) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, durability_of(step)));
  TUNER_ASSIGN_OR_RETURN(JobProgress job, read_progress(database_, name));
  TUNER_RETURN_IF_ERROR(check_number(name, job.record.steps, step.number));
  TUNER_ASSIGN_OR_RETURN(const TuningJobSpec* first, spec_at_creation(name, job));
  TUNER_RETURN_IF_ERROR(write_step(database_, name, job, first->aims(), step, changed));
  if (job.record.status != JobStatus::kRunning) first_specs_.erase(job.spec_checksum);
  return transaction.commit();
}

Result<void> SqliteStore::put_run(const JobName& name, const RunRecord& run) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kProcess));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database_, name));
  TUNER_ASSIGN_OR_RETURN(const auto known, find_run(database_, job, run.trial, run.attempt));
  if (known && known->handle == run.handle) return {};
  if (known) return other_handle(name, run, known->handle);
  TUNER_ASSIGN_OR_RETURN(const auto trial, read_trial_state(database_, job, run.trial));
  if (!trial) return no_such_trial(name, run.trial);
  TUNER_RETURN_IF_ERROR(insert_run(database_, job, run));
  return transaction.commit();
}

Result<void> SqliteStore::post_command(const JobName& name, const Command& command) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kProcess));
  TUNER_ASSIGN_OR_RETURN(const JobProgress job, read_progress(database_, name));
  TUNER_RETURN_IF_ERROR(check_running(job.record));
  TUNER_RETURN_IF_ERROR(insert_command(database_, job.id, command));
  return transaction.commit();
}

Result<void> SqliteStore::delete_job(const JobName& name) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t job, find_job(database_, name));
  if (const auto known = read_progress(database_, name)) first_specs_.erase(known->spec_checksum);
  TUNER_RETURN_IF_ERROR(tuner::delete_job(database_, job));
  return transaction.commit();
}

}  // namespace tuner
