// The trials of a job that no other dominates, as rows of what is told of it on a terminal.
#pragma once

#include <span>

#include "service/text_table.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// A row for each, with what it reached, under the label "Front"; whether there is any. `trials` are all of the job.
bool add_front(TextTable& facts, const TuningJobSpec& spec, std::span<const Trial> trials);

}  // namespace tuner
