// The reference store: what an ExperimentStore means, in maps. Forgets everything with the process;
// for tests, simulations and in-process tuning that nobody resumes. Thread-safe; every call either
// happens entirely or changes nothing.
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "tuner/experiment_store.h"

namespace tuner {

class MemoryStore final : public ExperimentStore {
 public:
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
  Result<std::vector<MetricSummary>> metric_summaries(const JobName& name,
                                                      TrialId trial) const override;
  Result<std::vector<RunRecord>> runs(const JobName& name) const override;
  Result<std::vector<RunRecord>> runs_of(const JobName& name, TrialId trial) const override;
  Result<std::vector<StepRecord>> steps(const JobName& name) const override;
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
  struct Run {
    RunRecord record;
    std::vector<MetricPoint> points;
  };
  using RunKey = std::pair<TrialId, std::uint32_t>;  // trial, attempt
  struct Job {
    JobRecord record;
    std::uint64_t created = 0;  // order of creation
    std::vector<StepRecord> steps = {};
    std::map<TrialId, Trial> trials = {};
    TrialTotals totals = {};
    std::map<RunKey, Run> runs = {};
    std::vector<Command> commands = {};
  };

  Result<Job*> find(const JobName& name);
  Result<const Job*> find(const JobName& name) const;
  std::vector<const Job*> newest_first() const;
  static JobSummary summary_of(const Job& job);
  static Result<void> check(const Job& job, const StepRecord& step, std::span<const Trial> changed);
  static void put_trial(Job& job, const Trial& trial);
  static void apply(Job& job, const StepRecord& step, std::span<const Trial> changed);

  mutable std::mutex mutex_;
  std::map<JobName, Job> jobs_;
  std::uint64_t created_ = 0;
  std::int64_t last_command_ = 0;
};

}  // namespace tuner
