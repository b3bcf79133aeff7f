// What the place that output goes to can show: its width, and whether it takes colours.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tuner/base/result.h"

namespace tuner {

enum class Style { kPlain, kStrong, kDim, kGood, kBusy, kWarn, kBad };

struct Terminal {
  bool interactive = false;  // a person sits in front of it, and the cursor can be moved
  bool colours = false;
  std::optional<std::size_t> width = {};  // columns; unset: as wide as it takes (a file or a pipe)
};

// Standard output. Width: of a terminal alone, $COLUMNS or else what it says. A terminal that is "dumb" is not interactive. Colours: on one that is,
// unless NO_COLOR is set to anything but the empty string (https://no-color.org).
Terminal standard_output();

// `text` between the escape sequences of `style`, or as it is where there are no colours.
std::string styled(std::string_view text, Style style, const Terminal& terminal);

// Writes to standard output. What nobody can be told of any more (a closed pipe, a full disk) is told
// by finish_output().
void print(std::string_view text);
void print_at_once(
    std::string_view text);  // also where nobody looks at a terminal: a log that others follow

// Everything that was printed has arrived. kUnavailable, with the first reason, from the first time on when something did not.
Result<void> finish_output();

}  // namespace tuner
