// What both parsers feed: builds the tree and holds the caps.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tuner/job/document.h"

namespace tuner {

// Thrown by the builder and the parsers' callbacks; never leaves parse_document().
struct DocumentError : std::runtime_error {
  DocumentError(int at, const std::string& message) : std::runtime_error(message), line(at) {}
  int line;
};

class DocumentBuilder {
 public:
  static constexpr std::size_t kMaxKeyLength = 256;

  void open(Node::Kind kind, int line, std::size_t anchor = 0);  // a list or a mapping
  void close();
  void scalar(std::string text, bool quoted, int line, std::size_t anchor = 0);
  void null(int line, std::size_t anchor = 0);
  void key(std::string text, int line);  // JSON's; YAML's keys arrive as values and are recognised
  void alias(std::size_t anchor, int line);

  Node finish() &&;

 private:
  struct Open {
    Node node;
    std::size_t anchor = 0;
    bool has_key = false;  // the next value belongs to `key`
    std::string key = {};
    int key_line = 0;
    bool has_merge_key = false;     // the next value's members are members of this mapping
    std::vector<Node> merged = {};  // such members, unless it has its own of that name
  };

  bool expects_key() const;
  void count(std::size_t nodes, int line);
  void merge(const Node& node, int line);
  void place(Node node, std::size_t anchor);

  std::vector<Open> open_;
  std::map<std::size_t, Node> anchors_;
  std::size_t nodes_ = 0;
  Node root_;
};

// Both throw DocumentError.
Node parse_yaml(std::string_view text);
Node parse_json(std::string_view text);

}  // namespace tuner
