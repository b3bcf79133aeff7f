#include "service/progress.h"

#include <algorithm>
#include <mutex>

#include "service/display_text.h"
#include "service/progress_live.h"
#include "service/progress_state.h"
#include "service/wording.h"
#include "tuner/run_outcome.h"

namespace tuner {
namespace {

// Only what needs a person's attention, on standard error.
class QuietProgress final : public ProgressDisplay {
 public:
  void on_step(const StepRecord& step, std::span<const Trial>) override {
    for (const Action& action : step.actions) {
      if (const auto* mark = std::get_if<MarkPlace>(&action)) announce(describe(*mark));
    }
  }
  void announce(const std::string& text) override {
    std::fprintf(stderr, "tuner: %s\n", printable(text).c_str());
  }
  void finish() override {}
};

// One line per event, for logs and pipes.
class PlainProgress final : public ProgressDisplay {
 public:
  PlainProgress(const TuningJobSpec& spec, std::span<const Trial> earlier, TimePoint now)
      : state_(spec) {
    state_.restore(earlier);
    foresee_at_ = std::max(foresee_at_, 2 * state_.done());
    foresee(now, std::nullopt);
  }

  void on_step(const StepRecord& step, std::span<const Trial> changed) override {
    state_.apply(step, changed);
    for (const Trial& trial : changed) {
      if (is_terminal(trial.status)) line(step.wall, ended_trial_text(state_, trial));
    }
    if (state_.done() >= foresee_at_) {
      foresee_at_ = 2 * state_.done();
      foresee(step.wall, step.wall);
    }
    for (const Action& action : step.actions) {
      if (const auto* start = std::get_if<StartRun>(&action)) report_start(*start, changed, step);
      if (const auto* mark = std::get_if<MarkPlace>(&action))
        line(step.wall, printable(describe(*mark)));
    }
  }
  void announce(const std::string& text) override { line(std::nullopt, printable(text)); }
  void finish() override {}

 private:
  void report_start(const StartRun& start, std::span<const Trial> changed, const StepRecord& step) {
    std::string text = "trial " + std::to_string(start.trial.number);
    if (start.attempt == 1) {
      text += " started";
    } else {
      const auto trial = std::ranges::find(changed, start.trial, &Trial::id);
      const bool known = trial != changed.end() && !trial->reason.empty();
      const JobTime wait = start.not_before - step.now;
      text += " starts again" + (wait > JobTime(0) ? " in " + duration_text(wait) : "") + ": " +
              (known ? printable(in_one_line(trial->reason))
                     : "attempt " + std::to_string(start.attempt));
    }
    line(step.wall,
         text + "  " + printable(to_text(start.suggestion.configuration)) +
             budget_text(start.suggestion) + continues_text(start.suggestion));
  }

  void foresee(TimePoint now, std::optional<TimePoint> wall) {
    if (const auto outlook = state_.outlook(now)) line(wall, to_text(*outlook));
  }

  void line(std::optional<TimePoint> wall, const std::string& text) {
    const std::lock_guard lock(mutex_);
    print_at_once((wall ? local_time_text(*wall) + " " : std::string()) + text + "\n");
  }

  std::mutex mutex_;
  ProgressState state_;
  std::size_t foresee_at_ = 2;  // trials that have ended
};

}  // namespace

std::unique_ptr<ProgressDisplay> make_progress(const TuningJobSpec& spec,
                                               std::span<const Trial> earlier,
                                               const Clock& clock,
                                               const Terminal& terminal,
                                               bool quiet) {
  if (quiet) return std::make_unique<QuietProgress>();
  if (!terminal.interactive) return std::make_unique<PlainProgress>(spec, earlier, clock.wall());
  return std::make_unique<LiveProgress>(spec, earlier, clock, terminal);
}

}  // namespace tuner
