#include "metrics/report_tables.h"

#include <algorithm>
#include <cmath>

#include "metrics/report_text.h"

namespace tuner {
namespace {

constexpr std::size_t kMaxReasonBytes = 200;

Cell number_cell(double value) {
  return {format_value(value), std::isnan(value) ? std::nullopt : std::optional(value)};
}

Cell number_cell(const std::optional<double>& value) {
  return value ? number_cell(*value) : Cell{format_value(value)};
}

Cell duration_cell(std::chrono::milliseconds time) {
  return {format_duration(time), static_cast<double>(time.count())};
}

// Cut between characters, never inside one.
std::string shortened(const std::string& text) {
  if (text.size() <= kMaxReasonBytes) return text;
  std::size_t end = kMaxReasonBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + " …";
}

Cell value_cell(const Configuration& configuration, const std::string& parameter) {
  const auto entry = configuration.find(parameter);
  if (entry == configuration.end()) return {"–"};
  Cell cell{to_text(entry->second)};
  if (const auto* real = std::get_if<double>(&entry->second)) cell = {format_value(*real), *real};
  if (const auto* integer = std::get_if<std::int64_t>(&entry->second)) {
    cell.number = static_cast<double>(*integer);
  }
  return cell;
}

std::string describe_trial_status(const Trial& trial) {
  std::string text(name_of(trial.status));
  if (trial.failure != FailureClass::kNone) text += ": " + std::string(name_of(trial.failure));
  return text;
}

void add_constraints(std::vector<Cell>& row, const JobReport& job, const Trial& trial) {
  const auto& constraints = job.record.spec.constraints;
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    const auto value = i < trial.constraints.size() ? trial.constraints[i] : std::nullopt;
    row.push_back(number_cell(value));
    row.back().text = constraint_text(trial, constraints, i);
  }
}

void add_constraints(std::vector<std::string>& header, const JobReport& job) {
  for (const Constraint& constraint : job.record.spec.constraints)
    header.push_back(describe(constraint));
}

// How far the trial was to go, and which one it continues.
void add_budget(std::vector<Cell>& row, const Suggestion& suggestion) {
  const auto& [configuration, budget, earlier, definition] = suggestion;
  row.push_back(budget ? number_cell(static_cast<double>(*budget)) : Cell{"–"});
  row.push_back(earlier ? Cell{std::to_string(earlier->number), earlier->number} : Cell{"–"});
}

std::vector<Cell> trial_row(const JobReport& job, const Trial& trial) {
  std::vector<Cell> row{{std::to_string(trial.id.number), trial.id.number},
                        {describe_trial_status(trial)}};
  if (has_budgets(job.trials)) add_budget(row, trial.suggestion);
  if (!job.record.spec.definitions.empty())
    row.push_back({job.record.spec.definition_name(trial.suggestion)});
  for (std::size_t i = 0; i < job.record.spec.objectives.size(); ++i) {
    row.push_back(i < trial.objectives.size() ? number_cell(trial.objectives[i]) : Cell{"–"});
  }
  add_constraints(row, job, trial);
  for (const Parameter& parameter : all_parameters(job.record.spec)) {
    row.push_back(value_cell(trial.suggestion.configuration, parameter.name));
  }
  row.push_back(duration_cell(trial.ran_for));
  row.push_back({shortened(trial.reason)});
  return row;
}

std::string describe_seed(const JobRecord& job) {
  return job.spec.seed ? std::to_string(*job.spec.seed) : "–";
}

std::string describe_spread(const JobReport& job) {
  if (!job.spread) return "–";
  return format_value(job.spread->median) + " (" + format_value(job.spread->lower_quartile) +
         " … " + format_value(job.spread->upper_quartile) + ")";
}

std::string in_definition(const TuningJobSpec& spec, const Trial& trial) {
  return spec.definitions.empty() ? "" : " of " + spec.definition_name(trial.suggestion);
}

std::string describe_best(const JobReport& job) {
  const Trial* const best = job.best_trial();
  if (best == nullptr) {
    return job.nearest_miss
               ? describe_nearest_miss(*job.find(*job.nearest_miss), job.record.spec.constraints)
               : "–";
  }
  return format_value(best->objectives.front()) + " (trial " + std::to_string(best->id.number) +
         in_definition(job.record.spec, *best) + ")";
}

std::string describe_front(const JobReport& job) {
  const std::size_t count = job.front.size();
  return count == 1 ? "1 trial" : std::to_string(count) + " trials";
}

}  // namespace

std::vector<bool> figure_columns(const Table& table) {
  std::vector<bool> figures(table.header.size(), false);
  for (const auto& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (row[column].number) figures[column] = true;
    }
  }
  return figures;
}

std::string describe_status(const JobRecord& job) {
  const std::string status(name_of(job.status));
  return job.reason.empty() ? status : status + ": " + job.reason;
}

std::string describe_counts(const JobReport& job) {
  std::string text;
  for (const auto& [status, count] : job.counts) {
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(name_of(status));
  }
  return text.empty() ? "none yet" : text;
}

Table summary_table(const JobReport& job) {
  const JobRecord& record = job.record;
  Table table{{"", ""}, {}};
  const auto add = [&](std::string label, std::string text) {
    table.rows.push_back({{std::move(label)}, {std::move(text)}});
  };
  add("status", describe_status(record));
  if (record.spec.definitions.empty()) {
    for (const Objective& objective : record.spec.objectives) add("objective", describe(objective));
  }
  for (const NamedDefinition& definition : record.spec.definitions)
    add("definition", definition.name + ": " + describe(definition.objectives.front()));
  for (const Constraint& constraint : record.spec.constraints)
    add("constraint", describe(constraint));
  if (job.has_several_objectives()) add("front", describe_front(job));
  add(job.has_several_objectives() ? "best first objective" : "best value", describe_best(job));
  add("median (quartiles)", describe_spread(job));
  add("trials", describe_counts(job));
  if (job.has_constraints()) add("violate a constraint", std::to_string(job.violating));
  add("strategy", record.spec.strategy + ", seed " + describe_seed(record));
  const std::string prior = describe_prior(record.spec, record.prior);
  if (!prior.empty()) add("begins with", prior);
  add("at a time", std::to_string(record.spec.limits.parallel));
  add("started", format_time(record.created_at));
  if (record.ended_at) add("ended", format_time(*record.ended_at));
  add("job time", format_duration(record.job_time));
  add("training time", format_duration(job.training_time));
  if (job.median_trial_time) add("median trial", format_duration(*job.median_trial_time));
  return table;
}

Table best_configuration_table(const JobReport& job) {
  Table table{{"parameter", "value", "searched"}, {}};
  const Trial* const best = job.best_trial();
  if (best == nullptr) return table;
  const TrainingDefinition& training = job.record.spec.definition_of(best->suggestion);
  for (const Parameter& parameter : training.parameters) {
    const auto entry = best->suggestion.configuration.find(parameter.name);
    const std::string value =
        entry == best->suggestion.configuration.end() ? "inactive" : to_text(entry->second);
    table.rows.push_back({{parameter.name}, {value}, {describe(parameter.domain)}});
  }
  for (const auto& [name, value] : training.static_hyperparameters) {
    table.rows.push_back({{name}, {value}, {"static"}});
  }
  return table;
}

Table front_table(const JobReport& job) {
  Table table{{"trial", "status"}, {}};
  for (const Objective& objective : job.record.spec.objectives)
    table.header.push_back(objective.metric);
  add_constraints(table.header, job);
  for (const Parameter& parameter : job.record.spec.parameters)
    table.header.push_back(parameter.name);
  for (const TrialId id : job.front) {
    const Trial& trial = *job.find(id);
    auto& row = table.rows.emplace_back();
    row.push_back({std::to_string(id.number), id.number});
    row.push_back({describe_trial_status(trial)});
    for (const auto& value : trial.objectives) row.push_back(number_cell(value));
    add_constraints(row, job, trial);
    for (const Parameter& parameter : job.record.spec.parameters)
      row.push_back(value_cell(trial.suggestion.configuration, parameter.name));
  }
  return table;
}

std::string describe_nearest_miss(const Trial& nearest, std::span<const Constraint> constraints) {
  return "none keeps every constraint; the nearest miss is trial " +
         std::to_string(nearest.id.number) + " with " + violations_text(nearest, constraints);
}

Table failure_table(const JobReport& job) {
  Table table{{"failure", "trials", "first", "its reason"}, {}};
  for (const FailureGroup& group : job.failures) {
    table.rows.push_back({{std::string(name_of(group.failure))},
                          {std::to_string(group.count), static_cast<double>(group.count)},
                          {std::to_string(group.example.number), group.example.number},
                          {group.reason}});
  }
  return table;
}

Table trial_table(const JobReport& job, std::span<const TrialId> trials) {
  Table table{{"trial", "status"}, {}};
  const TuningJobSpec& spec = job.record.spec;
  if (has_budgets(job.trials)) table.header.insert(table.header.end(), {"budget", "continues"});
  if (!spec.definitions.empty()) table.header.push_back("definition");
  for (std::size_t i = 0; i < spec.objectives.size(); ++i)
    table.header.push_back(objective_heading(spec, i));
  add_constraints(table.header, job);
  for (const Parameter& parameter : all_parameters(spec)) table.header.push_back(parameter.name);
  table.header.insert(table.header.end(), {"time", "reason"});
  for (const TrialId id : trials) {
    if (job.stands_out(id)) table.highlighted.insert(table.rows.size());
    table.rows.push_back(trial_row(job, *job.find(id)));
  }
  return table;
}

Table overview_table(const Report& report) {
  Table table{{"job",
               "strategy",
               "seed",
               "objective",
               "best",
               "median (quartiles)",
               "trials",
               "job time",
               "training time"},
              {}};
  for (const JobReport& job : report.jobs) {
    const JobRecord& record = job.record;
    table.rows.push_back({{record.spec.name.text},
                          {record.spec.strategy},
                          {describe_seed(record)},
                          {describe(job.objective())},
                          {describe_best(job)},
                          {describe_spread(job)},
                          {describe_counts(job)},
                          duration_cell(record.job_time),
                          duration_cell(job.training_time)});
  }
  return table;
}

Table best_at_table(const Report& report) {
  Table table{{"best value after trial"}, {}};
  for (const JobReport& job : report.jobs) table.header.push_back(job.record.spec.name.text);
  const Comparison& comparison = *report.comparison;
  for (std::size_t k = 0; k < comparison.trial_counts.size(); ++k) {
    auto& row = table.rows.emplace_back();
    row.push_back(number_cell(comparison.trial_counts[k]));
    for (const auto& values : comparison.best_at) row.push_back(number_cell(values[k]));
  }
  return table;
}

Table target_table(const Report& report) {
  Table table{{"job", "trials to the target", "time to the target"}, {}};
  const Comparison& comparison = *report.comparison;
  for (std::size_t j = 0; j < comparison.trials_to_target.size(); ++j) {
    const auto& seconds = comparison.seconds_to_target[j];
    const Cell time =
        seconds ? duration_cell(std::chrono::milliseconds(std::llround(1000.0 * *seconds)))
                : Cell{"–"};
    table.rows.push_back({{report.jobs[j].record.spec.name.text},
                          number_cell(comparison.trials_to_target[j]),
                          time});
  }
  return table;
}

}  // namespace tuner
