// The display on a terminal: finished trials scroll by, and below them stands what is going on now.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "service/progress.h"
#include "service/progress_state.h"

namespace tuner {

class LiveProgress final : public ProgressDisplay {
 public:
  LiveProgress(const TuningJobSpec& spec,
               std::span<const Trial> earlier,
               const Clock& clock,
               const Terminal& terminal);

  void on_step(const StepRecord& step, std::span<const Trial> changed) override;
  void on_tick() override;
  void announce(const std::string& text) override;
  void finish() override;

 private:
  void scroll(const std::string& line);  // prints a line above the block
  void draw();
  std::string erase_block();
  std::vector<std::string> block() const;
  std::string headline() const;
  std::string running_line(const Trial& trial) const;
  std::string fitted(const std::string& text, Style style) const;

  std::mutex mutex_;
  ProgressState state_;
  const Clock& clock_;
  Terminal terminal_;
  std::size_t width_;
  std::chrono::milliseconds began_;
  std::string message_;  // the last announcement
  std::size_t drawn_lines_ = 0;
};

// "trial 3 succeeded  loss=0.21  1.8s  best so far": one line about a trial that has just ended, without style.
std::string ended_trial_text(const ProgressState& state, const Trial& trial);

}  // namespace tuner
