// Amazon resource names: "arn:aws:sagemaker:us-east-1:123456789012:training-job/name".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "service/sagemaker/call.h"

namespace tuner::sagemaker {

// The kinds of resource that we hold, as they stand in an ARN.
inline constexpr std::string_view kTuningJob = "hyper-parameter-tuning-job";
inline constexpr std::string_view kTrainingJob = "training-job";
inline constexpr std::string_view kExperiment = "experiment";
inline constexpr std::string_view kTrialGroup = "experiment-trial";
inline constexpr std::string_view kTrialComponent = "experiment-trial-component";

// "arn:aws:sagemaker:us-east-1:123456789012".
std::string arn_prefix(const Caller& caller);

// `name` is written in lower case, as the real service does.
std::string arn_of(const Caller& caller, std::string_view kind, std::string_view name);

struct Arn {
  std::string kind, name;  // name in lower case
};
// nullopt: not an ARN of SageMaker. Whose account and region it names is not looked at.
std::optional<Arn> parse_arn(std::string_view text);

}  // namespace tuner::sagemaker
