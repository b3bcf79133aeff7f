// Text as a terminal shows it. Names, reasons and log lines come from outside: they pass through
// printable() before they are shown, so that none of them can move the cursor or break a table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tuner {

// One line of valid UTF-8: control characters and line ends become single blanks, what is no UTF-8
// becomes U+FFFD.
std::string printable(std::string_view text);

// The same of each line: line ends stay.
std::string printable_lines(std::string_view text);

// Columns that a printable text takes: 0 for combining marks, 2 for East Asian wide characters and
// emoji, else 1.
std::size_t display_width(std::string_view text);

// At most `width` columns; where something is cut the last one is "…".
std::string shortened(std::string_view text, std::size_t width);

}  // namespace tuner
