// Metric definitions tried on a log: every finding shown as it comes, then a verdict on each definition. The work behind
// `tuner test-metrics`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/scraper.h"
#include "service/terminal.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// What one definition has found.
struct MetricTally {
  std::uint64_t values = 0, not_numbers = 0;
  std::uint64_t first_line = 0, last_line = 0;
  std::optional<double> last = {};
  std::string not_number = {};  // the first text that is no number
  std::string last_text = {};   // and the last one
  bool ends_in_no_number = false;
};

class MetricTrial {
 public:
  explicit MetricTrial(const TuningJobSpec& spec);

  // Counts the findings of a line.
  void add(const LineFindings& line);

  // "   12  loss  0.5  epoch 1: loss=0.5", one line per finding.
  std::string line_text(const LineFindings& line, const Terminal& terminal) const;
  std::string line_json(const LineFindings& line) const;

  // What each definition found in all, with advice where that is nothing.
  std::string summary_text(const ScrapeReport& report, const Terminal& terminal) const;
  std::string summary_json(const ScrapeReport& report) const;

  // What a training that prints this would come to, by the first metric of an objective or a constraint that has no value, none
  // that is finite at the end, or ends in what is no number; nullopt: all is well.
  std::optional<std::string> failure() const;

 private:
  const MetricTally& tally_of(const std::string& metric) const;
  std::string verdict(std::size_t definition, const ScrapeReport& report) const;

  const TuningJobSpec& spec_;
  std::vector<MetricTally> tallies_;  // by definition
  std::size_t name_width_ = 0;
};

}  // namespace tuner
