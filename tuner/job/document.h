// YAML or JSON as a tree whose every value knows its line and keeps its own text; what a number
// means is the reader's business.
//
// Hostile input is refused here: size, depth and number of values are capped (aliases count as what
// they stand for), text must be UTF-8 without NUL, and a key may appear once in a mapping.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"

namespace tuner {

struct Node {
  enum class Kind { kNull, kScalar, kList, kMapping };
  Kind kind = Kind::kNull;
  std::string key = {};   // in a mapping: its own key
  std::string text = {};  // of a scalar, as it was written, escapes resolved
  bool quoted = false;    // a scalar that is a string beyond doubt
  int line = 1;           // of the key, where there is one
  std::vector<Node> children = {};

  const Node* find(std::string_view member) const;  // nullptr unless this is a mapping that has it
};

enum class DocumentFormat { kYaml, kJson };

inline constexpr std::uint64_t kMaxDocumentBytes = 4 << 20;
inline constexpr int kMaxDocumentDepth = 32;
inline constexpr int kMaxDocumentNodes = 100'000;
inline constexpr std::size_t kMaxMessageBytes =
    1000;  // of a problem: what it quotes may be of any length

// What is read, or every reason why not. Error::at is "job.yaml:7" or "job.yaml:7: /parameters/lr".
template <class T>
using ReadResult = tl::expected<T, std::vector<Error>>;

// `file` is only used for messages.
ReadResult<Node> parse_document(std::string_view text,
                                DocumentFormat format,
                                const std::string& file);

// JSON where the name ends in ".json", else YAML.
ReadResult<Node> read_document(const std::filesystem::path& path);

// "job.yaml:7: /parameters/lr", or "job.yaml:7" for the whole document.
std::string place_in_file(const std::string& file, int line, const std::string& pointer);

}  // namespace tuner
