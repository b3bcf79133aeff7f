#include "service/sagemaker_rules.h"

#include <cstdint>

namespace tuner {
namespace {

constexpr const char* kTuningResources = "HyperParameterTuningResourceConfig";

void check_resources(const Field& definition) {
  const Node* resources = definition.node().find(kTuningResources);
  if (resources == nullptr) return;
  const Field field = definition.member(kTuningResources);
  if (definition.node().find("ResourceConfig") != nullptr)
    field.complain("give either 'ResourceConfig' or '" + std::string(kTuningResources) + "'");
  if (resources->find("InstanceConfigs") == nullptr) return;
  for (const char* key : {"InstanceType", "InstanceCount", "VolumeSizeInGB"}) {
    if (resources->find(key) != nullptr)
      field.member(key).complain("does not go with 'InstanceConfigs'");
  }
}

// Of trainings on machines that are given when they are free.
void check_wait(const Field& definition, std::chrono::milliseconds longest) {
  const Node* stopping = definition.node().find("StoppingCondition");
  if (stopping == nullptr || stopping->kind != Node::Kind::kMapping) return;
  const Field field = definition.member("StoppingCondition");
  const Node* spot = definition.node().find("EnableManagedSpotTraining");
  const Node* wait = stopping->find("MaxWaitTimeInSeconds");
  if (wait == nullptr) {
    if (spot != nullptr && spot->text == "true")
      field.complain("'MaxWaitTimeInSeconds' is needed with 'EnableManagedSpotTraining'");
    return;
  }
  const auto waits = parse_whole<std::uint32_t>(wait->text);
  if (waits && std::chrono::seconds(*waits) < longest)
    field.member("MaxWaitTimeInSeconds").complain("must be at least 'MaxRuntimeInSeconds'");
}

}  // namespace

void check_sagemaker_rules(const Field& definition, std::chrono::milliseconds longest) {
  if (!definition.is(Node::Kind::kMapping)) return;
  check_resources(definition);
  check_wait(definition, longest);
}

}  // namespace tuner
