#include "tests/service/aws/sample_requests.h"

#include "service/aws/validation.h"

namespace tuner::aws {

using nlohmann::json;

const Shape& input_of(std::string_view operation, Strictness strictness) {
  return *Shapes::of(strictness).find_operation(operation)->input;
}

std::string refused(std::string_view operation, const json& request, Strictness strictness) {
  const auto fault = refusal(check(request, input_of(operation, strictness)));
  return fault ? fault->code + ": " + fault->message : "";
}

const json& tuning_job() {
  static const json request = json::parse(R"json({
    "HyperParameterTuningJobName": "mnist-260102-0304",
    "HyperParameterTuningJobConfig": {
      "Strategy": "Bayesian",
      "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
      "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 2},
      "TrainingJobEarlyStoppingType": "Off",
      "ParameterRanges": {
        "ContinuousParameterRanges": [
          {"Name": "lr", "MinValue": "0.001", "MaxValue": "0.1", "ScalingType": "Logarithmic"}],
        "IntegerParameterRanges": [],
        "CategoricalParameterRanges": [{"Name": "opt", "Values": ["adam", "sgd"]}]}},
    "TrainingJobDefinition": {
      "StaticHyperParameters": {"epochs": "3"},
      "AlgorithmSpecification": {
        "TrainingImage": "img:1",
        "TrainingInputMode": "File",
        "MetricDefinitions": [{"Name": "loss", "Regex": "loss=([0-9.]+)"}]},
      "RoleArn": "arn:aws:iam::123456789012:role/r",
      "InputDataConfig": [
        {"ChannelName": "train",
         "DataSource": {"S3DataSource": {
           "S3DataType": "S3Prefix", "S3Uri": "s3://b/train", "S3DataDistributionType": "FullyReplicated"}}}],
      "OutputDataConfig": {"S3OutputPath": "s3://b/out"},
      "HyperParameterTuningResourceConfig": {
        "InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30},
      "StoppingCondition": {"MaxRuntimeInSeconds": 86400}}})json");
  return request;
}

json tuning_job_with(const char* pointer, const json& value) {
  json request = tuning_job();
  request[json::json_pointer(pointer)] = value;
  return request;
}

}  // namespace tuner::aws
