#include "metrics/report_markdown.h"

#include <algorithm>

#include "metrics/report_tables.h"
#include "metrics/report_text.h"

namespace tuner {
namespace {

constexpr std::size_t kBestTrials = 10;

std::string markdown(const Table& table) {
  const std::vector<bool> figures = figure_columns(table);
  std::string text = "|", rule = "|";
  for (std::size_t column = 0; column < table.header.size(); ++column) {
    text += " " + escape_markdown(table.header[column]) + " |";
    rule += figures[column] ? " ---: |" : " --- |";
  }
  text += "\n" + rule + "\n";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string mark = table.highlighted.contains(row) ? "**" : "";
    text += "|";
    for (const Cell& cell : table.rows[row]) {
      const std::string cell_text = escape_markdown(cell.text);
      text += " " + (cell_text.empty() ? "" : mark + cell_text + mark) + " |";
    }
    text += "\n";
  }
  return text + "\n";
}

// Nothing at all for a table without rows.
std::string markdown_section(const std::string& title, const Table& table) {
  return table.rows.empty() ? "" : "### " + title + "\n\n" + markdown(table);
}

std::string best_trials_title(const JobReport& job) {
  if (!job.has_several_objectives()) return "Best trials";
  return "Best trials by " + escape_markdown(job.objective().metric);
}

std::string job_section(const JobReport& job) {
  const std::span best(job.ranking.data(), std::min(job.ranking.size(), kBestTrials));
  return "## " + escape_markdown(job.record.spec.name.text) + "\n\n" +
         markdown(summary_table(job)) +
         (job.has_several_objectives()
              ? markdown_section("Front", front_table(job))
              : markdown_section("Best configuration", best_configuration_table(job))) +
         markdown_section(best_trials_title(job), trial_table(job, best)) +
         markdown_section("Failures", failure_table(job));
}

std::string comparison_section(const Report& report) {
  const Comparison& comparison = *report.comparison;
  std::string text =
      "## Comparison\n\n" + markdown(overview_table(report)) +
      markdown_section("Best value at equal numbers of trials", best_at_table(report));
  if (comparison.target) {
    text +=
        markdown_section("Reaching " + format_value(*comparison.target) + ", which every job did",
                         target_table(report));
  }
  if (!comparison.tests.empty()) text += "### Trials of one job against those of another\n\n";
  for (const PairTest& test : comparison.tests) text += "- " + escape_markdown(test.meaning) + "\n";
  return text + (comparison.tests.empty() ? "" : "\n") + escape_markdown(comparison.caveat) +
         "\n\n";
}

}  // namespace

std::string to_markdown(const Report& report) {
  std::string text = "# Tuning report\n\n";
  if (report.comparison) text += comparison_section(report);
  for (const JobReport& job : report.jobs) text += job_section(job);
  text.pop_back();
  return text;
}

}  // namespace tuner
