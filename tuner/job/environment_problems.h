// The rules of a specification that only this machine can answer: programs and folders.
#pragma once

#include <string_view>
#include <vector>

#include "tuner/base/error.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Every folder that is missing, and a program that is missing or may not be executed, each with the
// JSON pointer of the field. `search_path` is the PATH of this process, used where the
// specification sets no PATH itself.
std::vector<Error> environment_problems(const TuningJobSpec& spec, std::string_view search_path);

}  // namespace tuner
