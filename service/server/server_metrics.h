// What `GET /metrics` says, in the text format of Prometheus, version 0.0.4.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "service/sagemaker/site.h"
#include "service/server/suggestion_time.h"

namespace tuner {

// Thread-safe. What it is given outlives it.
class ServerMetrics {
 public:
  ServerMetrics(const sagemaker::Site& site, const SuggestionTime& suggestions)
      : site_(site), suggestions_(suggestions) {}

  // A request has been answered.
  void count(const std::string& operation, int status, double seconds);

  // Errors: the store's.
  Result<std::string> text() const;

 private:
  // Of one operation since the server began.
  struct Tally {
    std::uint64_t answered = 0, refused = 0, failed = 0;  // below 400, below 500, the rest
    double seconds = 0.0;
  };

  std::string requests_text() const;

  const sagemaker::Site& site_;
  const SuggestionTime& suggestions_;
  mutable std::mutex mutex_;
  std::map<std::string, Tally> tallies_;  // by operation; "unknown" for what is none
};

}  // namespace tuner
