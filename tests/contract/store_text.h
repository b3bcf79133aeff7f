// Everything that a store's records hold, as text, so that two of them compare by one EXPECT_EQ.
#pragma once

#include <string>
#include <vector>

#include "tuner/experiment_store.h"

namespace tuner::testing {

inline std::string text(const std::string& value) { return '"' + value + '"'; }
inline std::string text(TimePoint time) { return std::to_string(time.time_since_epoch().count()); }
inline std::string text(TrialId trial) { return std::to_string(trial.number); }
inline std::string text(double value) { return shortest(value); }
inline std::string text(int value) { return std::to_string(value); }
inline std::string text(std::int64_t value) { return std::to_string(value); }
template <class T>
std::string text(const std::optional<T>& value) {
  return value ? text(*value) : "-";
}

inline std::string text(const Suggestion& suggestion) {
  std::string all;
  for (const auto& [name, value] : suggestion.configuration) {
    all += name + "=" + std::to_string(value.index()) + ":" + to_text(value);
    if (const auto* category = std::get_if<Category>(&value)) {
      all += "/" + std::to_string(static_cast<int>(category->kind));
    }
    all += " ";
  }
  return all + "budget " + text(suggestion.budget) + " from " + text(suggestion.resume_from) +
         " of " + std::to_string(suggestion.definition);
}

inline std::string text(const MetricPoint& point) {
  return text(point.name) + "=" + text(point.value) + "@" + text(point.step) + "/" +
         text(point.seen_at);
}

inline std::string text(const MetricSummary& summary) {
  return summary.name + " x" + std::to_string(summary.count) + " last " + text(summary.last) +
         " min " + text(summary.min) + " max " + text(summary.max);
}

inline std::string run_text(TrialId trial, std::uint32_t attempt) {
  return text(trial) + "-" + std::to_string(attempt) + " ";
}

inline std::string text(const RunRecord& run) {
  return run_text(run.trial, run.attempt) + text(run.handle.backend) + " " + text(run.handle.id) +
         " offset " + std::to_string(run.log_offset);
}

inline std::string text(const Trial& trial) {
  std::string all = text(trial.id) + " " + text(trial.name) + " {" + text(trial.suggestion) + "} " +
                    std::string(name_of(trial.status)) + " " + std::string(name_of(trial.failure)) +
                    " " + text(trial.reason) + " attempts " + std::to_string(trial.attempts) +
                    " objectives";
  for (const auto& objective : trial.objectives) all += " " + text(objective);
  all += " constraints";
  for (const auto& value : trial.constraints) all += " " + text(value);
  return all + " times " + text(trial.created_at) + " " + text(trial.started_at) + " " +
         text(trial.ended_at) + " ran " + text(trial.ran_for.count()) + " exit " +
         text(trial.exit_code);
}

inline std::string best_text(const Trial* best) { return best == nullptr ? "none" : text(*best); }

inline std::string text(const JobRecord& job) {
  std::string places;
  for (const MarkPlace& mark : job.places) places += " " + text(mark.place) + text(mark.why);
  return job.spec.name.text + " " + std::to_string(job.identity.value) + " " +
         std::string(name_of(job.status)) + " " + text(job.reason) + " " + text(job.created_at) +
         " " + text(job.ended_at) + " " + text(job.job_time.count()) + " steps " +
         std::to_string(job.steps) + " extensions " + std::to_string(job.earlier_specs.size()) +
         places;
}

inline std::string text(const TrialTotals& totals) {
  std::string all;
  for (const auto& [status, count] : totals.counts)
    all += std::to_string(count) + " " + std::string(name_of(status)) + ", ";
  for (const auto& [failure, total] : totals.failures) {
    all += std::to_string(total.count) + " " + std::string(name_of(failure)) + " from " +
           text(total.first) + ", ";
  }
  return all + "trained " + text(totals.training_time.count()) + " best " + text(totals.best);
}

inline std::string text(const JobSummary& summary) {
  return text(summary.job) + ": " + text(summary.totals) + " {" +
         best_text(summary.best ? &*summary.best : nullptr) + "} " + text(summary.last_step_at);
}

inline std::string text(const RunStatus& status) {
  return text(static_cast<int>(status.phase)) + " " + text(static_cast<int>(status.end)) + " " +
         text(status.exit_code) + " " + text(status.signal) + " " + text(status.reason) +
         (status.said_by_training ? " said by it " : " ") + text(status.place) + " " +
         text(status.ran_for.count());
}

struct EventText {
  std::string operator()(const JobOpened& e) const {
    return std::string("opened") + (e.can_avoid_places ? ", can avoid places" : "") +
           (e.shares_slots ? ", shares slots" : "") + (e.repeats ? ", repeats" : "");
  }
  std::string operator()(const RunStarted& e) const {
    return "started " + run_text(e.trial, e.attempt) + text(e.place);
  }
  std::string operator()(const MetricsSeen& e) const {
    std::string all = "seen " + run_text(e.trial, e.attempt) + std::to_string(e.log_offset);
    for (const MetricPoint& each : e.points) all += " " + text(each);
    return all;
  }
  std::string operator()(const RunEnded& e) const {
    const std::string evidence =
        e.evidence ? " " + std::string(name_of(e.evidence->failure)) + text(e.evidence->line) : "";
    return "ended " + run_text(e.trial, e.attempt) + text(e.status) + " " + text(e.log_tail) + " " +
           text(e.metric_note) + evidence + " " + text(e.value_note);
  }
  std::string operator()(const SubmitFailed& e) const {
    return "submit failed " + run_text(e.trial, e.attempt) + text(e.reason);
  }
  std::string operator()(const JobExtended& e) const {
    return "extended " + text(static_cast<int>(e.number));
  }
  std::string operator()(const StopRequested& e) const {
    return "stop " + text(static_cast<int>(e.mode)) + " " + text(e.command) +
           (e.trial ? " of " + text(*e.trial) : "");
  }
  std::string operator()(const SlotsGranted& e) const {
    return "slots granted " + std::to_string(e.count);
  }
  std::string operator()(const ConvergenceSeen& e) const {
    return "convergence " + text(static_cast<int>(e.results)) + " " + text(e.bound) + " " +
           text(e.tolerance);
  }
  std::string operator()(const StartRun& a) const {
    return "start " + run_text(a.trial, a.attempt) + text(a.suggestion) + " not before " +
           text(a.not_before.count());
  }
  std::string operator()(const StopRun& a) const {
    return "stop " + run_text(a.trial, a.attempt) + text(a.why);
  }
  std::string operator()(const EndJob& a) const {
    return "end " + std::string(name_of(a.status)) + " " + text(a.why);
  }
  std::string operator()(const MarkPlace& a) const {
    return "mark " + text(a.place) + std::string(name_of(a.status)) + " " + text(a.until.count()) +
           " " + text(a.why);
  }
};

inline std::string text(const StepRecord& step) {
  std::string all =
      std::to_string(step.number) + " " + text(step.now.count()) + " " + text(step.wall);
  for (const Event& event : step.events) all += "; " + std::visit(EventText{}, event);
  for (const Action& action : step.actions) all += "; => " + std::visit(EventText{}, action);
  return all;
}

template <class T>
std::vector<std::string> texts(const std::vector<T>& values) {
  std::vector<std::string> all;
  for (const T& value : values) all.push_back(text(value));
  return all;
}

}  // namespace tuner::testing
