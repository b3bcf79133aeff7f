#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "tuner/job/document_builder.h"

namespace tuner {
namespace {

constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";

// Lets yaml-cpp read from memory that is not its own.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // only read from
    setg(begin, begin, begin + text.size());
  }
};

class YamlHandler : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.null(line(mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.alias(anchor, line(mark));
  }
  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(tag, mark, kStringTag);
    builder_.scalar(value, tag == "!" || tag == kStringTag, line(mark), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_tag(tag, mark, "tag:yaml.org,2002:seq");
    builder_.open(Node::Kind::kList, line(mark), anchor);
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_tag(tag, mark, "tag:yaml.org,2002:map");
    builder_.open(Node::Kind::kMapping, line(mark), anchor);
  }
  void OnMapEnd() override { builder_.close(); }

  Node finish() && { return std::move(builder_).finish(); }

 private:
  static int line(const YAML::Mark& mark) { return mark.line + 1; }

  // "?" is a plain value and "!" a quoted one.
  static void check_tag(const std::string& tag, const YAML::Mark& mark, std::string_view allowed) {
    if (tag.empty() || tag == "?" || tag == "!" || tag == allowed) return;
    throw DocumentError(line(mark), "the tag '" + tag + "' has no meaning here");
  }

  DocumentBuilder builder_;
};

// What people stumble over, behind what the parser says of it: text in double quotes is not for expressions, tabs are no blanks.
std::string advice(std::string_view text, const YAML::Exception& error) {
  if (error.msg.starts_with(YAML::ErrorMsg::INVALID_ESCAPE))
    return "; in single quotes a backslash stands for itself: 'epoch \\d+'";
  int number = 1;
  while (!text.empty() && number <= error.mark.line + 1) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::string_view indentation = line.substr(0, line.find_first_not_of(" \t"));
    if (indentation.find('\t') != std::string_view::npos && indentation.size() < line.size())
      return "; line " + std::to_string(number) + " is indented with a tab: YAML wants blanks";
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    ++number;
  }
  return "";
}

}  // namespace

Node parse_yaml(std::string_view text) {
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    YamlHandler handler;
    if (!parser.HandleNextDocument(handler)) throw DocumentError(1, "is empty");
    YamlHandler second;
    if (parser.HandleNextDocument(second)) {
      throw DocumentError(1, "holds more than one YAML document");
    }
    return std::move(handler).finish();
  } catch (const YAML::Exception& error) {
    throw DocumentError(error.mark.line + 1,
                        "is not well-formed YAML: " + error.msg + " (column " +
                            std::to_string(error.mark.column + 1) + ")" + advice(text, error));
  }
}

}  // namespace tuner
