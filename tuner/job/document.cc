#include "tuner/job/document.h"

#include <algorithm>
#include <set>

#include "tuner/base/files.h"
#include "tuner/base/text.h"
#include "tuner/base/utf8.h"
#include "tuner/job/document_builder.h"

namespace tuner {
namespace {

int line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(
                 text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

Error document_error(const std::string& file,
                     int line,
                     const std::string& message,
                     const std::string& pointer = {}) {
  return {ErrorCode::kInvalidArgument,
          shortened_to_bytes(message, kMaxMessageBytes),
          place_in_file(file, line, pointer)};
}

void find_duplicate_keys(const Node& node,
                         const std::string& pointer,
                         const std::string& file,
                         std::vector<Error>& errors) {
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const Node& child = node.children[i];
    const bool is_member = node.kind == Node::Kind::kMapping;
    const std::string at =
        pointer + "/" + (is_member ? pointer_token(child.key) : std::to_string(i));
    if (is_member && !keys.insert(child.key).second) {
      errors.push_back(
          document_error(file, child.line, "the key '" + child.key + "' is given twice", at));
    }
    find_duplicate_keys(child, at, file, errors);
  }
}

}  // namespace

const Node* Node::find(std::string_view member) const {
  if (kind != Kind::kMapping) return nullptr;
  const auto found = std::find_if(
      children.begin(), children.end(), [&](const Node& child) { return child.key == member; });
  return found == children.end() ? nullptr : &*found;
}

std::string place_in_file(const std::string& file, int line, const std::string& pointer) {
  const std::string place = file + ":" + std::to_string(line);
  return pointer.empty() ? place : place + ": " + pointer;
}

ReadResult<Node> parse_document(std::string_view text,
                                DocumentFormat format,
                                const std::string& file) {
  const auto refuse = [&](int line, const std::string& message) {
    return tl::unexpected(std::vector{document_error(file, line, message)});
  };
  if (text.size() > kMaxDocumentBytes) return refuse(1, "is larger than 4 MB");
  if (const auto valid = valid_utf8_prefix(text); valid != text.size()) {
    return refuse(line_at(text, valid), "is not valid UTF-8 text");
  }
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return refuse(line_at(text, nul), "contains a NUL character");
  }
  try {
    Node root = format == DocumentFormat::kJson ? parse_json(text) : parse_yaml(text);
    std::vector<Error> duplicates;
    find_duplicate_keys(root, "", file, duplicates);
    if (!duplicates.empty()) return tl::unexpected(std::move(duplicates));
    return root;
  } catch (const DocumentError& error) {
    return refuse(error.line, error.what());
  }
}

ReadResult<Node> read_document(const std::filesystem::path& path) {
  const auto text = read_file(path, kMaxDocumentBytes);
  if (!text) return tl::unexpected(std::vector{text.error()});
  const auto format = path.extension() == ".json" ? DocumentFormat::kJson : DocumentFormat::kYaml;
  return parse_document(*text, format, path.string());
}

}  // namespace tuner
