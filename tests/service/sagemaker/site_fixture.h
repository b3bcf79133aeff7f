// The operations on jobs over a home on the disk, called as the server calls them. Jobs are started, and go no further.
#pragma once

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "service/sagemaker/site.h"
#include "tests/contract/result_matchers.h"
#include "tests/fakes/temporary_folder.h"
#include "tuner/store/sqlite_store.h"
#include "tuner/store/sqlite_tracking_store.h"

namespace tuner::sagemaker {

struct UnwatchedJobs final : JobWatcher {
  void on_step(const JobName&, const StepRecord&) override {}
  void on_note(const JobName&, const std::string&) override {}
  void on_end(const JobName&, const Result<TuningSummary>&) override {}
};

class OnASite : public ::testing::Test {
 protected:
  // A training whose image is in the catalogue of this site.
  static nlohmann::json training_request(const std::string& name) {
    return {
        {"TrainingJobName", name},
        {"AlgorithmSpecification", {{"TrainingImage", "trainer"}, {"TrainingInputMode", "File"}}},
        {"RoleArn", "arn:aws:iam::123456789012:role/training"},
        {"OutputDataConfig", {{"S3OutputPath", "s3://b/out"}}},
        {"ResourceConfig",
         {{"InstanceType", "ml.m5.large"}, {"InstanceCount", 1}, {"VolumeSizeInGB", 1}}},
        {"StoppingCondition", {{"MaxRuntimeInSeconds", 600}}}};
  }

  void TearDown() override { jobs_.leave(); }

  // On the job's thread, until TearDown().
  virtual void on_start(const JobRecord&) {}

  testing_fakes::TemporaryFolder folder_;
  Home home_ = Home::open(folder_.path() / "home").value();
  std::unique_ptr<SqliteStore> store_ = SqliteStore::open(home_.database()).value();
  std::unique_ptr<SqliteTrackingStore> tracking_ =
      SqliteTrackingStore::open(home_.database()).value();
  UnwatchedJobs unwatched_;
  JobManager jobs_{home_,
                   *store_,
                   unwatched_,
                   [this](const JobRecord& job, TunerObserver*) -> Result<TunerParts> {
                     on_start(job);
                     return fail(ErrorCode::kUnavailable, "it goes no further");
                   },
                   {}};
  Catalogue catalogue_ = catalogue();
  SystemClock clock_;
  Site site_{home_, *store_, *tracking_, jobs_, catalogue_, clock_, false};

 private:
  Catalogue catalogue() const {
    const std::filesystem::path file = folder_.path() / "catalogue.yaml";
    std::ofstream(file) << "images: {trainer: {command: [/usr/bin/true], folder: .}}\n"
                           "prefixes: {\"s3://b\": .}\n";
    return read_catalogue(file).value();
  }
};

}  // namespace tuner::sagemaker
