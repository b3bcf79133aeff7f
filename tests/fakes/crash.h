// A process that dies at its k-th contact with the world: wrappers that throw Crash before or after the k-th call of a store or
// a backend that changes something.
#pragma once

#include <memory>

#include "tests/fakes/backend_around.h"
#include "tests/fakes/store_around.h"

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

class CrashingStore final : public StoreAround {
 public:
  CrashingStore(ExperimentStore& store, CrashPlan& plan) : StoreAround(store), plan_(plan) {}

  Result<void> append_step(const JobName& job,
                           const StepRecord& step,
                           std::span<const Trial> changed) override {
    plan_.point();
    Result<void> result = inner().append_step(job, step, changed);
    plan_.point();
    return result;
  }
  Result<void> put_run(const JobName& job, const RunRecord& run) override {
    plan_.point();
    Result<void> result = inner().put_run(job, run);
    plan_.point();
    return result;
  }

 private:
  CrashPlan& plan_;
};

class CrashingBackend final : public BackendAround {
 public:
  CrashingBackend(std::unique_ptr<Backend> backend, CrashPlan& plan)
      : BackendAround(std::move(backend)), plan_(plan) {}

  Result<RunHandle> submit(const RunRequest& request) override {
    plan_.point();
    Result<RunHandle> handle = inner().submit(request);
    plan_.point();
    return handle;
  }
  Result<void> stop(const RunHandle& run, std::chrono::milliseconds grace) override {
    plan_.point();
    Result<void> result = inner().stop(run, grace);
    plan_.point();
    return result;
  }
  Result<void> remove(const RunHandle& run) override {
    plan_.point();
    return inner().remove(run);
  }

 private:
  CrashPlan& plan_;
};

}  // namespace tuner
