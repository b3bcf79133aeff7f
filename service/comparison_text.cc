#include "service/comparison_text.h"

#include <utility>
#include <vector>

#include "metrics/report_tables.h"
#include "metrics/report_text.h"
#include "service/display_text.h"
#include "service/text_table.h"

namespace tuner {
namespace {

std::string table_text(const Table& table, const Terminal& terminal) {
  const std::vector<bool> figures = figure_columns(table);
  std::vector<TextColumn> columns;
  for (std::size_t i = 0; i < table.header.size(); ++i)
    columns.push_back({table.header[i], figures[i] ? Align::kRight : Align::kLeft});
  TextTable text(std::move(columns));
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Style style = table.highlighted.contains(i) ? Style::kGood : Style::kPlain;
    std::vector<TextCell> cells;
    for (const Cell& cell : table.rows[i]) cells.push_back({cell.text, style});
    text.add_row(std::move(cells));
  }
  return text.render(terminal);
}

// Nothing at all for a table without rows.
std::string section(const std::string& title, const Table& table, const Terminal& terminal) {
  if (table.rows.empty()) return "";
  return "\n" + styled(title, Style::kStrong, terminal) + "\n" + table_text(table, terminal);
}

}  // namespace

std::string comparison_text(const Report& report, const Terminal& terminal) {
  const Comparison& comparison = *report.comparison;
  std::string text =
      table_text(overview_table(report), terminal) +
      section("Best value at equal numbers of trials", best_at_table(report), terminal);
  if (comparison.target) {
    text += section("Reaching " + format_value(*comparison.target) + ", which every job did",
                    target_table(report),
                    terminal);
  }
  text += "\n";
  for (const PairTest& test : comparison.tests) text += printable(test.meaning) + "\n";
  return text + printable(comparison.caveat) + "\n";
}

}  // namespace tuner
