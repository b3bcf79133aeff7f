// The scraper that a job uses: one splitter, regular expressions and JSON lines behind socket 3;
// and the same search for `tuner test-metrics`, which wants to see every line.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "metrics/finding.h"
#include "tuner/base/result.h"
#include "tuner/job/tuning_job.h"
#include "tuner/metric_scraper.h"

namespace tuner {

// One new scraper per call, for one run each; the expressions are compiled once.
using ScraperFactory = std::function<std::unique_ptr<MetricScraper>()>;

// The first of regex_problems(), if there is any.
Result<ScraperFactory> scraper_factory(std::span<const MetricDefinition> definitions);
Result<std::unique_ptr<MetricScraper>> make_scraper(std::span<const MetricDefinition> definitions);

// A line in which at least one definition found something.
struct LineFindings {
  std::uint64_t number = 0;  // as an editor counts
  std::string_view text;     // colours removed, cut at the cap; valid during the call only
  std::span<const Finding> found;
};

// Runs the definitions over a whole log, in constant memory. kInvalidArgument as scraper_factory().
Result<ScrapeReport> scrape_log(std::span<const MetricDefinition> definitions,
                                std::istream& log,
                                const std::function<void(const LineFindings&)>& on_line);

}  // namespace tuner
