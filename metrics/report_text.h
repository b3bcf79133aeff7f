// How numbers, times and names are written in reports; and the escaping that keeps a name from
// being taken for markup or code.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tuner/base/clock.h"
#include "tuner/job/constraint.h"
#include "tuner/job/objective.h"
#include "tuner/job/prior.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"
#include "tuner/space/parameter.h"

namespace tuner {

std::string format_value(double value, int digits = 6);  // significant: "0.03125", "1e-07", "nan"
std::string format_value(const std::optional<double>& value);  // "–" for none
std::string format_p(double p);                                // "p = 0.02", "p < 0.001"
std::string format_duration(
    std::chrono::milliseconds time);          // "1.5 s", "2 min 05 s", "3 h 07 min", "2 d 04 h"
std::string format_time(TimePoint time);      // "2026-01-31 09:05:00 UTC"
std::string format_time_iso(TimePoint time);  // "2026-01-31T09:05:00.000Z"
std::string describe(const Objective& objective);  // "minimize validation:loss"
std::string describe(const Domain& domain);        // "0.0001 … 0.3, log", "relu, tanh"

// All parameters of a job, also of one with several definitions: each name once, sorted.
std::vector<Parameter> all_parameters(const TuningJobSpec& spec);

// How the values of an objective are headed: by its metric, or as "objective" where definitions call it differently.
std::string objective_heading(const TuningJobSpec& spec, std::size_t index);
// The first objective of all definitions: with each of their metrics, "loss or error".
Objective objective_of_all(const TuningJobSpec& spec);
// By what the trial was judged: the metric of the first objective of its own definition.
std::string metric_of(const TuningJobSpec& spec, const Trial& trial);

// "latency_ms ≤ 20", "recall ≥ 0.9", "0.1 ≤ ratio ≤ 0.3".
std::string describe(const Constraint& constraint);

// The last value of constraint `index`, "–" where there is none, with "✗" behind it where it violates it.
std::string constraint_text(const Trial& trial,
                            std::span<const Constraint> constraints,
                            std::size_t index);

// What a trial violates: "latency_ms = 23 (≤ 20), recall = 0.8 (≥ 0.9)"; empty where it keeps everything.
std::string violations_text(const Trial& trial, std::span<const Constraint> constraints);

// What a job begins with, "2 configurations; 40 results of digits, digits-2 (identical)"; empty where
// it is nothing.
std::string describe_prior(const TuningJobSpec& spec, const Prior& prior);

std::string escape_html(std::string_view text);      // for text and for quoted attributes
std::string escape_markdown(std::string_view text);  // for one cell of a table
// Exactly the text, as one cell of CSV: quoted where necessary.
std::string csv_cell(std::string_view text);
// The same of what others wrote: text that a spreadsheet would take for a formula gets an apostrophe in front.
std::string escape_csv(std::string_view text);

}  // namespace tuner
