#include "service/result_file.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "service/csv_table.h"
#include "service/display_text.h"
#include "service/wording.h"
#include "tuner/base/files.h"
#include "tuner/job/document.h"

namespace tuner {
namespace {

Result<std::vector<ResultRow>> read_csv(const std::filesystem::path& path) {
  TUNER_ASSIGN_OR_RETURN(const std::string text, read_file(path, kMaxResultBytes));
  TUNER_ASSIGN_OR_RETURN(std::vector<CsvRecord> records, parse_csv(text, path.string()));
  if (records.empty()) return fail(ErrorCode::kInvalidArgument, "the file is empty", path.string());
  const auto names = std::move(records.front().cells);
  std::set<std::string> columns;
  for (const auto& name : names) {
    if (name && !columns.insert(*name).second) {
      return fail(ErrorCode::kInvalidArgument,
                  "the column '" + printable(*name) + "' is given twice",
                  path.string() + ":" + std::to_string(records.front().line));
    }
  }
  records.erase(records.begin());
  std::vector<ResultRow> rows;
  for (CsvRecord& record : records) {
    if (record.cells.size() != names.size()) {
      return fail(ErrorCode::kInvalidArgument,
                  "a row of " + counted(record.cells.size(), "cell") + " where the header has " +
                      std::to_string(names.size()),
                  path.string() + ":" + std::to_string(record.line));
    }
    ResultRow& row = rows.emplace_back(ResultRow{record.line, {}});
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (record.cells[i]) row.fields[names[i].value_or("")] = *std::move(record.cells[i]);
    }
  }
  return rows;
}

void add_fields(const Node& node, ResultRow& row) {
  for (const Node& member : node.children) {
    if (member.kind == Node::Kind::kScalar) row.fields[member.key] = member.text;
    if (member.kind == Node::Kind::kMapping) add_fields(member, row);
  }
}

// The list itself, or the one under "trials" as `tuner trials --format json` writes it.
Result<std::vector<ResultRow>> read_list(const std::filesystem::path& path) {
  const auto document = read_document(path);
  if (!document) return fail(document.error().front());
  const Node* list = document->find("trials");
  if (list == nullptr) list = &*document;
  if (list->kind != Node::Kind::kList)
    return fail(ErrorCode::kInvalidArgument, "expected a list of results", path.string());
  std::vector<ResultRow> rows;
  for (const Node& each : list->children) {
    ResultRow& row = rows.emplace_back(ResultRow{static_cast<std::size_t>(each.line), {}});
    add_fields(each, row);
  }
  return rows;
}

}  // namespace

Result<std::vector<ResultRow>> read_result_file(const std::filesystem::path& path) {
  return path.extension() == ".csv" ? read_csv(path) : read_list(path);
}

}  // namespace tuner
