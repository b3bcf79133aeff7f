#include "service/sagemaker_words.h"

#include <string_view>

namespace tuner {
namespace {

struct Phrase {
  std::string_view in_job_files, in_requests;
};

constexpr Phrase kPhrases[] = {
    {"a job needs limits.trials, time, training_time or cost; only the strategy 'grid' ends by "
     "itself",
     "'MaxNumberOfTrainingJobs' or 'MaxRuntimeInSeconds' is needed; only the strategy 'Grid' ends "
     "by itself"},
    {"a job needs at least one objective",
     "'HyperParameterTuningJobObjective' is missing in 'HyperParameterTuningJobConfig'"},
    {"kind: transfer takes what they have in common",
     "the WarmStartType 'TransferLearning' takes what they have in common"},
    {", and its results no one space; `tuner trials --format csv` gives them for a file of results",
     ", and its results no one space"},
    {"; `tuner list` shows the jobs", ""},
    {": this home has no jobs; --home or TUNER_HOME chooses another one", ""},
};

}  // namespace

std::string in_words_of_requests(std::string message) {
  for (const auto& [in_job_files, in_requests] : kPhrases) {
    const std::size_t at = message.find(in_job_files);
    if (at != std::string::npos) message.replace(at, in_job_files.size(), in_requests);
  }
  return message;
}

}  // namespace tuner
