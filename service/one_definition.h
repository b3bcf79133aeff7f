// One definition of a job as if it were the whole job: for what is about one search space, or one kind of log.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// `name` is that of the definition; of a job without definitions there is none to name. kInvalidArgument with the names to choose
// from.
Result<TuningJobSpec> only_definition(const TuningJobSpec& spec,
                                      const std::optional<std::string>& name);

// The job's trials of that definition; all where none is named.
std::vector<Trial> trials_of_definition(const TuningJobSpec& spec,
                                        const std::optional<std::string>& name,
                                        std::vector<Trial> trials);

}  // namespace tuner
