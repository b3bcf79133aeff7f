// Early stopping as people read it.
#pragma once

#include <string>

#include "tuner/job/tuning_job.h"

namespace tuner {

// The rules in force, with the steps at which asha decides: "asha after 1, 3, 9 of 27 epochs: one of 3 goes on"; empty: none.
std::string early_stopping_text(const TuningJobSpec& spec);

}  // namespace tuner
