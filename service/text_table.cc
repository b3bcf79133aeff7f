#include "service/text_table.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "metrics/report_text.h"
#include "service/display_text.h"
#include "tuner/base/check.h"
#include "tuner/job/scalars.h"

namespace tuner {
namespace {

constexpr std::size_t kGap = 2;                    // blanks between two columns
constexpr std::size_t kNarrowest = 9;              // no text is shortened below this: "succeeded"
constexpr std::size_t kLabelColumns = 13;          // that facts stand behind
constexpr std::size_t kNarrowestQuote = 20;        // of what is quoted of a log
constexpr int kFewestDigits = 3, kMostDigits = 6;  // of a number that is rounded

std::size_t total(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
}

struct Figure {
  double value = 0.0;
  std::string rest;
};

// A number; in a column of figures also one that something stands behind: "-1.23457e-10 ✗".
std::optional<Figure> figure_in(const std::string& text, Align align) {
  const std::size_t blank = align == Align::kRight ? text.find(' ') : std::string::npos;
  const std::size_t end = std::min(blank, text.size());
  const auto value = parse_number(std::string_view(text).substr(0, end));
  if (!value) return std::nullopt;
  return Figure{*value, text.substr(end)};
}

// In at most `width` columns where that goes: a number is rounded, anything else is cut.
std::string fitted(const std::string& text, std::size_t width, Align align) {
  const auto figure = figure_in(text, align);
  if (display_width(text) <= width || !figure) return shortened(text, width);
  std::string rounded;
  for (int digits = kMostDigits; digits >= kFewestDigits; --digits) {
    rounded = format_value(figure->value, digits) + figure->rest;
    if (display_width(rounded) <= width) break;
  }
  return rounded;
}

// Takes columns away from the widest ones until all fit in `available`, or none can give any more.
void shorten(std::vector<std::size_t>& widths,
             const std::vector<std::size_t>& narrowest,
             std::size_t available) {
  while (total(widths) > available) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const bool gives = widths[i] > narrowest[i];
      if (gives && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

std::string padded(std::string text, std::size_t width, Align align) {
  const std::size_t missing = width - std::min(width, display_width(text));
  return align == Align::kRight ? std::string(missing, ' ') + text
                                : std::move(text) + std::string(missing, ' ');
}

}  // namespace

TextTable::TextTable(std::vector<TextColumn> columns) : columns_(std::move(columns)) {
  TUNER_CHECK(!columns_.empty(), "a table needs a column");
}

void TextTable::add_row(std::vector<TextCell> cells) {
  TUNER_CHECK(cells.size() == columns_.size(), "a row has one cell per column");
  for (TextCell& cell : cells) cell.text = printable(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::natural_widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = display_width(printable(columns_[i].title));
    for (const auto& row : rows_) width = std::max(width, display_width(row[i].text));
    widths.push_back(width);
  }
  return widths;
}

// Below which a column is left out rather than shortened.
std::vector<std::size_t> TextTable::narrowest_widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Align align = columns_[i].align;
    std::size_t width = kNarrowest;
    for (const auto& row : rows_) {
      const std::string& text = row[i].text;
      if (figure_in(text, align)) {
        width = std::max(width, display_width(fitted(text, kNarrowest, align)));
      } else if (align == Align::kRight) {
        width = std::max(width, display_width(text));
      }
    }
    widths.push_back(width);
  }
  return widths;
}

std::string TextTable::render_row(const std::vector<TextCell>& row,
                                  const std::vector<std::size_t>& widths,
                                  const Terminal& terminal) const {
  std::string line;
  std::size_t blanks = 0;  // owed before the next text, never at the end of a line
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::string text =
        padded(fitted(row[i].text, widths[i], columns_[i].align), widths[i], columns_[i].align);
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos) {
      blanks += widths[i] + kGap;
      continue;
    }
    const std::size_t last = text.find_last_not_of(' ');
    line += std::string(blanks + first, ' ');
    line += styled(text.substr(first, last - first + 1), row[i].style, terminal);
    blanks = text.size() - last - 1 + kGap;
  }
  return line + "\n";
}

std::string TextTable::render(const Terminal& terminal) const {
  std::vector<std::size_t> widths = natural_widths();
  if (terminal.width) {
    while (columns_[widths.size() - 1].expendable && total(widths) > *terminal.width)
      widths.pop_back();
    shorten(widths, narrowest_widths(), *terminal.width);
    while (widths.size() > 1 && total(widths) > *terminal.width) widths.pop_back();
  }
  std::string out;
  const auto titled = [](const TextColumn& column) { return !column.title.empty(); };
  if (std::any_of(columns_.begin(), columns_.end(), titled)) {
    std::vector<TextCell> titles;
    for (const TextColumn& column : columns_) {
      titles.push_back({printable(column.title), Style::kStrong});
    }
    out += render_row(titles, widths, terminal);
  }
  for (const auto& row : rows_) out += render_row(row, widths, terminal);
  const auto left_out = std::count_if(
      columns_.begin() + static_cast<std::ptrdiff_t>(widths.size()), columns_.end(), titled);
  if (left_out > 0) {
    const std::string note = "(" + std::to_string(left_out) + " more column" +
                             (left_out == 1 ? "" : "s") + " on a wider terminal)";
    out += styled(note, Style::kDim, terminal) + "\n";
  }
  return out;
}

void add_fact(TextTable& facts, std::string_view label, std::string_view text, Style style) {
  TextCell head{std::string(label), Style::kDim};
  for (bool more = true; more; head.text.clear()) {
    const std::size_t end = text.find('\n');
    more = end != std::string_view::npos;
    facts.add_row({head, {std::string(text.substr(0, end)), style}});
    if (more) text.remove_prefix(end + 1);
  }
}

std::string clipped_beside_label(std::string_view text, const Terminal& terminal) {
  if (!terminal.width) return std::string(text);
  const std::size_t columns = *terminal.width - std::min(*terminal.width, kLabelColumns);
  std::string lines;
  for (bool more = true; more;) {
    const std::size_t end = text.find('\n');
    more = end != std::string_view::npos;
    lines += shortened(printable(text.substr(0, end)), std::max(columns, kNarrowestQuote));
    if (more) lines += '\n';
    if (more) text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace tuner
