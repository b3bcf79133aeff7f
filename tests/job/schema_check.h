// As much of JSON Schema (2020-12) as docs/job-file.schema.json uses; an unknown keyword is a failure of its own.
#pragma once

#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

namespace tuner {

class SchemaCheck {
 public:
  explicit SchemaCheck(nlohmann::json schema) : schema_(std::move(schema)) {}

  // Empty when `value` is valid, else the first thing that is wrong.
  std::string problem(const nlohmann::json& value) const { return check(schema_, value, ""); }

 private:
  using Json = nlohmann::json;

  static bool has_type(const std::string& type, const Json& value) {
    if (type == "number") return value.is_number();
    if (type == "integer") return value.is_number_integer();
    if (type == "array") return value.is_array();
    return type == value.type_name();  // string, boolean, object
  }

  std::string check(const Json& schema, const Json& value, const std::string& at) const {
    if (schema.is_boolean()) return schema.get<bool>() ? "" : at + ": not allowed";
    for (const auto& [keyword, argument] : schema.items()) {
      const std::string problem = check_keyword(schema, keyword, argument, value, at);
      if (!problem.empty()) return problem;
    }
    return "";
  }

  std::string check_keyword(const Json& schema,
                            const std::string& keyword,
                            const Json& argument,
                            const Json& value,
                            const std::string& at) const {
    static const std::set<std::string> kNotes{
        "$schema", "$id", "$defs", "title", "description", "default"};
    if (kNotes.contains(keyword)) return "";
    if (keyword == "$ref") {
      const Json::json_pointer target(argument.get<std::string>().substr(1));
      return check(schema_.at(target), value, at);
    }
    if (keyword == "oneOf") return check_one_of(argument, value, at);
    if (value.is_object() && is_object_keyword(keyword))
      return check_object(schema, keyword, argument, value, at);
    if (value.is_array() && keyword == "items") {
      for (const Json& item : value) {
        if (const auto problem = check(argument, item, at + "/#"); !problem.empty()) return problem;
      }
      return "";
    }
    if (is_object_keyword(keyword) || keyword == "items") return "";
    return holds(keyword, argument, value)
               ? ""
               : at + ": " + keyword + " " + argument.dump() + " of " + value.dump();
  }

  static bool is_object_keyword(const std::string& keyword) {
    return keyword == "properties" || keyword == "additionalProperties" || keyword == "required" ||
           keyword == "propertyNames" || keyword == "minProperties" || keyword == "maxProperties";
  }

  static bool holds(const std::string& keyword, const Json& argument, const Json& value) {
    if (keyword == "type") {
      const Json types = argument.is_array() ? argument : Json::array({argument});
      for (const Json& type : types) {
        if (has_type(type.get<std::string>(), value)) return true;
      }
      return false;
    }
    if (keyword == "enum")
      return std::find(argument.begin(), argument.end(), value) != argument.end();
    if (keyword == "minItems")
      return !value.is_array() || value.size() >= argument.get<std::size_t>();
    if (keyword == "maxItems")
      return !value.is_array() || value.size() <= argument.get<std::size_t>();
    if (keyword == "minimum")
      return !value.is_number() || value.get<double>() >= argument.get<double>();
    if (keyword == "exclusiveMinimum")
      return !value.is_number() || value.get<double>() > argument.get<double>();
    if (keyword == "maximum")
      return !value.is_number() || value.get<double>() <= argument.get<double>();
    if (!value.is_string()) return keyword == "pattern" || keyword == "minLength";
    if (keyword == "minLength")
      return value.get_ref<const std::string&>().size() >= argument.get<std::size_t>();
    if (keyword == "pattern") {
      return std::regex_search(value.get<std::string>(), std::regex(argument.get<std::string>()));
    }
    return false;  // a keyword that this class does not know
  }

  std::string check_one_of(const Json& schemas, const Json& value, const std::string& at) const {
    int valid = 0;
    std::string first_problem;
    for (const Json& schema : schemas) {
      const std::string problem = check(schema, value, at);
      if (problem.empty()) ++valid;
      if (first_problem.empty()) first_problem = problem;
    }
    if (valid == 1) return "";
    return at + ": " + std::to_string(valid) + " of the alternatives are valid; " + first_problem;
  }

  std::string check_object(const Json& schema,
                           const std::string& keyword,
                           const Json& argument,
                           const Json& value,
                           const std::string& at) const {
    if (keyword == "minProperties" && value.size() < argument) return at + ": too few members";
    if (keyword == "maxProperties" && value.size() > argument) return at + ": too many members";
    if (keyword == "required") {
      for (const Json& name : argument) {
        if (!value.contains(name.get<std::string>()))
          return at + ": " + name.dump() + " is missing";
      }
      return "";
    }
    for (const auto& [name, member] : value.items()) {
      const bool is_listed = schema.contains("properties") && schema["properties"].contains(name);
      std::string problem;
      if (keyword == "propertyNames") problem = check(argument, Json(name), at + "/" + name);
      if (keyword == "properties" && is_listed)
        problem = check(argument[name], member, at + "/" + name);
      if (keyword == "additionalProperties" && !is_listed)
        problem = check(argument, member, at + "/" + name);
      if (!problem.empty()) return problem;
    }
    return "";
  }

  Json schema_;
};

}  // namespace tuner
