// Why a training failed, by the end of its log: the expressions of the specification, in their order, then our own.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tuner/base/error.h"
#include "tuner/base/pattern.h"
#include "tuner/job/failure_pattern.h"

namespace tuner {

// Every expression that cannot be used, at "/failures/<index>/pattern".
std::vector<Error> failure_pattern_problems(std::span<const FailurePattern> patterns);

class FailurePatterns {
 public:
  // Contract: failure_pattern_problems(patterns) is empty.
  explicit FailurePatterns(std::span<const FailurePattern> patterns);

  // By the first expression that any line matches; the line is the last one that does. nullopt: none.
  std::optional<LogEvidence> find(std::string_view log_end);

 private:
  struct Search {
    Pattern pattern;
    FailureClass failure;
  };
  std::vector<Search> searches_;
};

}  // namespace tuner
