// A process that dies at its k-th contact with the world: wrappers that throw Crash before or after the k-th call of a store or
// a backend that changes something.
#pragma once

#include <memory>

#include "tuner/backend.h"
#include "tuner/experiment_store.h"

namespace tuner {

struct Crash {};

// Shared by the wrappers of one process. Calls are counted twice: just before and just after they take effect.
struct CrashPlan {
  long at = -1;  // -1: never
  long seen = 0;
  void point() {
    if (seen++ == at) throw Crash{};
  }
};

class CrashingStore final : public ExperimentStore {
 public:
  CrashingStore(ExperimentStore& store, CrashPlan& plan) : store_(store), plan_(plan) {}

  Result<std::vector<JobRecord>> jobs() const override { return store_.jobs(); }
  Result<JobRecord> job(const JobName& name) const override { return store_.job(name); }
  Result<std::vector<Trial>> trials(const JobName& name) const override {
    return store_.trials(name);
  }
  Result<std::vector<MetricPoint>> metrics(const JobName& name, TrialId trial) const override {
    return store_.metrics(name, trial);
  }
  Result<std::vector<MetricSummary>> metric_summaries(const JobName& name,
                                                      TrialId trial) const override {
    return store_.metric_summaries(name, trial);
  }
  Result<std::vector<RunRecord>> runs(const JobName& name) const override {
    return store_.runs(name);
  }
  Result<std::vector<StepRecord>> steps(const JobName& name) const override {
    return store_.steps(name);
  }
  Result<std::uint64_t> step_count(const JobName& name) const override {
    return store_.step_count(name);
  }
  Result<void> create_job(const JobRecord& job) override { return store_.create_job(job); }
  Result<void> extend_job(const TuningJobSpec& spec) override { return store_.extend_job(spec); }
  Result<void> append_step(const JobName& job,
                           const StepRecord& step,
                           std::span<const Trial> changed) override {
    plan_.point();
    Result<void> result = store_.append_step(job, step, changed);
    plan_.point();
    return result;
  }
  Result<void> put_run(const JobName& job, const RunRecord& run) override {
    plan_.point();
    Result<void> result = store_.put_run(job, run);
    plan_.point();
    return result;
  }
  Result<void> post_command(const JobName& job, StopMode mode) override {
    return store_.post_command(job, mode);
  }
  Result<std::vector<Command>> commands(const JobName& job) const override {
    return store_.commands(job);
  }
  Result<void> delete_job(const JobName& job) override { return store_.delete_job(job); }

 private:
  ExperimentStore& store_;
  CrashPlan& plan_;
};

class CrashingBackend final : public Backend {
 public:
  CrashingBackend(std::unique_ptr<Backend> backend, CrashPlan& plan)
      : backend_(std::move(backend)), plan_(plan) {}

  BackendTraits traits() const override { return backend_->traits(); }
  Result<RunHandle> submit(const RunRequest& request) override {
    plan_.point();
    Result<RunHandle> handle = backend_->submit(request);
    plan_.point();
    return handle;
  }
  Result<std::vector<RunStatus>> status(std::span<const RunHandle> runs) override {
    return backend_->status(runs);
  }
  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override {
    return backend_->read_log(run, offset);
  }
  Result<void> stop(const RunHandle& run, std::chrono::milliseconds grace) override {
    plan_.point();
    Result<void> result = backend_->stop(run, grace);
    plan_.point();
    return result;
  }
  Result<void> remove(const RunHandle& run) override {
    plan_.point();
    return backend_->remove(run);
  }
  void wait(std::chrono::milliseconds at_most, std::stop_token wake) override {
    backend_->wait(at_most, wake);
  }

 private:
  std::unique_ptr<Backend> backend_;
  CrashPlan& plan_;
};

}  // namespace tuner
