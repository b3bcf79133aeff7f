#include "service/sagemaker/operations.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "service/sagemaker/job_search.h"
#include "service/sagemaker/tracking_operations.h"
#include "service/sagemaker/training_job_changes.h"
#include "service/sagemaker/training_jobs.h"
#include "service/sagemaker/training_logs.h"
#include "service/sagemaker/tuning_jobs.h"

namespace tuner::sagemaker {
namespace {

constexpr bool kTakesLong = true;

using Table = std::map<std::string, ServedOperation, std::less<>>;

Table job_operations() {
  return {{"CreateHyperParameterTuningJob", {create_tuning_job, true}},
          {"DescribeHyperParameterTuningJob", {describe_tuning_job}},
          {"ListHyperParameterTuningJobs", {list_tuning_jobs}},
          {"ListTrainingJobsForHyperParameterTuningJob", {list_tuning_children}},
          {"StopHyperParameterTuningJob", {stop_tuning_job, true}},
          {"DeleteHyperParameterTuningJob", {delete_tuning_job, true, kTakesLong}},
          {"CreateTrainingJob", {create_training_job, true}},
          {"DescribeTrainingJob", {describe_training_job}},
          {"ListTrainingJobs", {list_training_jobs, false, kTakesLong}},
          {"StopTrainingJob", {stop_training_job, true}},
          {"DeleteTrainingJob", {delete_training_job, true, kTakesLong}},
          {"Search", {search_all, false, kTakesLong}},
          {"GetSearchSuggestions", {suggest_properties, false, kTakesLong}},
          {"DescribeLogStreams", {describe_log_streams}},
          {"GetLogEvents", {get_log_events}}};
}

bool is_question(std::string_view name) {
  return name.starts_with("Describe") || name.starts_with("List") || name.starts_with("BatchGet");
}

// Of the tracking view, to which every job belongs.
bool lists_records(std::string_view name) {
  return name.starts_with("List") && name != "ListTags" && name != "ListAssociations";
}

void add_tracking(Table& table) {
  for (const TrackingOperation& operation : tracking_operations()) {
    table[std::string(operation.name)] = {
        [&operation](Site& site, const nlohmann::json& input, const Caller& caller) {
          return call(operation, context_of(site, caller), input);
        },
        !is_question(operation.name),
        lists_records(operation.name)};
  }
}

const Table& table() {
  static const Table operations = [] {
    Table all = job_operations();
    add_tracking(all);
    return all;
  }();
  return operations;
}

}  // namespace

const ServedOperation* find_served_operation(std::string_view name) {
  const auto found = table().find(name);
  return found == table().end() ? nullptr : &found->second;
}

}  // namespace tuner::sagemaker
