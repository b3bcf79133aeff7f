#include "service/server/server_metrics.h"

#include <string_view>

namespace tuner {
namespace {

constexpr std::string_view kCounter = "counter", kGauge = "gauge";

std::string type_line(std::string_view name, std::string_view type) {
  return "# TYPE " + std::string(name) + " " + std::string(type) + "\n";
}

// `labels` as "{state=\"all\"}", or empty.
std::string line(std::string_view name, const std::string& labels, const std::string& value) {
  return std::string(name) + labels + " " + value + "\n";
}

std::string label(std::string_view name, std::string_view value) {
  return "{" + std::string(name) + "=\"" + std::string(value) + "\"}";
}

std::string trials_text(const std::vector<JobSummary>& jobs) {
  std::map<TrialStatus, std::uint64_t> trials;
  for (const JobSummary& job : jobs) {
    for (const auto& [status, count] : job.totals.counts) trials[status] += count;
  }
  std::string text = type_line("tuner_trials", kGauge);
  for (const auto& [status, count] : trials)
    text += line("tuner_trials", label("state", name_of(status)), std::to_string(count));
  return text;
}

}  // namespace

void ServerMetrics::count(const std::string& operation, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  Tally& tally = tallies_[operation];
  ++(status < 400 ? tally.answered : status < 500 ? tally.refused : tally.failed);
  tally.seconds += seconds;
}

std::string ServerMetrics::requests_text() const {
  const std::lock_guard lock(mutex_);
  std::string text = type_line("tuner_requests_total", kCounter);
  for (const auto& [operation, tally] : tallies_) {
    const auto add = [&, &name = operation](const char* outcome, std::uint64_t count) {
      text += line("tuner_requests_total",
                   "{operation=\"" + name + "\",outcome=\"" + outcome + "\"}",
                   std::to_string(count));
    };
    add("answered", tally.answered);
    add("refused", tally.refused);
    add("failed", tally.failed);
  }
  text += type_line("tuner_request_seconds_total", kCounter);
  for (const auto& [operation, tally] : tallies_)
    text +=
        line("tuner_request_seconds_total", label("operation", operation), shortest(tally.seconds));
  return text;
}

Result<std::string> ServerMetrics::text() const {
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobSummary> jobs, site_.store.summaries());
  std::string text = requests_text() + trials_text(jobs);
  text += type_line("tuner_jobs_running", kGauge) +
          line("tuner_jobs_running", "", std::to_string(site_.jobs.running().size()));
  const SlotPool& slots = site_.jobs.slots();
  text += type_line("tuner_slots", kGauge) +
          line("tuner_slots", label("state", "all"), std::to_string(slots.slots())) +
          line("tuner_slots", label("state", "in use"), std::to_string(slots.in_use()));
  const double seconds = static_cast<double>(suggestions_.milliseconds) / 1000.0;
  text += type_line("tuner_suggestions_total", kCounter) +
          line("tuner_suggestions_total", "", std::to_string(suggestions_.suggestions)) +
          type_line("tuner_suggestion_seconds_total", kCounter) +
          line("tuner_suggestion_seconds_total", "", shortest(seconds));
  return text;
}

}  // namespace tuner
