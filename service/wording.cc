#include "service/wording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <utility>

namespace tuner {
namespace {

using std::chrono::milliseconds;

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

std::string calendar_text(const std::tm& time, const char* format) {
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), format, &time);
  return text.data();
}

std::time_t whole_seconds(TimePoint time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace

std::string duration_text(milliseconds duration) {
  const long long ms = duration.count();
  if (ms < 0) return "-" + duration_text(-duration);
  const long long seconds = (ms + 500) / 1000;
  if (ms < 100) return formatted("%lldms", ms);
  if (ms < 9950) return formatted("%.1fs", static_cast<double>(ms) / 1000.0);
  if (seconds < 60) return formatted("%llds", seconds);
  if (seconds < 3600) return formatted("%lldm %02llds", seconds / 60, seconds % 60);
  const long long minutes = seconds / 60;
  if (minutes < 24 * 60) return formatted("%lldh %02lldm", minutes / 60, minutes % 60);
  const long long hours = minutes / 60;
  return formatted("%lldd %02lldh", hours / 24, hours % 24);
}

std::string local_time_text(TimePoint time) {
  const std::time_t seconds = whole_seconds(time);
  std::tm local{};
  localtime_r(&seconds, &local);
  return calendar_text(local, "%Y-%m-%d %H:%M:%S");
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return std::to_string(bytes) + " B";
  auto amount = static_cast<double>(bytes) / 1000.0;
  std::size_t unit = 0;
  for (; amount >= 999.5 && unit + 1 < kUnits.size(); ++unit) amount /= 1000.0;
  return formatted(amount < 9.95 ? "%.1f %s" : "%.0f %s", amount, kUnits[unit]);
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string objective_text(const Objective& objective) {
  return objective.metric + ", to be " +
         (objective.goal == Goal::kMinimize ? "minimised" : "maximised");
}

std::string describe(const MarkPlace& mark) {
  std::string text = mark.place;
  switch (mark.status) {
    case PlaceStatus::kTrusted:
      text += " is trusted again";
      break;
    case PlaceStatus::kSetAside:
      text += " is set aside until " + duration_text(mark.until) + " of job time";
      break;
    case PlaceStatus::kTried:
      text += " is tried again";
      break;
  }
  return text + ": " + mark.why;
}

std::string bar_text(double share, std::size_t columns) {
  std::string text;
  const double filled = std::clamp(share, 0.0, 1.0) * static_cast<double>(columns);
  for (long i = std::lround(filled); i > 0; --i) text += "█";
  return text;
}

std::string budget_text(const Suggestion& suggestion) {
  return suggestion.budget ? ", budget " + std::to_string(*suggestion.budget) : "";
}

std::string continues_text(const Suggestion& suggestion) {
  const auto earlier = suggestion.resume_from;
  return earlier ? ", continues trial " + std::to_string(earlier->number) : "";
}

std::string once_repaired_text(const TuningJobSpec& spec, std::size_t trials, bool metric_missing) {
  const std::string& name = spec.name.text;
  const std::string again = "`tuner delete " + name + "` and run it again, to begin anew";
  std::string text;
  if (metric_missing) {
    text = "if the expression is wrong: `tuner test-metrics FILE --log LOG` tries another, then " +
           again + "; resume keeps the old one\n";
  }
  text += "once the training is repaired: " + again;
  if (spec.is_single_training() || (spec.limits.trials && trials >= *spec.limits.trials))
    return text;
  const std::string rest = spec.limits.trials
                               ? "the " + counted(*spec.limits.trials - trials, "trial") + " left"
                               : "further trials";
  return text + ", or `tuner resume " + name + "` for " + rest;
}

void add_configuration(TextTable& facts,
                       std::string_view label,
                       const Configuration& configuration) {
  std::size_t widest = 0;
  for (const auto& [name, value] : configuration) widest = std::max(widest, name.size());
  for (const auto& [name, value] : configuration) {
    add_fact(facts,
             std::exchange(label, ""),
             name + std::string(widest - name.size() + 2, ' ') + to_text(value));
  }
}

TextCell state_cell(TrialStatus status) {
  const auto style = [status] {
    switch (status) {
      case TrialStatus::kPending:
        return Style::kDim;
      case TrialStatus::kRunning:
        return Style::kBusy;
      case TrialStatus::kSucceeded:
        return Style::kGood;
      case TrialStatus::kFailed:
        return Style::kBad;
      case TrialStatus::kStoppedEarly:
        return Style::kPlain;
      case TrialStatus::kCancelled:
        return Style::kDim;
    }
    return Style::kPlain;
  };
  return {std::string(name_of(status)), style()};
}

TextCell state_cell(const Trial& trial) {
  TextCell cell = state_cell(trial.status);
  if (trial.failure != FailureClass::kNone) cell.text += ": " + std::string(name_of(trial.failure));
  return cell;
}

std::string_view state_text(JobStatus status, bool has_owner) {
  return status == JobStatus::kRunning && !has_owner ? "interrupted" : name_of(status);
}

TextCell state_cell(JobStatus status, bool has_owner) {
  const auto style = [status, has_owner] {
    switch (status) {
      case JobStatus::kRunning:
        return has_owner ? Style::kBusy : Style::kWarn;
      case JobStatus::kCompleted:
        return Style::kGood;
      case JobStatus::kStopped:
        return Style::kWarn;
      case JobStatus::kFailed:
        return Style::kBad;
    }
    return Style::kPlain;
  };
  return {std::string(state_text(status, has_owner)), style()};
}

}  // namespace tuner
