// What every TrackingStore must do. A new implementation is one line in a test executable that compiles tracking_contract.cc:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, TrackingContract, ::testing::Values(&open_memory_tracking_store));
//
// and, if it outlives the process, one more with DurableTrackingContract.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/contract/result_matchers.h"
#include "tests/fakes/temporary_folder.h"
#include "tuner/tracking_store.h"

namespace tuner::testing {

// Opens a store that may keep its files in `folder` (empty at first).
using TrackingStoreFactory =
    std::unique_ptr<TrackingStore> (*)(const std::filesystem::path& folder);

class TrackingContract : public ::testing::TestWithParam<TrackingStoreFactory> {
 protected:
  TrackingContract() { reopen(); }

  void reopen() {
    store_.reset();
    store_ = GetParam()(folder_.path());
  }

  static TimePoint at(std::int64_t milliseconds) {
    return TimePoint(std::chrono::milliseconds(milliseconds));
  }
  static TrackingRecord experiment(const std::string& name, std::int64_t created = 0) {
    return {.kind = RecordKind::kExperiment, .name = name, .created_at = at(created)};
  }
  static TrackingRecord group(const std::string& name,
                              const std::string& experiment,
                              std::int64_t created = 0) {
    return {.kind = RecordKind::kTrialGroup,
            .name = name,
            .created_at = at(created),
            .experiment = experiment};
  }
  static TrackingRecord component(const std::string& name, std::int64_t created = 0) {
    return {.kind = RecordKind::kTrialComponent, .name = name, .created_at = at(created)};
  }
  static ClientPoint sent(const std::string& metric, std::int64_t step, double value) {
    return {.metric = metric, .step = step, .at = at(1000 + step), .value = value};
  }

  void create(const TrackingRecord& record, const Tags& tags = {}) {
    EXPECT_OK(store_->create(record, tags));
  }
  std::vector<std::string> names(const RecordQuery& query) const {
    std::vector<std::string> names;
    for (const TrackingRecord& record : value_of(store_->records(query))) {
      names.push_back(record.name);
    }
    return names;
  }

  const testing_fakes::TemporaryFolder folder_;
  std::unique_ptr<TrackingStore> store_;
};

// The same with a name of its own, for stores that keep everything when they are closed.
class DurableTrackingContract : public TrackingContract {};

}  // namespace tuner::testing
