// What requests and answers of the services look like, as data: the operations and their shapes, read from the files in
// service/aws/shapes that the program carries in itself. validation.h holds values against them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/pattern.h"

namespace tuner::aws {

enum class ShapeKind {
  kStructure,
  kList,
  kMap,
  kString,
  kInteger,  // 32 bits
  kLong,     // 64 bits
  kFloat,
  kDouble,
  kBoolean,
  kTimestamp  // seconds since 1970, as a JSON number
};

struct Shape;

struct Member {
  std::string name;
  const Shape* shape = nullptr;
  bool required = false;
};

// Shapes refer to each other, also in circles; the Shapes that they come from owns them.
struct Shape {
  std::string name;
  ShapeKind kind = ShapeKind::kStructure;
  std::optional<std::int64_t> min = {};  // length of a text in characters, size of a list or map,
  std::optional<std::int64_t> max = {};  // or value of a number
  std::string pattern = {};              // of the whole text, as the service writes it
  std::shared_ptr<const Pattern> expression =
      {};                                 // the pattern compiled; nullptr where there is none
  std::vector<std::string> choices = {};  // the enum; empty: any text
  std::vector<Member> members = {};       // of a structure, in the file's order
  const Shape* key = nullptr;             // of a map
  const Shape* element = nullptr;         // of a list; the value of a map
  bool opaque = false;                    // a structure whose members are not known here

  const Member* find(std::string_view member) const;  // nullptr: there is none of that name
};

struct Paginator {
  std::string input_token;
  std::string output_token;
  std::string limit_key;
  std::string result_key;
};

struct Operation {
  std::string name;
  std::string service;       // the section of the file: "sagemaker", "sagemaker-metrics", "logs"
  std::string signing_name;  // "sagemaker", "logs"
  std::string target;  // of the header X-Amz-Target; empty: method and path tell the operation
  std::string method;
  std::string path;
  const Shape* input = nullptr;
  const Shape* output = nullptr;    // nullptr: the answer is empty
  std::vector<std::string> errors;  // the codes that clients have classes for
  std::optional<Paginator> paginator;
};

enum class Strictness {
  kStrict,  // SageMaker's own limits
  kRelaxed  // without those that relaxed.json lifts for a server of one's own
};

// Immutable once read, and therefore for any number of threads.
class Shapes {
 public:
  // Those of this program; read at the first call.
  static const Shapes& of(Strictness strictness);

  const std::vector<Operation>& operations() const { return operations_; }

  // nullptr: there is none. A target is "SageMaker.CreateTrial", a route "PUT" and "/BatchPutMetrics".
  const Operation* find_operation(std::string_view name) const;
  const Operation* find_target(std::string_view target) const;
  const Operation* find_route(std::string_view method, std::string_view path) const;
  const Shape* find_shape(std::string_view service, std::string_view name) const;

 private:
  friend class ShapesReader;

  using ByName = std::map<std::string, Shape, std::less<>>;  // its nodes stay where they are

  std::map<std::string, ByName, std::less<>> shapes_;  // by service
  std::vector<Operation> operations_;
};

}  // namespace tuner::aws
