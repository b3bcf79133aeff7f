// A file with results that did not come from here: CSV with a header, or a list in JSON or YAML.
//
//   bytes ─► rows of named texts ─► imported_results(): what they mean for a job
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tuner/base/result.h"

namespace tuner {

inline constexpr std::uint64_t kMaxResultBytes =
    64 << 20;  // of a CSV file; of others kMaxDocumentBytes

struct ResultRow {
  std::size_t line = 1;  // where it begins
  // By column. Cells without anything, and null, are left out; of a nested mapping every member by its own name.
  std::map<std::string, std::string> fields;
};

// In the order of the file; its extension says which form it has (.csv, else JSON or YAML). Errors name the file and the line.
Result<std::vector<ResultRow>> read_result_file(const std::filesystem::path& path);

}  // namespace tuner
