#include <iterator>
#include <nlohmann/json.hpp>

#include "tuner/job/document_builder.h"

namespace tuner {
namespace {

// Walks over the text and counts its lines up to the last character of a token: the parser reads
// one character ahead.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, int* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    const bool is_space = *at_ == ' ' || *at_ == '\t' || *at_ == '\r' || *at_ == '\n';
    if (*at_ == '\n') ++pending_;
    if (!is_space) {
      *line_ += pending_;
      pending_ = 0;
    }
    ++at_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  int* line_;
  int pending_ = 0;  // newlines since the last character that was no space
};

class JsonHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonHandler(const int& line) : line_(line) {}

  bool null() override { return builder_.null(line_), true; }
  bool boolean(bool value) override { return plain(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return plain(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return plain(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return plain(text); }
  bool string(string_t& text) override {
    return builder_.scalar(std::move(text), true, line_), true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    return builder_.open(Node::Kind::kMapping, line_), true;
  }
  bool key(string_t& text) override { return builder_.key(std::move(text), line_), true; }
  bool end_object() override { return builder_.close(), true; }
  bool start_array(std::size_t) override { return builder_.open(Node::Kind::kList, line_), true; }
  bool end_array() override { return builder_.close(), true; }
  bool parse_error(std::size_t,
                   const std::string&,
                   const nlohmann::detail::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: …": the line here is more
    // exact. "[json.exception.out_of_range.406] number overflow …" has no place.
    std::string_view what = error.what();
    if (const auto end = what.find("] "); what.starts_with('[') && end != std::string_view::npos)
      what.remove_prefix(end + 2);
    if (const auto end = what.find(": "); end != std::string_view::npos)
      what.remove_prefix(end + 2);
    what = what.substr(0, what.find("; last read"));  // raw bytes, perhaps half a character
    throw DocumentError(line_, "is not well-formed JSON: " + std::string(what));
  }

  Node finish() && { return std::move(builder_).finish(); }

 private:
  bool plain(std::string text) { return builder_.scalar(std::move(text), false, line_), true; }

  const int& line_;
  DocumentBuilder builder_;
};

}  // namespace

Node parse_json(std::string_view text) {
  int line = 1;
  JsonHandler handler(line);
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  nlohmann::json::sax_parse(CountingIterator(begin, &line), CountingIterator(end, &line), &handler);
  return std::move(handler).finish();
}

}  // namespace tuner
