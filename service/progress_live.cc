#include "service/progress_live.h"

#include <algorithm>

#include "service/display_text.h"
#include "service/wording.h"
#include "tuner/run_outcome.h"

namespace tuner {
namespace {

constexpr std::size_t kDefaultWidth = 80;
constexpr std::size_t kMaxRunningLines = 8;
constexpr std::size_t kBarWidth = 24;

std::string bar(std::size_t done, std::size_t all) {
  const std::size_t filled = all == 0 ? 0 : std::min(kBarWidth, kBarWidth * done / all);
  std::string text;
  for (std::size_t i = 0; i < kBarWidth; ++i) text += i < filled ? "█" : "░";
  return text;
}

Style style_of(const ProgressState& state, const Trial& trial) {
  if (trial.status == TrialStatus::kFailed) return Style::kBad;
  if (state.is_on_front(trial.id)) return Style::kGood;
  return trial.status == TrialStatus::kSucceeded ? Style::kPlain : Style::kDim;
}

std::string_view sign_of(TrialStatus status) {
  if (status == TrialStatus::kFailed) return "✗ ";
  return status == TrialStatus::kCancelled ? "– " : "✓ ";
}

}  // namespace

std::string ended_trial_text(const ProgressState& state, const Trial& trial) {
  const bool failed = trial.status == TrialStatus::kFailed;
  std::string text =
      "trial " + std::to_string(trial.id.number) + " " + std::string(name_of(trial.status));
  if (failed) return text + ": " + printable(in_one_line(trial.reason));
  text += "  " + printable(values_text(state.spec(), trial)) + "  " + duration_text(trial.ran_for);
  if (state.is_on_front(trial.id))
    text += state.spec().objectives.size() == 1 ? "  best so far" : "  on the front";
  if (trial.status == TrialStatus::kSucceeded && !trial.reason.empty())
    text += "; " + printable(in_one_line(trial.reason));
  return text;
}

LiveProgress::LiveProgress(const TuningJobSpec& spec,
                           std::span<const Trial> earlier,
                           const Clock& clock,
                           const Terminal& terminal)
    : state_(spec),
      clock_(clock),
      terminal_(terminal),
      width_(terminal.width.value_or(kDefaultWidth)),
      began_(clock.steady()) {
  state_.restore(earlier);
}

void LiveProgress::on_step(const StepRecord& step, std::span<const Trial> changed) {
  const std::lock_guard lock(mutex_);
  state_.apply(step, changed);
  for (const Trial& trial : changed) {
    if (!is_terminal(trial.status)) continue;
    const std::string text = ended_trial_text(state_, trial) + "  " +
                             printable(short_text(trial.suggestion.configuration));
    scroll(fitted(std::string(sign_of(trial.status)) + text, style_of(state_, trial)));
  }
  for (const Action& action : step.actions) {
    if (const auto* mark = std::get_if<MarkPlace>(&action))
      scroll(fitted(printable(describe(*mark)), Style::kWarn));
  }
  draw();
}

void LiveProgress::on_tick() {
  const std::lock_guard lock(mutex_);
  draw();
}

void LiveProgress::announce(const std::string& text) {
  const std::lock_guard lock(mutex_);
  message_ = text;
  draw();
}

void LiveProgress::finish() {
  const std::lock_guard lock(mutex_);
  print(erase_block());
}

void LiveProgress::scroll(const std::string& line) { print(erase_block() + line + "\n"); }

void LiveProgress::draw() {
  std::string output = erase_block();
  const std::vector<std::string> lines = block();
  for (const std::string& line : lines) output += line + "\n";
  drawn_lines_ = lines.size();
  print(output);
}

std::string LiveProgress::erase_block() {
  if (drawn_lines_ == 0) return {};
  const std::string up = "\033[" + std::to_string(std::exchange(drawn_lines_, 0)) + "A";
  return up + "\r\033[J";
}

std::vector<std::string> LiveProgress::block() const {
  std::vector<std::string> lines{"", fitted(headline(), Style::kStrong)};
  if (const Trial* best = state_.newest_of_front()) {
    const bool single = state_.spec().objectives.size() == 1;
    const std::string label =
        (single ? "best  trial "
                : "front " + counted(state_.front().size(), "trial") + ", the newest is trial ") +
        std::to_string(best->id.number) + "  ";
    lines.push_back(fitted(label + printable(values_text(state_.spec(), *best)), Style::kGood));
    lines.push_back(
        fitted("      " + printable(short_text(best->suggestion.configuration)), Style::kPlain));
  }
  const std::vector<const Trial*> running = state_.running();
  for (std::size_t i = 0; i < std::min(running.size(), kMaxRunningLines); ++i) {
    lines.push_back(fitted(running_line(*running[i]), Style::kBusy));
  }
  if (running.size() > kMaxRunningLines) {
    lines.push_back("and " + std::to_string(running.size() - kMaxRunningLines) + " more");
  }
  if (!message_.empty()) lines.push_back(fitted(printable(message_), Style::kWarn));
  return lines;
}

std::string LiveProgress::headline() const {
  const TuningJobSpec& spec = state_.spec();
  std::string text = spec.name.text + "  ";
  if (spec.limits.trials) {
    text += bar(state_.done(), *spec.limits.trials) + "  " + std::to_string(state_.done()) + "/" +
            std::to_string(*spec.limits.trials) + " trials";
  } else {
    text += std::to_string(state_.done()) + " trials";
  }
  if (state_.failed() > 0) text += "  " + std::to_string(state_.failed()) + " failed";
  text += "  " + duration_text(clock_.steady() - began_);
  if (const auto outlook = state_.outlook(clock_.wall())) text += "  " + left_text(*outlook);
  return text;
}

std::string LiveProgress::running_line(const Trial& trial) const {
  std::string text = "trial " + std::to_string(trial.id.number) + "  ";
  if (!trial.started_at || trial.status == TrialStatus::kPending)
    return text + (trial.reason.empty() ? "starting" : printable(trial.reason));
  text += duration_text(clock_.wall() - *trial.started_at);
  if (const std::optional<MetricPoint> point = state_.last_point(trial.id)) {
    text += "  step " + std::to_string(point->step) + "  " +
            printable(values_text(state_.spec(), trial));
  }
  return text + "  " + printable(short_text(trial.suggestion.configuration)) +
         budget_text(trial.suggestion) + continues_text(trial.suggestion);
}

std::string LiveProgress::fitted(const std::string& text, Style style) const {
  return styled(shortened(text, width_), style, terminal_);
}

}  // namespace tuner
