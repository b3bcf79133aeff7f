// A store around another one, to which every call goes that is not overridden.
#pragma once

#include "tuner/experiment_store.h"

namespace tuner {

class StoreAround : public ExperimentStore {
 public:
  // `store` outlives it.
  explicit StoreAround(ExperimentStore& store) : store_(store) {}

  Result<std::vector<JobRecord>> jobs() const override { return store_.jobs(); }
  Result<JobRecord> job(const JobName& name) const override { return store_.job(name); }
  Result<std::vector<JobHead>> heads() const override { return store_.heads(); }
  Result<std::vector<JobSummary>> summaries() const override { return store_.summaries(); }
  Result<JobSummary> summary(const JobName& name) const override { return store_.summary(name); }
  Result<std::vector<Trial>> trials(const JobName& name) const override {
    return store_.trials(name);
  }
  Result<Trial> trial(const JobName& name, TrialId id) const override {
    return store_.trial(name, id);
  }
  Result<std::vector<Trial>> trials_page(const JobName& name,
                                         TrialOrder order,
                                         std::optional<TrialId> after,
                                         std::size_t at_most) const override {
    return store_.trials_page(name, order, after, at_most);
  }
  Result<std::vector<MetricPoint>> metrics(const JobName& name, TrialId trial) const override {
    return store_.metrics(name, trial);
  }
  Result<std::vector<MetricPoint>> points_of(const JobName& name,
                                             TrialId trial,
                                             const std::string& metric) const override {
    return store_.points_of(name, trial, metric);
  }
  Result<std::vector<MetricSummary>> metric_summaries(const JobName& name,
                                                      TrialId trial) const override {
    return store_.metric_summaries(name, trial);
  }
  Result<std::vector<RunRecord>> runs(const JobName& name) const override {
    return store_.runs(name);
  }
  Result<std::vector<RunRecord>> runs_of(const JobName& name, TrialId trial) const override {
    return store_.runs_of(name, trial);
  }
  Result<std::vector<StepRecord>> steps(const JobName& name) const override {
    return store_.steps(name);
  }
  Result<std::vector<StepRecord>> steps_after(const JobName& name,
                                              std::uint64_t number,
                                              std::size_t at_most) const override {
    return store_.steps_after(name, number, at_most);
  }
  Result<std::uint64_t> step_count(const JobName& name) const override {
    return store_.step_count(name);
  }
  Result<std::vector<Command>> commands(const JobName& job) const override {
    return store_.commands(job);
  }

  Result<void> create_job(const JobRecord& job) override { return store_.create_job(job); }
  Result<void> extend_job(const TuningJobSpec& spec) override { return store_.extend_job(spec); }
  Result<void> append_step(const JobName& job,
                           const StepRecord& step,
                           std::span<const Trial> changed) override {
    return store_.append_step(job, step, changed);
  }
  Result<void> put_run(const JobName& job, const RunRecord& run) override {
    return store_.put_run(job, run);
  }
  Result<void> post_command(const JobName& job, const Command& command) override {
    return store_.post_command(job, command);
  }
  Result<void> delete_job(const JobName& job) override { return store_.delete_job(job); }

 protected:
  ExperimentStore& inner() { return store_; }

 private:
  ExperimentStore& store_;
};

}  // namespace tuner
