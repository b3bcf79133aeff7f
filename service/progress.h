// What a person sees while a job runs: a live display on a terminal, plain lines elsewhere.
#pragma once

#include <memory>
#include <span>

#include "service/terminal.h"
#include "tuner/base/clock.h"
#include "tuner/job/trial.h"
#include "tuner/tuner.h"

namespace tuner {

// An observer that can also be told something from another thread (a signal's consequence).
class ProgressDisplay : public TunerObserver {
 public:
  void on_note(const std::string& note) final { announce(note); }
  virtual void announce(const std::string& text) = 0;  // thread-safe
  virtual void finish() = 0;                           // the display is left in order
};

// `spec` and `clock` outlive the progress. `earlier`: trials of a resumed job. `terminal` describes standard output. Quiet: only
// what needs attention, on standard error.
std::unique_ptr<ProgressDisplay> make_progress(const TuningJobSpec& spec,
                                               std::span<const Trial> earlier,
                                               const Clock& clock,
                                               const Terminal& terminal,
                                               bool quiet);

}  // namespace tuner
