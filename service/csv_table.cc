#include "service/csv_table.h"

#include <csv.h>

#include <algorithm>
#include <new>
#include <utility>

namespace tuner {
namespace {

class Parser {
 public:
  Parser() {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
      throw std::bad_alloc();
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // Line by line, so that records know where they are.
  bool parse(std::string_view text) {
    while (!text.empty()) {
      ++line_;
      const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
      if (csv_parse(&parser_, text.data(), length, on_cell, on_record, this) != length)
        return false;
      text.remove_prefix(length);
    }
    return csv_fini(&parser_, on_cell, on_record, this) == 0;
  }

  std::size_t line() const { return line_; }
  std::vector<CsvRecord> take_records() { return std::move(records_); }

 private:
  static void on_cell(void* text, std::size_t size, void* self) {
    auto& parser = *static_cast<Parser*>(self);
    if (parser.record_.cells.empty()) parser.record_.line = parser.line_;
    auto& cell = parser.record_.cells.emplace_back();
    if (text != nullptr) cell.emplace(static_cast<const char*>(text), size);
  }
  static void on_record(int, void* self) {
    auto& parser = *static_cast<Parser*>(self);
    if (!parser.record_.cells.empty()) parser.records_.push_back(std::exchange(parser.record_, {}));
  }

  csv_parser parser_{};
  std::size_t line_ = 0;
  CsvRecord record_;
  std::vector<CsvRecord> records_;
};

}  // namespace

Result<std::vector<CsvRecord>> parse_csv(std::string_view text, const std::string& name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Parser parser;
  if (!parser.parse(text)) {
    return fail(ErrorCode::kInvalidArgument,
                "a quote stands where none may be, or is never closed",
                name + ":" + std::to_string(parser.line()));
  }
  return parser.take_records();
}

}  // namespace tuner
