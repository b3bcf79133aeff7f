// Where the problems of a specification are.
#pragma once

#include <string>
#include <vector>

#include "tuner/job/tuning_job.h"

namespace tuner {

inline std::vector<std::string> places(const TuningJobSpec& spec) {
  std::vector<std::string> places;
  for (const Error& problem : spec.problems()) places.push_back(problem.at);
  return places;
}

}  // namespace tuner
