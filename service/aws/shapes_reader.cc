#include "service/aws/shapes_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace tuner::aws {
namespace {

using Json = nlohmann::ordered_json;  // the files' order is the order of our messages

constexpr std::pair<std::string_view, ShapeKind> kKinds[] = {
    {"structure", ShapeKind::kStructure},
    {"list", ShapeKind::kList},
    {"map", ShapeKind::kMap},
    {"string", ShapeKind::kString},
    {"integer", ShapeKind::kInteger},
    {"long", ShapeKind::kLong},
    {"float", ShapeKind::kFloat},
    {"double", ShapeKind::kDouble},
    {"boolean", ShapeKind::kBoolean},
    {"timestamp", ShapeKind::kTimestamp},
};

tl::unexpected<Error> broken(std::string message, std::string at) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), std::move(at));
}

Result<ShapeKind> kind_of(const std::string& type) {
  for (const auto& [name, kind] : kKinds) {
    if (name == type) return kind;
  }
  return broken("unknown type '" + type + "'", {});
}

// The services write Java's expressions; this is the one class that PCRE2 calls otherwise, and only inside of brackets.
std::string in_our_dialect(std::string pattern) {
  constexpr std::string_view kJava = "\\p{Alnum}";
  for (auto at = pattern.find(kJava); at != std::string::npos; at = pattern.find(kJava, at)) {
    pattern.replace(at, kJava.size(), "a-zA-Z0-9");
  }
  return pattern;
}

std::optional<std::int64_t> bound(const Json& shape, const char* name) {
  const auto found = shape.find(name);
  return found == shape.end() ? std::nullopt : std::optional(found->get<std::int64_t>());
}

// Every service of the texts as one object, with the relaxations applied.
Result<Json> merged(const std::vector<std::string_view>& texts, std::string_view relaxations) {
  Json services = Json::object();
  for (const std::string_view text : texts) {
    const Json parsed = Json::parse(text);
    for (const auto& [service, section] : parsed.items()) {
      if (service == "source") continue;
      Json& known = *services.emplace(service, Json::object()).first;
      for (const auto& [part, entries] : section.items()) {
        known.emplace(part, Json::object()).first->update(entries);
      }
    }
  }
  if (relaxations.empty()) return services;
  const Json relaxed = Json::parse(relaxations);
  for (const auto& [service, shapes] : relaxed.items()) {
    for (const auto& [name, relaxation] : shapes.items()) {
      Json& shape = services.at(service).at("shapes").at(name);
      const Json before = shape;
      shape.merge_patch(relaxation.at("instead"));
      if (shape == before) return broken("the relaxation changes nothing", service + "." + name);
      if (relaxation.at("reason").get<std::string>().empty()) {
        return broken("a relaxation has a reason", service + "." + name);
      }
    }
  }
  return services;
}

}  // namespace

class ShapesReader {
 public:
  Result<Shapes> read(const Json& services) {
    for (const auto& [service, section] : services.items()) {
      Shapes::ByName& shapes = shapes_.shapes_[service];
      for (const auto& [name, json] : section.at("shapes").items()) shapes[name].name = name;
      for (const auto& [name, json] : section.at("shapes").items()) {
        TUNER_RETURN_IF_ERROR(read_shape(json, shapes, shapes[name]));
      }
      for (const auto& [name, json] : section.at("operations").items()) {
        TUNER_ASSIGN_OR_RETURN(Operation operation, read_operation(name, json, section, shapes));
        operation.service = service;
        shapes_.operations_.push_back(std::move(operation));
      }
    }
    return std::move(shapes_);
  }

 private:
  Result<void> read_shape(const Json& json, const Shapes::ByName& shapes, Shape& shape) {
    TUNER_ASSIGN_OR_RETURN(shape.kind, kind_of(json.at("type").get<std::string>()));
    shape.min = bound(json, "min");
    shape.max = bound(json, "max");
    shape.pattern = json.value("pattern", "");
    shape.choices = json.value("enum", std::vector<std::string>());
    shape.opaque = json.value("opaque", false);
    if (shape.kind != ShapeKind::kString && !(shape.pattern.empty() && shape.choices.empty())) {
      return broken("only texts have patterns and enums", shape.name);
    }
    if (!shape.pattern.empty()) {
      TUNER_ASSIGN_OR_RETURN(shape.expression, compiled(shape.pattern));
    }
    if (shape.kind == ShapeKind::kList) {
      TUNER_ASSIGN_OR_RETURN(shape.element, named(json.at("member").at("shape"), shapes));
    }
    if (shape.kind == ShapeKind::kMap) {
      TUNER_ASSIGN_OR_RETURN(shape.key, named(json.at("key").at("shape"), shapes));
      TUNER_ASSIGN_OR_RETURN(shape.element, named(json.at("value").at("shape"), shapes));
    }
    const auto required = json.value("required", std::vector<std::string>());
    const Json members = json.value("members", Json::object());
    for (const auto& [name, reference] : members.items()) {
      TUNER_ASSIGN_OR_RETURN(const Shape* const member, named(reference.at("shape"), shapes));
      const bool is_required = std::count(required.begin(), required.end(), name) > 0;
      shape.members.push_back({name, member, is_required});
    }
    return {};
  }

  static Result<const Shape*> named(const Json& name, const Shapes::ByName& shapes) {
    const auto found = shapes.find(name.get<std::string>());
    if (found == shapes.end()) return broken("there is no shape " + name.dump(), {});
    return &found->second;
  }

  // Each expression once, however many shapes have it.
  Result<std::shared_ptr<const Pattern>> compiled(const std::string& pattern) {
    std::shared_ptr<const Pattern>& known = patterns_[pattern];
    if (known == nullptr) {
      TUNER_ASSIGN_OR_RETURN(Pattern made,
                             Pattern::compile("\\A(?:" + in_our_dialect(pattern) + ")\\z"));
      known = std::make_shared<const Pattern>(std::move(made));
    }
    return known;
  }

  static Result<Operation> read_operation(const std::string& name,
                                          const Json& json,
                                          const Json& section,
                                          const Shapes::ByName& shapes) {
    Operation operation;
    operation.name = name;
    const Json& metadata = section.at("metadata");
    // A service that does not say under which name it signs signs under that of its endpoint.
    operation.signing_name =
        metadata.value("signingName", metadata.at("endpointPrefix").get<std::string>());
    if (metadata.contains("targetPrefix")) {
      operation.target = metadata.at("targetPrefix").get<std::string>() + "." + name;
    }
    operation.method = json.at("http").at("method").get<std::string>();
    operation.path = json.at("http").at("requestUri").get<std::string>();
    TUNER_ASSIGN_OR_RETURN(operation.input, named(json.at("input"), shapes));
    if (const Json& output = json.at("output"); !output.is_null()) {
      TUNER_ASSIGN_OR_RETURN(operation.output, named(output, shapes));
    }
    operation.errors = json.at("errors").get<std::vector<std::string>>();
    if (const Json all = section.value("paginators", Json::object()); all.contains(name)) {
      const Json& pages = all.at(name);
      operation.paginator = Paginator{pages.at("input_token").get<std::string>(),
                                      pages.at("output_token").get<std::string>(),
                                      pages.at("limit_key").get<std::string>(),
                                      pages.at("result_key").get<std::string>()};
    }
    return operation;
  }

  Shapes shapes_;
  std::map<std::string, std::shared_ptr<const Pattern>> patterns_;
};

Result<Shapes> read_shapes(const std::vector<std::string_view>& texts,
                           std::string_view relaxations) {
  try {
    TUNER_ASSIGN_OR_RETURN(const Json services, merged(texts, relaxations));
    return ShapesReader().read(services);
  } catch (const Json::exception& problem) {
    return broken(problem.what(), {});
  }
}

}  // namespace tuner::aws
