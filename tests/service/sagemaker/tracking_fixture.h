// The operations of the tracking view over stores in memory, called by name as the server calls them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "service/sagemaker/tracking_operations.h"
#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tuner/store/memory_store.h"
#include "tuner/store/memory_tracking_store.h"

namespace tuner::sagemaker {

using tuner::testing::value_of;

inline constexpr const char* kArn = "arn:aws:sagemaker:us-east-1:123456789012:";

class Tracking : public ::testing::Test {
 protected:
  using Json = nlohmann::json;

  Reply<Json> reply(const std::string& operation, const Json& input) {
    const TrackingOperation* found = find_tracking_operation(operation);
    if (found == nullptr) return refuse("UnknownOperationException", operation);
    const Caller caller{.key_id = "AKID"};
    return call(*found, {tracking_, jobs_, caller, now_}, input);
  }
  Json ask(const std::string& operation, const Json& input) {
    now_ += std::chrono::milliseconds(1);
    const auto answer = reply(operation, input);
    if (answer) return *answer;
    ADD_FAILURE() << operation << ": " << answer.error().code << ": " << answer.error().message;
    return Json::object();
  }
  // "Code: message"; empty: it was answered.
  std::string refusal(const std::string& operation, const Json& input) {
    const auto answer = reply(operation, input);
    return answer ? "" : answer.error().code + ": " + answer.error().message;
  }
  // The member `name` of each item of the list `list` in the answer.
  std::vector<std::string> names(const std::string& operation,
                                 const Json& input,
                                 const std::string& list,
                                 const std::string& name) {
    std::vector<std::string> found;
    const Json answer = ask(operation, input);
    for (const Json& item : answer.value(list, Json::array())) found.push_back(item.at(name));
    return found;
  }
  std::vector<std::string> components(const Json& input) {
    return names("ListTrialComponents", input, "TrialComponentSummaries", "TrialComponentName");
  }

  // A job with `trials` trials that started together.
  JobRecord add_job(const std::string& name, std::uint32_t trials, TimePoint created) {
    JobRecord job = tuner::testing::sample_job(name);
    job.created_at = created;
    job.spec.static_hyperparameters = {{"epochs", "3"}, {"note", "3 times"}};
    EXPECT_OK(jobs_.create_job(job));
    std::vector<Trial> changed;
    for (std::uint32_t number = 1; number <= trials; ++number) {
      changed.push_back(tuner::testing::sample_trial(job, number));
      changed.back().created_at = created + std::chrono::milliseconds(10 * number);
    }
    StepRecord step = tuner::testing::sample_step(1, {JobOpened{}});
    if (!changed.empty()) step.wall = changed.back().created_at;
    EXPECT_OK(jobs_.append_step(job.spec.name, step, changed));
    return job;
  }
  static std::string component_name(const JobRecord& job, std::uint32_t trial) {
    return trial_name(job.spec.name, job.identity, TrialId{trial}) + "-aws-training-job";
  }

  MemoryTrackingStore tracking_;
  MemoryStore jobs_;
  TimePoint now_{std::chrono::milliseconds(1'767'323'040'123)};
};

}  // namespace tuner::sagemaker
