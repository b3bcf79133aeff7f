#include "tuner/run_outcome.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

namespace tuner {
namespace {

constexpr std::string_view kLogFollows = "; the last lines of its log:\n";

RunOutcome failed(FailureClass failure, std::string reason) {
  return {.status = TrialStatus::kFailed, .failure = failure, .reason = std::move(reason)};
}

std::string with_log_tail(const std::string& reason, const std::string& tail) {
  if (tail.empty()) return reason + "; its log is empty";
  return reason + std::string(kLogFollows) + tail;
}

std::string expression_of(const TrainingDefinition& training, const std::string& metric) {
  const auto found = std::find_if(
      training.metrics.begin(), training.metrics.end(), [&](const MetricDefinition& definition) {
        return definition.name == metric;
      });
  if (found == training.metrics.end()) return "no definition";
  return found->regex.empty() ? "JSON lines" : "the expression '" + found->regex + "'";
}

std::string missing_metric(const TrainingDefinition& training,
                           std::string_view role,
                           const std::string& metric,
                           const RunEnded& ended) {
  std::string reason = "the " + std::string(role) + " '" + metric +
                       "' never appeared in the log (searched by " +
                       expression_of(training, metric) + ")";
  if (!ended.metric_note.empty()) reason += "; " + ended.metric_note;
  return with_log_tail(std::move(reason), ended.log_tail);
}

// Objectives or constraints, each with its last value. Success: all are there and finite.
template <class Aim>
RunOutcome judge_values(const TrainingDefinition& training,
                        std::string_view role,
                        std::span<const Aim> aims,
                        std::span<const std::optional<double>> values,
                        const RunEnded& ended) {
  for (std::size_t i = 0; i < aims.size(); ++i) {
    const std::string& metric = aims[i].metric;
    if (!values[i]) {
      return failed(FailureClass::kMetricMissing, missing_metric(training, role, metric, ended));
    }
    if (!std::isfinite(*values[i])) {
      return failed(FailureClass::kDiverged,
                    "the last value of '" + metric + "' is " + shortest(*values[i]));
    }
  }
  return {};
}

// A run that came to its end by itself: worth what it printed.
RunOutcome judge_values(const TrainingDefinition& training,
                        const Trial& trial,
                        const RunEnded& ended) {
  const Aims aims = training.aims();
  RunOutcome outcome =
      judge_values(training, "objective", aims.objectives, trial.objectives, ended);
  if (outcome.status != TrialStatus::kSucceeded) return outcome;
  outcome = judge_values(
      training, "metric of the constraint", aims.constraints, trial.constraints, ended);
  if (outcome.status == TrialStatus::kSucceeded && !training.objectives.empty())
    outcome.reason = ended.value_note;
  return outcome;
}

// Somebody made an end of the trial alone: what it has printed so far counts.
RunOutcome judge_requested_stop(const TrainingDefinition& training,
                                const Trial& trial,
                                const RunEnded& ended,
                                const std::string& why) {
  const bool has_values = !training.objectives.empty() &&
                          judge_values(training, trial, ended).status == TrialStatus::kSucceeded;
  if (!has_values) return {.status = TrialStatus::kCancelled, .reason = why};
  return {.status = TrialStatus::kStoppedEarly, .reason = why + "; its last value counts"};
}

RunOutcome judge_time_limit(const TrainingDefinition& training,
                            const Trial& trial,
                            const RunEnded& ended) {
  const RunOutcome by_values = judge_values(training, trial, ended);
  if (by_values.status == TrialStatus::kSucceeded) {
    return {.status = TrialStatus::kStoppedEarly,
            .reason = ended.status.reason +
                      (training.objectives.empty() ? "" : "; its last value counts") +
                      (by_values.reason.empty() ? "" : "; " + by_values.reason)};
  }
  return failed(FailureClass::kTimeLimit, ended.status.reason + ", and " + by_values.reason);
}

// `attempts` without those that were preempted.
RunOutcome judge_infrastructure(const TrainingDefinition& training,
                                std::uint32_t attempts,
                                const std::string& reason) {
  if (attempts <= training.retries) return {.retry = true, .reason = reason};
  return failed(FailureClass::kInfrastructure,
                reason + " (attempt " + std::to_string(attempts) + " of " +
                    std::to_string(training.retries + 1) + ")");
}

RunOutcome judge_preemption(std::uint32_t preemptions, const std::string& reason) {
  if (preemptions < kMostPreemptions) return {.retry = true, .preempted = true, .reason = reason};
  return failed(FailureClass::kPreempted,
                reason + ", as " + std::to_string(preemptions) + " attempts before");
}

// A training that failed by itself; where it does not say why, its log may know better.
RunOutcome judge_failure(const TrainingDefinition& training,
                         std::uint32_t attempts,
                         std::uint32_t preemptions,
                         const RunEnded& ended) {
  const std::string& end = ended.status.reason;
  const bool says = ended.status.said_by_training;
  const bool has_log = ended.status.end != RunEnd::kStartError || !ended.log_tail.empty();
  if (!ended.evidence) {
    return failed(FailureClass::kUserError,
                  says || !has_log ? end : with_log_tail(end, ended.log_tail));
  }
  const auto& [failure, line] = *ended.evidence;
  const std::string reason = says ? end : end + "; its log says: " + line;
  if (failure == FailureClass::kInfrastructure)
    return judge_infrastructure(training, attempts, reason);
  if (failure == FailureClass::kPreempted) return judge_preemption(preemptions, reason);
  return failed(failure, reason);
}

}  // namespace

std::string in_one_line(const std::string& reason) {
  const std::size_t log = reason.find(kLogFollows);
  std::string line = reason.substr(0, std::min(log, reason.find('\n')));
  if (log == std::string::npos) return line;
  const std::size_t end = reason.find_last_not_of(" \t\r\n");
  const std::size_t before = reason.find_last_of("\r\n", end);
  return line + ": " + reason.substr(before + 1, end - before);
}

RunOutcome judge_run(const TrainingDefinition& training,
                     const Trial& trial,
                     const RunEnded& ended,
                     const RequestedStop& stop,
                     std::uint32_t preemptions) {
  const bool ended_well = ended.status.end == RunEnd::kSucceeded;
  if (stop.cause == StopCause::kEarlyStopping && !ended_well) {
    return {.status = TrialStatus::kStoppedEarly, .reason = stop.why};
  }
  if (stop.cause == StopCause::kRequested && !ended_well)
    return judge_requested_stop(training, trial, ended, stop.why);
  if (stop.cause == StopCause::kJobEnding && !ended_well) {
    return {.status = TrialStatus::kCancelled, .reason = kStoppedWithJob};
  }
  const std::uint32_t attempts = trial.attempts - std::min(preemptions, trial.attempts);
  switch (ended.status.end) {
    case RunEnd::kSucceeded:
      return judge_values(training, trial, ended);
    case RunEnd::kStopped:
      return {.status = TrialStatus::kCancelled, .reason = ended.status.reason};
    case RunEnd::kTimeLimit:
      return judge_time_limit(training, trial, ended);
    case RunEnd::kOutOfMemory:
      return failed(FailureClass::kOutOfMemory, ended.status.reason);
    case RunEnd::kUserError:
    case RunEnd::kStartError:
      return judge_failure(training, attempts, preemptions, ended);
    case RunEnd::kInfrastructure:
    case RunEnd::kLost:
      return judge_infrastructure(training, attempts, ended.status.reason);
    case RunEnd::kPreempted:
      return judge_preemption(preemptions, ended.status.reason);
  }
  return failed(FailureClass::kInfrastructure, "unknown end of a run");
}

PlaceEvidence evidence_of(const RunEnded& ended, const RunOutcome& outcome) {
  if (!outcome.retry &&
      (outcome.status == TrialStatus::kSucceeded || outcome.status == TrialStatus::kStoppedEarly))
    return PlaceEvidence::kWell;
  if (!outcome.retry && outcome.status == TrialStatus::kCancelled) return PlaceEvidence::kNone;
  switch (ended.status.end) {
    case RunEnd::kInfrastructure:
    case RunEnd::kLost:
      return PlaceEvidence::kSuspect;
    case RunEnd::kUserError:
    case RunEnd::kStartError: {
      const bool explained =
          ended.evidence && ended.evidence->failure != FailureClass::kInfrastructure;
      return explained ? PlaceEvidence::kNone : PlaceEvidence::kSuspect;
    }
    case RunEnd::kSucceeded:
    case RunEnd::kStopped:
    case RunEnd::kTimeLimit:
    case RunEnd::kOutOfMemory:
    case RunEnd::kPreempted:
      break;
  }
  return PlaceEvidence::kNone;
}

}  // namespace tuner
