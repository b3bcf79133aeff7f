// A job with its trials as the API shows it: a tuning job.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "service/sagemaker/training_job_record.h"

namespace tuner::sagemaker {

struct TuningJobView {
  const JobSummary& summary;
  // All of them; for an entry of a list, none where none is pending.
  std::span<const Trial> trials = {};
  bool stopping = false;  // asked to stop, and not yet at its end
  // Those of an identical warm start that are still there.
  std::span<const JobSummary> parents = {};
};

std::string_view tuning_status(JobStatus status, bool stopping);

// HyperParameterTuningJobSummary: an entry of the list.
nlohmann::json tuning_job_summary(const TuningJobView& view, const Caller& caller);

// What DescribeHyperParameterTuningJob answers, and the record that Search finds.
nlohmann::json tuning_job_description(const TuningJobView& view, const Caller& caller);

TimePoint last_modified(const JobHead& job);

}  // namespace tuner::sagemaker
