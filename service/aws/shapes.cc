#include "service/aws/shapes.h"

#include <algorithm>

#include "service/aws/shapes_reader.h"
#include "tuner/base/check.h"

namespace tuner {

namespace embedded {

extern const std::string_view sagemaker_shapes;
extern const std::string_view additional_shapes;
extern const std::string_view relaxed_shapes;

}  // namespace embedded

namespace aws {
namespace {

Shapes read_embedded(std::string_view relaxations) {
  auto shapes = read_shapes({embedded::sagemaker_shapes, embedded::additional_shapes}, relaxations);
  TUNER_CHECK(shapes, to_string(shapes.error()));
  return std::move(*shapes);
}

template <class Matches>
const Operation* first_of(const std::vector<Operation>& operations, Matches matches) {
  const auto found = std::find_if(operations.begin(), operations.end(), matches);
  return found == operations.end() ? nullptr : &*found;
}

}  // namespace

const Member* Shape::find(std::string_view member) const {
  const auto found = std::find_if(
      members.begin(), members.end(), [&](const Member& each) { return each.name == member; });
  return found == members.end() ? nullptr : &*found;
}

const Shapes& Shapes::of(Strictness strictness) {
  if (strictness == Strictness::kStrict) {
    static const Shapes strict = read_embedded({});
    return strict;
  }
  static const Shapes relaxed = read_embedded(embedded::relaxed_shapes);
  return relaxed;
}

const Operation* Shapes::find_operation(std::string_view name) const {
  return first_of(operations_, [&](const Operation& each) { return each.name == name; });
}

const Operation* Shapes::find_target(std::string_view target) const {
  if (target.empty()) return nullptr;
  return first_of(operations_, [&](const Operation& each) { return each.target == target; });
}

const Operation* Shapes::find_route(std::string_view method, std::string_view path) const {
  return first_of(operations_, [&](const Operation& each) {
    return each.target.empty() && each.method == method && each.path == path;
  });
}

const Shape* Shapes::find_shape(std::string_view service, std::string_view name) const {
  const auto of_service = shapes_.find(service);
  if (of_service == shapes_.end()) return nullptr;
  const auto found = of_service->second.find(name);
  return found == of_service->second.end() ? nullptr : &found->second;
}

}  // namespace aws
}  // namespace tuner
