// The experiments that appear by themselves, as SageMaker makes them: a view of the jobs in the store, not rows.
//
// A tuning job J is the experiment "J-aws-tuning-job" with one trial group of the same name, and each of its trials T the
// component "T-aws-training-job" in that group. A single training has such a component, too, in no group. Sources are keys of resources: "hyper-parameter-tuning-job/j", "training-job/t".
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/sagemaker/automatic_records.h"
#include "tuner/experiment_store.h"
#include "tuner/tracking_store.h"

namespace tuner::sagemaker {

inline constexpr std::string_view kJobSuffix = "-aws-tuning-job";
inline constexpr std::string_view kTrialSuffix = "-aws-training-job";

// Whether a record of this name would be one of ours.
bool is_automatic_name(RecordKind kind, std::string_view name);

class AutomaticExperiments {
 public:
  AutomaticExperiments(const ExperimentReader& jobs,
                       std::filesystem::path jobs_folder,
                       IsStopping is_stopping = {})
      : jobs_(jobs), jobs_folder_(std::move(jobs_folder)), is_stopping_(std::move(is_stopping)) {}

  Result<TrackingRecord> record(RecordKind kind, const std::string& name) const;  // kNotFound
  // A page of components reads the trials of no more jobs than it must.
  Result<std::vector<TrackingRecord>> records(const RecordQuery& query) const;

  using Visit = std::function<Result<void>(TrackingRecord)>;
  // All that `query` is about, in no order, whatever the size of its page: components job by job.
  Result<void> visit(RecordQuery query, const Visit& visit) const;

  // The tuning job that made this training, whatever the case of its name. kNotFound, for a single training too.
  Result<JobRecord> tuning_job_of(const std::string& training) const;
  // The name of the component that was made from this resource; kNotFound.
  Result<std::string> component_of(const std::string& resource) const;
  // Of a component's last attempt. kNotFound.
  Result<std::vector<MetricSummary>> metric_summaries(const std::string& component) const;
  Result<std::vector<MetricPoint>> points(const std::string& component,
                                          const std::string& metric) const;

 private:
  struct Named {
    JobRecord job;
    TrialId trial;
  };
  Result<JobRecord> find_job(std::string_view name) const;  // whatever its case
  Result<JobRecord> find_tuning_job(std::string_view name) const;
  // Which trial of which job has this name; by the name alone: whether it has begun is not looked at.
  Result<Named> find_named(const std::string& trial) const;
  Result<TrackingRecord> find_component(const std::string& trial) const;
  Result<std::vector<TrackingRecord>> related(const RecordQuery& query) const;
  Result<std::vector<TrackingRecord>> components_of(const JobName& name) const;
  Result<std::vector<TrackingRecord>> all_components(const RecordQuery& query) const;

  const ExperimentReader& jobs_;
  std::filesystem::path jobs_folder_;  // where their models are
  IsStopping is_stopping_;
};

}  // namespace tuner::sagemaker
