#include "service/sagemaker/kept_records.h"

#include "service/sagemaker/single_training.h"
#include "service/sagemaker/tracking_view.h"

namespace tuner::sagemaker {

Result<void> keep_records(TrackingStore& tracking,
                          const ExperimentReader& jobs,
                          const std::filesystem::path& jobs_folder,
                          const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, jobs.job(name));
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> trials, trials_of(jobs, job));
  TrackingView view(tracking, jobs, jobs_folder);
  const std::string group = name.text + std::string(kJobSuffix);
  TUNER_RETURN_IF_ERROR(view.keep(RecordKind::kExperiment, group));
  TUNER_ASSIGN_OR_RETURN(const bool has_group, view.keep(RecordKind::kTrialGroup, group));
  for (const Trial& trial : trials) {
    const std::string component = trial.name + std::string(kTrialSuffix);
    TUNER_ASSIGN_OR_RETURN(const bool kept, view.keep(RecordKind::kTrialComponent, component));
    if (kept && has_group) TUNER_RETURN_IF_ERROR(tracking.associate(group, component));
  }
  return {};
}

}  // namespace tuner::sagemaker
