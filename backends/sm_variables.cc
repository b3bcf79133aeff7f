#include "backends/sm_variables.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string_view>

#include "tuner/base/text.h"
#include "tuner/job/passed_size.h"
#include "tuner/job/tuning_job.h"

namespace tuner {
namespace {

using nlohmann::json;

constexpr const char* kHost = "algo-1";
constexpr const char* kInstanceType = "local";
constexpr const char* kInstanceGroup = "homogeneousCluster";
constexpr const char* kNetworkInterface = "lo";
const std::string kLocalArn = "arn:aws:sagemaker:us-east-1:000000000000";
// SageMaker's longest value; also keeps a value's nesting from growing into a deep recursion.
constexpr std::size_t kLongestTypedValue = 2500;

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string raw_or_json(const json& value) {
  return value.is_string() ? value.get<std::string>() : dump(value);
}

std::string upper(std::string text) {
  std::ranges::transform(
      text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

json typed(const std::string& text) {
  if (text.size() > kLongestTypedValue) return text;
  json value = json::parse(text, nullptr, false);
  return value.is_discarded() ? json(text) : value;
}

struct Hyperparameters {
  json user = json::object(), reserved = json::object();
};

Hyperparameters split(const RunRequest& request) {
  Hyperparameters split;
  for (const auto& [name, text] : request.hyperparameters) {
    (is_reserved_hyperparameter(name) ? split.reserved : split.user)[name] = typed(text);
  }
  return split;
}

json hyperparameters_file(const RunRequest& request) {
  json file = request.hyperparameters;
  if (!request.objective_metric.empty()) file[kObjectiveHyperparameter] = request.objective_metric;
  return file;
}

json input_data_config(const RunRequest& request) {
  json config = json::object();
  for (const auto& [name, channel] : request.channels) {
    config[name] = {{"TrainingInputMode", "File"},
                    {"S3DistributionType", "FullyReplicated"},
                    {"RecordWrapperType", "None"}};
    if (!channel.content_type.empty()) config[name]["ContentType"] = channel.content_type;
  }
  return config;
}

json resource_config() {
  const json group = {{"instance_group_name", kInstanceGroup},
                      {"instance_type", kInstanceType},
                      {"hosts", {kHost}}};
  return {{"current_host", kHost},
          {"current_instance_type", kInstanceType},
          {"current_group_name", kInstanceGroup},
          {"hosts", {kHost}},
          {"instance_groups", json::array({group})},
          {"network_interface_name", kNetworkInterface}};
}

// The script, as far as one can tell: sagemaker_program, else the first argument that looks like a
// script, else the command.
std::string entry_point(const RunRequest& request, const json& reserved) {
  if (reserved.contains("sagemaker_program")) return raw_or_json(reserved.at("sagemaker_program"));
  const auto script =
      std::find_if(request.command.begin(), request.command.end(), [](std::string_view argument) {
        return argument.ends_with(".py") || argument.ends_with(".sh");
      });
  if (script != request.command.end()) return *script;
  return request.command.empty() ? std::string{} : request.command.front();
}

std::string module_of(std::string script) {
  if (script.ends_with(".py")) script.resize(script.size() - 3);
  return script;
}

json channel_folders(const RunRequest& request, const std::string& base) {
  json folders = json::object();
  for (const auto& [name, channel] : request.channels) folders[name] = base + "/input/data/" + name;
  return folders;
}

json channel_names(const RunRequest& request) {
  json names = json::array();
  for (const auto& [name, channel] : request.channels) names.push_back(name);
  return names;
}

// SM_<NAME> by lower-case name, without the variables whose names come from the user.
json facts(const RunRequest& request,
           const std::string& base,
           unsigned cpus,
           const Hyperparameters& values) {
  const std::string script = entry_point(request, values.reserved);
  const json group = resource_config().at("instance_groups").at(0);
  return {{"channels", channel_names(request)},
          {"current_host", kHost},
          {"current_instance_group", kInstanceGroup},
          {"current_instance_group_hosts", {kHost}},
          {"current_instance_type", kInstanceType},
          {"distribution_instance_groups", json::array()},
          {"framework_module", module_of(script) + ":main"},
          {"framework_params", values.reserved},
          {"hosts", {kHost}},
          {"hps", values.user},
          {"input_config_dir", base + "/input/config"},
          {"input_data_config", input_data_config(request)},
          {"input_dir", base + "/input"},
          {"instance_groups", {kInstanceGroup}},
          {"instance_groups_dict", {{kInstanceGroup, group}}},
          {"is_hetero", false},
          {"log_level", values.reserved.value("sagemaker_container_log_level", json(20))},
          {"model_dir", base + "/model"},
          {"module_dir", base + "/code"},
          {"module_name", module_of(script)},
          {"network_interface_name", kNetworkInterface},
          {"num_cpus", cpus},
          {"num_gpus", request.gpus},
          {"num_neurons", 0},
          {"output_data_dir", base + "/output/data"},
          {"output_dir", base + "/output"},
          {"output_intermediate_dir", base + "/output/intermediate"},
          {"resource_config", resource_config()},
          {"user_args", hyperparameter_arguments(request.hyperparameters)},
          {"user_entry_point", script}};
}

// SM_TRAINING_ENV also has the names that the toolkit's own object uses.
json training_env(const RunRequest& request, const std::string& base, json facts) {
  facts["additional_framework_parameters"] = facts.at("framework_params");
  facts["channel_input_dirs"] = channel_folders(request, base);
  facts["hyperparameters"] = facts.at("hps");
  facts["is_master"] = true;
  facts["job_name"] = request.trial_name;
  facts["master_hostname"] = kHost;
  return facts;
}

}  // namespace

std::string channel_variable(const std::string& channel) { return "SM_CHANNEL_" + upper(channel); }

TrainingContract training_contract(const RunRequest& request,
                                   const std::string& base,
                                   unsigned cpus) {
  const Hyperparameters values = split(request);
  const json known = facts(request, base, cpus, values);
  TrainingContract contract{dump(hyperparameters_file(request)),
                            dump(known.at("input_data_config")),
                            dump(known.at("resource_config")),
                            {},
                            {}};
  auto& variables = contract.variables;
  for (const auto& [name, value] : known.items())
    variables["SM_" + upper(name)] = raw_or_json(value);
  if (passed_bytes(request.hyperparameters) <= kMostRepeatedBytes) {
    for (const auto& [name, value] : values.user.items())
      variables["SM_HP_" + upper(name)] = raw_or_json(value);
  }
  contract.placeholders = {{"model_dir", base + "/model"},
                           {"output_dir", base + "/output"},
                           {"checkpoint_dir", base + "/checkpoints"},
                           {"trial_name", request.trial_name}};
  for (const auto& [name, channel] : request.channels) {
    const std::string folder = base + "/input/data/" + name;
    variables[channel_variable(name)] = folder;
    contract.placeholders["channel:" + name] = folder;
  }
  variables["SM_TRAINING_ENV"] = dump(training_env(request, base, known));
  variables["TRAINING_JOB_NAME"] = request.trial_name;
  const std::string& arn = request.arn_prefix.empty() ? kLocalArn : request.arn_prefix;
  variables["TRAINING_JOB_ARN"] = arn + ":training-job/" + lower_case(request.trial_name);
  variables["SAGEMAKER_BASE_DIR"] = base;
  variables["TUNER_CHECKPOINT_DIR"] = base + "/checkpoints";
  variables["TUNER_RUN_NAME"] = request.run_name;
  std::erase_if(variables, [](const auto& variable) {
    return variable.first.size() + 1 + variable.second.size() > kLongestPassedText;
  });
  return contract;
}

}  // namespace tuner
