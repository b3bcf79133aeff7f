// The tables of a report, before anybody has decided on a format: Markdown and HTML render the same
// ones.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "metrics/report.h"

namespace tuner {

struct Cell {
  std::string text;
  std::optional<double> number =
      {};  // what to sort by; set for figures, which are aligned to the right
};

struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<Cell>> rows;
  std::set<std::size_t> highlighted = {};  // rows
};

Table summary_table(const JobReport& job);             // label, text
Table best_configuration_table(const JobReport& job);  // parameter, value, what was searched
Table failure_table(const JobReport& job);
// Objectives and configurations of the front, one trial a row; nothing with one objective.
Table front_table(const JobReport& job);
Table trial_table(const JobReport& job, std::span<const TrialId> trials);

// Columns are jobs.
Table overview_table(const Report& report);
Table best_at_table(const Report& report);
Table target_table(const Report& report);

// By column: whether any of its cells is a figure.
std::vector<bool> figure_columns(const Table& table);

// "none keeps every constraint; the nearest miss is trial 7 with latency_ms = 23 (≤ 20)".
std::string describe_nearest_miss(const Trial& nearest, std::span<const Constraint> constraints);

// "completed: all 40 trials have ended"
std::string describe_status(const JobRecord& job);
// "36 succeeded, 3 failed"
std::string describe_counts(const JobReport& job);

}  // namespace tuner
