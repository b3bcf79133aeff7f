// What every ExperimentStore must do. A new implementation is one line in a test executable that compiles store_contract.cc:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, ::testing::Values(&open_memory_store));
//
// and, if it outlives the process, one more with DurableStoreContract.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tests/fakes/temporary_folder.h"
#include "tuner/experiment_store.h"

namespace tuner::testing {

// Opens a store that may keep its files in `folder` (empty at first).
using StoreFactory = std::unique_ptr<ExperimentStore> (*)(const std::filesystem::path& folder);

class StoreContract : public ::testing::TestWithParam<StoreFactory> {
 protected:
  StoreContract() { reopen(); }

  void reopen() {
    store_.reset();
    store_ = GetParam()(folder_.path());
  }

  // Job `name` with trials 1 … n started in its first step, each with its run.
  JobRecord begin(const std::string& name, std::uint32_t trials) {
    const JobRecord job = sample_job(name);
    EXPECT_OK(store_->create_job(job));
    std::vector<Trial> changed;
    std::vector<Action> actions;
    for (std::uint32_t number = 1; number <= trials; ++number) {
      changed.push_back(sample_trial(job, number));
      actions.emplace_back(start(number));
    }
    EXPECT_OK(store_->append_step(job.spec.name, sample_step(1, {JobOpened{}}, actions), changed));
    for (std::uint32_t number = 1; number <= trials; ++number) {
      EXPECT_OK(store_->put_run(job.spec.name, sample_run(number)));
    }
    return job;
  }

  const testing_fakes::TemporaryFolder folder_;
  std::unique_ptr<ExperimentStore> store_;
  const JobName job_{"digits"};
};

// The same with a name of its own, for stores that keep everything when they are closed.
class DurableStoreContract : public StoreContract {};

}  // namespace tuner::testing
