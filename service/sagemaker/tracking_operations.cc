#include "service/sagemaker/tracking_operations.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "service/sagemaker/experiments.h"
#include "service/sagemaker/metrics_service.h"
#include "service/sagemaker/site.h"
#include "service/sagemaker/tags.h"
#include "service/sagemaker/trial_components.h"
#include "service/sagemaker/trial_groups.h"

namespace tuner::sagemaker {
namespace {

constexpr std::array kOperations{
    TrackingOperation{"CreateExperiment", create_experiment},
    TrackingOperation{"DescribeExperiment", describe_experiment},
    TrackingOperation{"UpdateExperiment", update_experiment},
    TrackingOperation{"ListExperiments", list_experiments},
    TrackingOperation{"DeleteExperiment", delete_experiment},
    TrackingOperation{"CreateTrial", create_trial},
    TrackingOperation{"DescribeTrial", describe_trial},
    TrackingOperation{"UpdateTrial", update_trial},
    TrackingOperation{"ListTrials", list_trials},
    TrackingOperation{"DeleteTrial", delete_trial},
    TrackingOperation{"CreateTrialComponent", create_trial_component},
    TrackingOperation{"DescribeTrialComponent", describe_trial_component},
    TrackingOperation{"UpdateTrialComponent", update_trial_component},
    TrackingOperation{"ListTrialComponents", list_trial_components},
    TrackingOperation{"DeleteTrialComponent", delete_trial_component},
    TrackingOperation{"AssociateTrialComponent", associate_trial_component},
    TrackingOperation{"DisassociateTrialComponent", disassociate_trial_component},
    TrackingOperation{"ListAssociations", list_associations},
    TrackingOperation{"AddTags", add_tags},
    TrackingOperation{"DeleteTags", delete_tags},
    TrackingOperation{"ListTags", list_tags},
    TrackingOperation{"BatchPutMetrics", batch_put_metrics},
    TrackingOperation{"BatchGetMetrics", batch_get_metrics}};

}  // namespace

std::span<const TrackingOperation> tracking_operations() { return kOperations; }

const TrackingOperation* find_tracking_operation(std::string_view name) {
  const auto found = std::ranges::find(kOperations, name, &TrackingOperation::name);
  return found == kOperations.end() ? nullptr : &*found;
}

Reply<nlohmann::json> call(const TrackingOperation& operation,
                           const TrackingContext& context,
                           const nlohmann::json& input) {
  auto answer = operation.run(context, input);
  if (!answer) return tl::unexpected(fault_of(answer.error()));
  return *std::move(answer);
}

}  // namespace tuner::sagemaker
