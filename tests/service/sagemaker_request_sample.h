// A request of SageMaker's and how it is read, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "service/sagemaker_request.h"

namespace tuner {

inline nlohmann::json worked_example() {
  return nlohmann::json::parse(R"json({
    "HyperParameterTuningJobName": "mnist-260102-0304",
    "HyperParameterTuningJobConfig": {
      "Strategy": "Bayesian",
      "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "acc"},
      "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 2, "MaxRuntimeInSeconds": 7200},
      "TrainingJobEarlyStoppingType": "Auto",
      "RandomSeed": 9,
      "ParameterRanges": {
        "ContinuousParameterRanges": [
          {"Name": "lr", "MinValue": "0.001", "MaxValue": "0.1", "ScalingType": "Logarithmic"},
          {"Name": "momentum", "MinValue": "0.5", "MaxValue": "0.99", "ScalingType": "ReverseLogarithmic"}],
        "IntegerParameterRanges": [{"Name": "units", "MinValue": "8", "MaxValue": "64"}],
        "CategoricalParameterRanges": [{"Name": "opt", "Values": ["\"adam\"", "sgd"]}]}},
    "TrainingJobDefinition": {
      "StaticHyperParameters": {"epochs": "3", "sagemaker_program": "\"train.py\"", "_tuning_objective_metric": "acc"},
      "AlgorithmSpecification": {"TrainingImage": "img:1", "TrainingInputMode": "File",
        "MetricDefinitions": [{"Name": "acc", "Regex": "acc=([0-9.]+)"}]},
      "RoleArn": "arn:aws:iam::123456789012:role/r",
      "InputDataConfig": [{"ChannelName": "train", "ContentType": "text/csv",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/train",
                                        "S3DataDistributionType": "FullyReplicated"}}}],
      "OutputDataConfig": {"S3OutputPath": "s3://b/out"},
      "HyperParameterTuningResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30},
      "Environment": {"A": "2"},
      "RetryStrategy": {"MaximumRetryAttempts": 5},
      "StoppingCondition": {"MaxRuntimeInSeconds": 600}}})json");
}

inline Catalogue catalogue_of_requests() {
  return Catalogue({{"img:*", {}, "/code", {{"A", "1"}, {"B", "1"}}, {}},
                    {"tool:*", {"./tool", "{lr}"}, "/tools"}},
                   {{"s3://b", "/data/b"}});
}

inline ReadResult<JobFile> read_with(const Catalogue& catalogue, const Node& document) {
  JobFile job = read_sagemaker_request(document, "r.json", catalogue);
  if (auto problems = job.problems(); !problems.empty()) return tl::unexpected(problems);
  return job;
}

inline ReadResult<JobFile> read_request(const nlohmann::json& request) {
  const auto document = parse_document(request.dump(1), DocumentFormat::kJson, "r.json");
  EXPECT_TRUE(document);
  EXPECT_TRUE(is_sagemaker_request(*document));
  return read_with(catalogue_of_requests(), *document);
}

// "pointer: message", the file and its line left out.
inline std::vector<std::string> request_problems(const nlohmann::json& request) {
  std::vector<std::string> texts;
  const auto job = read_request(request);
  if (job) return texts;
  for (const Error& error : job.error()) {
    const std::string text = to_string(error);
    texts.push_back(text.substr(text.find(": ") + 2));
  }
  return texts;
}

}  // namespace tuner
