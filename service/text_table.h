// Tables of text: columns as wide as their content, fitted to the width of the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "service/terminal.h"

namespace tuner {

enum class Align { kLeft, kRight };

struct TextColumn {
  std::string title;
  Align align = Align::kLeft;
  bool expendable = false;  // left out rather than anything shortened
};

struct TextCell {
  std::string text;
  Style style = Style::kPlain;
};

// Every row has one cell per column. A table that is too wide first loses
// expendable columns at its end, then its widest columns are shortened, then the last ones left out; it says how many, of those
// with a title. Numbers are never cut: they are rounded, to no fewer than three digits, and whatever else stands in a column of
// figures (on the right) keeps its width. Texts from outside are made printable.
class TextTable {
 public:
  explicit TextTable(std::vector<TextColumn> columns);

  void add_row(std::vector<TextCell> cells);
  bool empty() const { return rows_.empty(); }

  // Lines that end in "\n" and have no blanks at their ends; the titles come first, and only if
  // there are any.
  std::string render(const Terminal& terminal) const;

 private:
  std::vector<std::size_t> natural_widths() const;
  std::vector<std::size_t> narrowest_widths() const;
  std::string render_row(const std::vector<TextCell>& row,
                         const std::vector<std::size_t>& widths,
                         const Terminal& terminal) const;

  std::vector<TextColumn> columns_;
  std::vector<std::vector<TextCell>> rows_;
};

// A label, and beside it a text of one or more lines. Contract: the table has two columns.
void add_fact(TextTable& facts,
              std::string_view label,
              std::string_view text,
              Style style = Style::kPlain);

// What is quoted of a log, for a fact: on a terminal no line of it is longer than fits beside a label.
std::string clipped_beside_label(std::string_view text, const Terminal& terminal);

}  // namespace tuner
