// What the log of a training that failed says about why: `failures:` in a job file.
//
// In the flow: a part of the specification; metrics/failure_patterns.h searches, and the end of the run carries what was found.
#pragma once

#include <string>

#include "tuner/job/trial.h"

namespace tuner {

struct FailurePattern {
  std::string pattern;  // PCRE2 in Python's dialect, searched line by line
  FailureClass failure = FailureClass::kUserError;  // may_be_said_by_log()
  bool operator==(const FailurePattern&) const = default;
};

// Classes that follow from a line of a log.
constexpr bool may_be_said_by_log(FailureClass failure) {
  return failure == FailureClass::kUserError || failure == FailureClass::kOutOfMemory ||
         failure == FailureClass::kDiverged || failure == FailureClass::kInfrastructure ||
         failure == FailureClass::kPreempted;
}

// What was found.
struct LogEvidence {
  FailureClass failure = FailureClass::kUserError;
  std::string line;  // that says so
};

}  // namespace tuner
