// A backend around another one, to which every call goes that is not overridden.
#pragma once

#include <memory>
#include <utility>

#include "tuner/backend.h"

namespace tuner {

class BackendAround : public Backend {
 public:
  explicit BackendAround(std::unique_ptr<Backend> backend) : backend_(std::move(backend)) {}

  BackendTraits traits() const override { return backend_->traits(); }
  Result<RunHandle> submit(const RunRequest& request) override { return backend_->submit(request); }
  Result<std::vector<RunStatus>> status(std::span<const RunHandle> runs) override {
    return backend_->status(runs);
  }
  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override {
    return backend_->read_log(run, offset);
  }
  Result<void> stop(const RunHandle& run, std::chrono::milliseconds grace) override {
    return backend_->stop(run, grace);
  }
  Result<void> remove(const RunHandle& run) override { return backend_->remove(run); }
  void wait(std::chrono::milliseconds at_most, std::stop_token wake) override {
    backend_->wait(at_most, std::move(wake));
  }

 protected:
  Backend& inner() { return *backend_; }

 private:
  std::unique_ptr<Backend> backend_;
};

}  // namespace tuner
