// What every ExperimentStore must do. A new implementation is one line in a test executable that compiles store_contract.cc:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, ::testing::Values(&open_memory_store));
//
// and, if it outlives the process, one more with DurableStoreContract.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "tests/contract/naive_totals.h"
#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tests/contract/store_text.h"
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

  // Appends a step that changes these trials of `job_`, and holds what is kept of all trials against the trials.
  void change(const std::vector<Trial>& changed) {
    const StepRecord step = sample_step(value_of(store_->step_count(job_)) + 1, {});
    EXPECT_OK(store_->append_step(job_, step, changed));
    const JobSummary summary = value_of(store_->summary(job_));
    const auto trials = value_of(store_->trials(job_));
    EXPECT_EQ(text(summary.totals), text(naive_totals(trials, summary.job.spec.aims())));
    EXPECT_EQ(summary.last_step_at, step.wall);
    EXPECT_EQ(best_text(summary.best ? &*summary.best : nullptr),
              best_text(best_trial(trials, summary.job.spec.aims())));
  }

  const testing_fakes::TemporaryFolder folder_;
  std::unique_ptr<ExperimentStore> store_;
  const JobName job_{"digits"};
};

// The same with a name of its own, for stores that keep everything when they are closed.
class DurableStoreContract : public StoreContract {};

}  // namespace tuner::testing
