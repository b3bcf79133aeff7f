// Socket 3: log text in, metric points out.
//
// In the flow: one scraper per run. Text arrives in arbitrary pieces; how it is chopped never changes the points. Points are
// only made from complete lines, so that `complete_offset` can be committed with them and a restart repeats and loses none.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/clock.h"
#include "tuner/job/metric_point.h"

namespace tuner {

// What a scraper could not use; shown to the user when the objective is missing.
struct ScrapeReport {
  std::uint64_t lines = 0;      // as an editor counts
  std::uint64_t cut_lines = 0;  // longer than the cap: only their beginning was searched
  std::map<std::string, std::uint64_t> matches;       // by metric
  std::map<std::string, std::uint64_t> not_a_number;  // by metric: matched text that is no number
  std::map<std::string, std::string> not_a_number_example;
  std::map<std::string, std::string>
      ends_in_no_number;              // metrics whose last match is no number: that text
  bool log_cut = false;               // the backend has cut the log, and says so in it
  std::vector<std::string> disabled;  // metrics whose expression kept hitting its limit
};

class MetricScraper {
 public:
  virtual ~MetricScraper() = default;
  virtual std::vector<MetricPoint> feed(std::string_view text, TimePoint seen_at) = 0;
  // The log has ended: takes a last line without newline into account. feed() must not follow.
  virtual std::vector<MetricPoint> finish(TimePoint seen_at) = 0;
  // Bytes fed so far up to and including the last complete line.
  virtual std::uint64_t complete_offset() const = 0;
  virtual const ScrapeReport& report() const = 0;
  // Continue a run whose log was already scraped up to `offset` (the end of a complete line), with the number of values found
  // for each metric so far. To be called before feed(); or where the log goes on at another place, which keeps the report.
  virtual void resume(std::uint64_t offset, const std::map<std::string, std::uint64_t>& counts) = 0;
};

}  // namespace tuner
