// One run under observation: turns what the backend says about it into events.
//
// In the flow: the loop owns one RunWatch per submitted run and hands it the run's latest status;
// the watch reads the log from where it stood, scrapes it, and reports each fact once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/backend.h"
#include "tuner/events.h"
#include "tuner/experiment_store.h"
#include "tuner/metric_scraper.h"

namespace tuner {

// What the end of a failed run's log says about why; nullopt: nothing.
using ExplainFailure = std::function<std::optional<LogEvidence>(std::string_view log_end)>;

class RunWatch {
 public:
  // `run.log_offset` is where the recorded scraping stands, `counts` the values found so far by
  // metric, `started` whether a RunStarted event was recorded. `objective` is the metric whose
  // absence is explained at the end; empty: there is none. `log_limit` is where the log may be cut, in bytes; 0: nowhere.
  RunWatch(RunRecord run,
           std::unique_ptr<MetricScraper> scraper,
           std::map<std::string, std::uint64_t> counts,
           bool started,
           std::string objective,
           std::uint64_t log_limit,
           ExplainFailure explain = {});

  const RunHandle& handle() const { return run_.handle; }
  TrialId trial() const { return run_.trial; }
  // Why the log could not be read to its present end; empty: it could.
  const std::string& log_trouble() const { return log_trouble_; }
  std::uint32_t attempt() const { return run_.attempt; }
  // Lines of the log in which the objective has not been found; 0 once it has.
  std::uint64_t lines_in_vain() const { return objective_seen_ ? 0 : scraper_->report().lines; }
  // More of the log was there than the last observe() read.
  bool is_behind() const { return behind_; }

  // Appends the events that follow from `status` and the log. True when the run has ended; no
  // further call then. A log that cannot be read just now (kUnavailable) is left for the next call, and the end waits for it:
  // a value is not lost because a file system does not answer. Of a long log it reads a part: one step does not hold all that a training
  // printed while nobody looked.
  bool observe(const RunStatus& status,
               Backend& backend,
               TimePoint now,
               std::vector<Event>& events);

 private:
  // False: not to its present end.
  bool read_log(Backend& backend, bool ended, TimePoint now, std::vector<MetricPoint>& points);
  // What is new in the log. Where what was read last does not stand before it any more, it was emptied, and is read from its
  // beginning; or it was cut at its limit: then what stands behind the cut when the run has ended is read, once.
  Result<LogChunk> read_on(Backend& backend, bool ended);
  Result<LogChunk> read_from(Backend& backend, std::uint64_t offset);
  RunEnded describe_end(const RunStatus& status, Backend& backend) const;
  std::string read_tail(Backend& backend) const;
  std::string metric_note() const;
  std::string value_note() const;

  RunRecord run_;
  std::unique_ptr<MetricScraper> scraper_;
  std::map<std::string, std::uint64_t> counts_;  // values found, by metric
  bool started_;
  std::string objective_;
  bool objective_seen_;
  std::uint64_t log_limit_;
  std::uint64_t read_offset_;
  std::string recent_;  // what stands before that, as this object has read it
  std::string log_trouble_;
  bool behind_ = false;
  bool log_gone_ = false, log_emptied_ = false, read_behind_cut_ = false;
  ExplainFailure explain_;
};

}  // namespace tuner
