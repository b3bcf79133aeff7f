// Durations, times, counts and states as people read them on a terminal; numbers are format_value() of metrics/report_text.h.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "service/text_table.h"
#include "tuner/base/clock.h"
#include "tuner/events.h"
#include "tuner/job/objective.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// The two largest units that matter: "43ms", "0.4s", "12s", "1m 32s", "2h 05m", "3d 04h".
std::string duration_text(std::chrono::milliseconds duration);

// Local time, "2026-03-01 14:05:09".
std::string local_time_text(TimePoint time);

// "17 MB" in powers of ten, as disks are sold.
std::string bytes_text(std::uint64_t bytes);

// "1 trial", "3 trials".
std::string counted(std::uint64_t count, std::string_view noun);

// "loss, to be minimised".
std::string objective_text(const Objective& objective);

// "node gpu 3 is set aside until 25m of job time: 3 runs in a row failed there, …".
std::string describe(const MarkPlace& mark);

// A bar as long as `share`, in 0 … 1, of so many columns.
std::string bar_text(double share, std::size_t columns);

// ", budget 9", how far a trial is to go; empty where that is not said.
std::string budget_text(const Suggestion& suggestion);

// ", continues trial 3"; empty where it continues none.
std::string continues_text(const Suggestion& suggestion);

// What may be done with a job of so many trials, of which none gave a result, once its training is repaired; or the expression,
// where `metric_missing`: a job keeps the one that it was made with.
std::string once_repaired_text(const TuningJobSpec& spec, std::size_t trials, bool metric_missing);

// A fact of as many lines as there are parameters: names in one column, exact values in the next.
void add_configuration(TextTable& facts,
                       std::string_view label,
                       const Configuration& configuration);

TextCell state_cell(TrialStatus status);
TextCell state_cell(const Trial& trial);  // with the class of its failure: "failed: time limit"

// A job that is recorded as running and that no process owns was interrupted.
std::string_view state_text(JobStatus status, bool has_owner);
TextCell state_cell(JobStatus status, bool has_owner);

}  // namespace tuner
