// The definitions without a regular expression: metrics that a training prints as JSON, one object
// per line.
//
//   {"metric": "loss", "value": 0.1, "step": 3}        one metric per line
//   {"loss": 0.1, "accuracy": 0.9, "step": 3}          several
//
// Python's NaN, Infinity and -Infinity are understood, also as strings. Lines that are no JSON
// object are passed over.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/finding.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

class JsonLineScraper {
 public:
  explicit JsonLineScraper(std::span<const MetricDefinition> definitions);

  // Appends what the definitions find in `line`, by name.
  void scan(std::string_view line, std::vector<Finding>& found) const;

 private:
  std::map<std::string, std::size_t, std::less<>> definitions_;  // name → index
};

}  // namespace tuner
