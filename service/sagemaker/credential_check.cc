#include "service/sagemaker/credential_check.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tuner/base/secrets.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

bool is_credential(const json& value) {
  return value.is_string() && looks_like_aws_credential(value.get_ref<const std::string&>());
}

void find_in_values(const json& hyperparameters, std::set<std::string>& found) {
  for (const auto& [name, value] : hyperparameters.items()) {
    if (is_credential(value)) found.insert(name);
  }
}

void find_in_categories(const json& ranges, std::set<std::string>& found) {
  for (const json& range : ranges) {
    const json& values = range.at("Values");
    if (std::any_of(values.begin(), values.end(), is_credential))
      found.insert(range.at("Name").get<std::string>());
  }
}

void find(const json& value, std::set<std::string>& found) {
  if (!value.is_structured()) return;
  if (value.is_array()) {
    for (const json& element : value) find(element, found);
    return;
  }
  for (const auto& [name, member] : value.items()) {
    if (member.is_object() && (name == "HyperParameters" || name == "StaticHyperParameters"))
      find_in_values(member, found);
    else if (member.is_array() && name == "CategoricalParameterRanges")
      find_in_categories(member, found);
    else
      find(member, found);
  }
}

}  // namespace

std::optional<aws::Fault> credential_refusal(const json& input) {
  std::set<std::string> found;
  find(input, found);
  if (found.empty()) return std::nullopt;
  std::string names;
  for (const std::string& name : found) names += (names.empty() ? "'" : ", '") + name + "'";
  return aws::Fault{.message = "Hyperparameters must not hold AWS credentials; the value of " +
                               names +
                               " looks like one. Give it to the training by its environment."};
}

}  // namespace tuner::sagemaker
