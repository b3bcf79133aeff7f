// The durable store: one SQLite database for all jobs of a home.
//
// Thread-safe by one lock; give a busy reader an object of its own (open_reader). Several processes
// may have the database open: readers never wait for writers, and writers wait for one another.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include "tuner/experiment_store.h"
#include "tuner/store/sqlite.h"

namespace tuner {

struct JobProgress;

class SqliteStore final : public ExperimentStore {
 public:
  // Creates the database, or brings it to the present version. kFailedPrecondition when it is of a
  // newer version, kInternal when it is damaged, kUnavailable when its disk is full or its folder
  // cannot be written to.
  static Result<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& path);

  // A reader that cannot write, nor create the database: kNotFound when there is none.
  static Result<std::unique_ptr<ExperimentReader>> open_reader(const std::filesystem::path& path);

  Result<std::vector<JobRecord>> jobs() const override;
  Result<JobRecord> job(const JobName& name) const override;
  Result<std::vector<JobHead>> heads() const override;
  Result<std::vector<JobSummary>> summaries() const override;
  Result<JobSummary> summary(const JobName& name) const override;
  Result<std::vector<Trial>> trials(const JobName& name) const override;
  Result<Trial> trial(const JobName& name, TrialId id) const override;
  Result<std::vector<Trial>> trials_page(const JobName& name,
                                         TrialOrder order,
                                         std::optional<TrialId> after,
                                         std::size_t at_most) const override;
  Result<std::vector<MetricPoint>> metrics(const JobName& name, TrialId trial) const override;
  Result<std::vector<MetricPoint>> points_of(const JobName& name,
                                             TrialId trial,
                                             const std::string& metric) const override;
  Result<std::vector<MetricSummary>> metric_summaries(const JobName& name,
                                                      TrialId trial) const override;
  Result<std::vector<RunRecord>> runs(const JobName& name) const override;
  Result<std::vector<RunRecord>> runs_of(const JobName& name, TrialId trial) const override;
  Result<std::vector<StepRecord>> steps(const JobName& name) const override;
  Result<std::vector<StepRecord>> steps_after(const JobName& name,
                                              std::uint64_t number,
                                              std::size_t at_most) const override;
  Result<std::uint64_t> step_count(const JobName& name) const override;

  Result<void> create_job(const JobRecord& job) override;
  Result<void> extend_job(const TuningJobSpec& spec) override;
  Result<void> append_step(const JobName& job,
                           const StepRecord& step,
                           std::span<const Trial> changed) override;
  Result<void> put_run(const JobName& job, const RunRecord& run) override;
  Result<void> post_command(const JobName& job, const Command& command) override;
  Result<std::vector<Command>> commands(const JobName& job) const override;
  Result<void> delete_job(const JobName& job) override;

 private:
  explicit SqliteStore(Database database) : database_(std::move(database)) {}

  // What a job wants is what it wanted when it was created (extension.h), so that no step need read its specification.
  Result<const TuningJobSpec*> spec_at_creation(const JobName& name, const JobProgress& job);

  mutable std::mutex mutex_;
  mutable Database database_;                          // guarded by mutex_, as the following
  std::map<std::int64_t, TuningJobSpec> first_specs_;  // of jobs that run, by their checksums
};

}  // namespace tuner
