#include "service/sagemaker/operations.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "service/sagemaker/training_jobs.h"
#include "service/sagemaker/tuning_jobs.h"

namespace tuner::sagemaker {
namespace {

using Table = std::map<std::string, ServedOperation, std::less<>>;

const Table& table() {
  static const Table operations{
      {"CreateHyperParameterTuningJob", {create_tuning_job, true}},
      {"DescribeHyperParameterTuningJob", {describe_tuning_job}},
      {"ListHyperParameterTuningJobs", {list_tuning_jobs}},
      {"ListTrainingJobsForHyperParameterTuningJob", {list_tuning_children}},
      {"StopHyperParameterTuningJob", {stop_tuning_job, true}},
      {"DeleteHyperParameterTuningJob", {delete_tuning_job, true}},
      {"DescribeTrainingJob", {describe_training_job}},
      {"ListTrainingJobs", {list_training_jobs}},
  };
  return operations;
}

}  // namespace

const ServedOperation* find_served_operation(std::string_view name) {
  const auto found = table().find(name);
  return found == table().end() ? nullptr : &found->second;
}

}  // namespace tuner::sagemaker
