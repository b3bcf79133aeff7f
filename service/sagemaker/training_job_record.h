// A trial as the API shows it: a training job.
//
//   trial            TrainingJobStatus   SecondaryStatus        ObjectiveStatus
//   pending          InProgress          Starting               Pending
//   running          InProgress          Training               Pending
//   … that is stopping, or its job       Stopping   Stopping    Pending
//   succeeded        Completed           Completed              Succeeded
//   failed           Failed              Failed                 Failed
//   … for want of a (finite) value       Completed  Completed            Failed
//   … by the time limit, without value   Stopped    MaxRuntimeExceeded   Failed
//   stopped early    Stopped             Stopped, or MaxRuntimeExceeded  Succeeded
//   cancelled        Stopped             Stopped                Failed
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "service/sagemaker/call.h"
#include "service/sagemaker/training_history.h"
#include "tuner/experiment_store.h"

namespace tuner::sagemaker {

// A trial with what is known about it beyond its row.
struct TrainingJobView {
  const JobRecord& job;
  const Trial& trial;
  bool stopping = false;                   // it was asked to, or its job
  std::optional<TimePoint> asked_at = {};  // when; nullopt: that is not known
  std::optional<TimePoint> moved_at = {};  // see last_moment()
};

std::string_view training_status(const TrainingJobView& view);
std::string_view secondary_status(const TrainingJobView& view);
std::string_view objective_status(const TrainingJobView& view);

// HyperParameterTrainingJobSummary: an entry of a tuning job's list, and its best training job.
nlohmann::json tuning_child_summary(const TrainingJobView& view, const Caller& caller);

// TrainingJobSummary: an entry of the list of all training jobs.
nlohmann::json training_job_summary(const TrainingJobView& view, const Caller& caller);

// What DescribeTrainingJob answers, and the record that Search finds. `echo` is request_echo() of the job, `model` the URI
// of its model folder.
nlohmann::json training_job_description(const TrainingJobView& view,
                                        std::span<const TrainingMoment> history,
                                        std::span<const MetricSummary> metrics,
                                        const nlohmann::json& echo,
                                        const std::string& model,
                                        const Caller& caller);

// Whether a failed trial came to its end by itself, and well, but for the value of its objective.
bool ended_well_without_value(const Trial& trial);

// When the status of a training last changed: as far as its row knows, and with what is known beyond it.
TimePoint last_change(const Trial& trial);
TimePoint last_change(const TrainingJobView& view);

// Why it ended. A training that no tuning job made is its own job, of which nobody has heard: it was asked to stop. As long as the view's trial.
std::string_view reason_of(const TrainingJobView& view);

// At most 1024 characters, as the API allows for a reason.
std::string cut_reason(std::string_view reason);

}  // namespace tuner::sagemaker
