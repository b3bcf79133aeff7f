// What every backend must do. A backend joins by deriving a BackendHarness, instantiating the suite
// with its maker, and compiling backend_contract.cc into its test executable.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tuner/backend.h"

namespace tuner {

// What the training of a test does; every one of them prints kContractLog first.
enum class Behaviour { kSucceed, kExitWith3, kRunUntilStopped };

inline const std::string kContractLog = "epoch 1 loss=0.5\nepoch 2 loss=0.25\n";

class BackendHarness {
 public:
  virtual ~BackendHarness() = default;
  // Another object on the same runs: what a new process would create.
  virtual std::unique_ptr<Backend> make() = 0;
  // A request that `Behaviour` is arranged for.
  virtual RunRequest request(const std::string& run_name, Behaviour behaviour) = 0;
  // How many trainings were really begun.
  virtual std::size_t started() = 0;
};

class BackendContract
    : public testing::TestWithParam<std::function<std::unique_ptr<BackendHarness>()>> {
 protected:
  RunHandle submit(const std::string& name, Behaviour behaviour) {
    auto handle = backend->submit(harness->request(name, behaviour));
    if (!handle) throw std::runtime_error(to_string(handle.error()));
    return *handle;
  }
  RunStatus status(const RunHandle& run) { return backend->status({&run, 1}).value().at(0); }
  // Returns as soon as `done` holds; the test's own time limit is the bound.
  void wait_for(const std::function<bool()>& done) {
    while (!done()) backend->wait(std::chrono::milliseconds{5}, {});
  }
  RunStatus ended(const RunHandle& run) {
    wait_for([&] { return status(run).phase == RunPhase::kEnded; });
    return status(run);
  }
  std::string log(const RunHandle& run) { return backend->read_log(run, 0).value().text; }

  std::unique_ptr<BackendHarness> harness = GetParam()();
  std::unique_ptr<Backend> backend = harness->make();
};

}  // namespace tuner
