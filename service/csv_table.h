// Comma-separated values as RFC 4180 has them: quoted cells may hold commas, quotes and lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"

namespace tuner {

struct CsvRecord {
  std::size_t line = 1;                           // where its first cell ends
  std::vector<std::optional<std::string>> cells;  // nullopt: there is nothing, not even quotes
};

// Empty lines are left out; a byte order mark is no part of the first cell. kInvalidArgument, with the line, for a quote where none
// may be; `name` stands for the text in messages.
Result<std::vector<CsvRecord>> parse_csv(std::string_view text, const std::string& name);

}  // namespace tuner
