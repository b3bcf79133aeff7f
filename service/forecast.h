// How long a job will still take and what it will cost, as far as its trials so far and its limits say.
//
//   training   Σ of the trials that have ended + those to come × their mean
//   left       until the last one has ended, each that runs after the mean since its start, the others one after another where one has ended
//
// Before any trial has ended the limit of a trial's time stands for the mean, and the forecast is an upper bound. Limits of the
// training time and the cost cap it.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

struct Forecast {
  std::chrono::milliseconds left{0}, training{0};
  std::optional<double> cost = {};  // where a price is known
  bool at_most = false;
};

// nullopt: the number of trials is not limited, all have ended, or nothing says how long one takes. `now`: wall time.
std::optional<Forecast> forecast(const TuningJobSpec& spec,
                                 std::span<const Trial> trials,
                                 TimePoint now);

// "about 12m 05s left", "at most 40m left".
std::string left_text(const Forecast& forecast);
// "about 12m 05s left, 45m of training in all, cost 3.2".
std::string to_text(const Forecast& forecast);

}  // namespace tuner
