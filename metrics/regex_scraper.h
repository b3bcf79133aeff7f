// The definitions that have a regular expression, run over one line at a time.
//
// A definition gives at most one value per line: its first match from the left. Which text is the
// value, in this order:
//   the group named "value", if it took part in the match
//   else the first group, from the left, that took part and is not named "step"
// The group named "step", if it took part and is a whole number, is the step.
//
// An expression that hits the limits of pattern.h on kMaxLimitHits lines is switched off for the
// rest of the run.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "metrics/finding.h"
#include "tuner/base/error.h"
#include "tuner/base/pattern.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Every definition whose expression cannot be used, at "/metrics/<name>": illegal (with the
// position), without a capture group for the value. Definitions without expression are fine: they
// are read from JSON lines.
std::vector<Error> regex_problems(std::span<const MetricDefinition> definitions);

class RegexScraper {
 public:
  static constexpr int kMaxLimitHits = 10;

  // Contract: regex_problems(definitions) is empty.
  explicit RegexScraper(std::span<const MetricDefinition> definitions);

  // Appends what the definitions find in `line`, in their order.
  void scan(std::string_view line, std::vector<Finding>& found);

  // Indices of the definitions that were switched off, in the order in which that happened.
  std::span<const std::size_t> disabled() const { return disabled_; }

 private:
  struct Search {
    std::size_t definition;
    Pattern pattern;
    int limit_hits = 0;
  };
  std::vector<Search> searches_;
  std::vector<std::size_t> disabled_;
};

}  // namespace tuner
