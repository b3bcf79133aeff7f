// How a reader of a format walks over a document: each value together with its place. A value that
// does not fit is reported and read as nothing; reading goes on, so that a user sees every problem
// at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "tuner/base/text.h"
#include "tuner/job/complaints.h"
#include "tuner/job/document.h"
#include "tuner/job/scalars.h"

namespace tuner {

// A non-owning view; document and complaints must outlive it.
class Field {
 public:
  using Readers = std::vector<std::pair<std::string, std::function<void(const Field&)>>>;

  Field(const Node& node, std::string pointer, Complaints& complaints, std::string spec_root = {});

  const Node& node() const { return *node_; }
  const std::string& name() const { return node_->key; }
  const std::string& pointer() const { return pointer_; }
  bool is(Node::Kind kind) const { return node_->kind == kind; }

  void complain(std::string message) const;
  void expected(std::string_view what) const;  // "expected <what>, found …"
  void expected_one_of(const std::vector<std::string>& names) const;  // and which of them is meant
  // Problems of this field of the specification belong here. The pointer is below that of within().
  void stands_for(std::string spec_pointer) const;
  // The same field as a part of the specification's field `spec_root`, and so are its members: to read one of several definitions.
  Field within(std::string spec_root) const;

  std::optional<std::string> text() const;  // any scalar, as it was written
  std::optional<double> number() const;
  std::optional<std::chrono::milliseconds> duration() const;
  std::optional<std::uint64_t> bytes() const;
  template <class Integral>
  std::optional<Integral> whole() const;
  template <class Value>
  std::optional<Value> one_of(std::initializer_list<std::pair<std::string, Value>> choices) const;

  std::vector<Field> items() const;           // of a list
  std::vector<Field> members() const;         // of a mapping
  Field member(std::string_view name) const;  // contract: this is a mapping that has it
  // Each member goes to the reader of its key; unknown keys, those of later versions and missing required ones are reported.
  void read_members(const Readers& readers,
                    const std::vector<std::string>& required = {},
                    std::span<const char* const> later = {}) const;

 private:
  const Node* node_;
  std::string pointer_;
  Complaints* complaints_;
  std::string spec_root_ = {};
};

// Copies what could be read; leaves the default otherwise.
template <class Target, class Value>
void assign(Target& target, std::optional<Value> value) {
  if (value) target = std::move(*value);
}

template <class Integral>
std::optional<Integral> Field::whole() const {
  if (is(Node::Kind::kScalar) && !node_->quoted) {
    if (const auto value = parse_whole<Integral>(node_->text)) return value;
  }
  const std::string most = std::to_string(std::numeric_limits<Integral>::max());
  expected(std::is_unsigned_v<Integral> ? "a whole number, not negative and at most " + most
           : sizeof(Integral) < 8       ? "a whole number, at most " + most
                                        : "a whole number that fits into 64 bits");
  return std::nullopt;
}

template <class Value>
std::optional<Value> Field::one_of(
    std::initializer_list<std::pair<std::string, Value>> choices) const {
  const auto found = text();
  if (!found) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (name == *found) return value;
    names.push_back(name);
  }
  expected_one_of(names);
  return std::nullopt;
}

}  // namespace tuner
