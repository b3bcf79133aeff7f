#include "service/ask_tell_space.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "service/known_members.h"
#include "tuner/base/text.h"
#include "tuner/job/scalars.h"

namespace tuner {
namespace {

using nlohmann::json;

bool is_boolean(const Node& node) {
  return node.kind == Node::Kind::kScalar && !node.quoted &&
         (node.text == "true" || node.text == "false");
}

template <class Number>
Result<Number> read_end(const Node& dimension,
                        std::string_view name,
                        std::optional<Number> (*read)(const Node&),
                        std::string_view kind) {
  const Node* node = dimension.find(name);
  const auto value = node == nullptr ? std::nullopt : read(*node);
  if (value) return *value;
  return refuse("'" + std::string(name) + "' must be " + std::string(kind));
}

// The ends and the scale, which floats and ints have alike.
template <class Range, class Number>
Result<Domain> read_range(const Node& dimension,
                          std::optional<Number> (*read)(const Node&),
                          std::string_view kind) {
  TUNER_RETURN_IF_ERROR(check_members(dimension, {"type", "low", "high", "log"}));
  Range range;
  TUNER_ASSIGN_OR_RETURN(range.min, read_end(dimension, "low", read, kind));
  TUNER_ASSIGN_OR_RETURN(range.max, read_end(dimension, "high", read, kind));
  const Node* log = dimension.find("log");
  if (log != nullptr && !is_boolean(*log)) return refuse("'log' must be true or false");
  range.scale = log != nullptr && log->text == "true" ? Scale::kLog : Scale::kLinear;
  const auto shown = [](Number value) { return to_text(ParameterValue(value)); };
  if (range.min > range.max) {
    return refuse("'low' (" + shown(range.min) + ") must not be greater than 'high' (" +
                  shown(range.max) + ")");
  }
  if (range.scale == Scale::kLog && range.min <= 0) {
    return refuse("'low' (" + shown(range.min) + ") must be greater than 0 on a log scale");
  }
  return Domain(range);
}

std::optional<Category> category_in(const Node& node) {
  if (node.kind != Node::Kind::kScalar) return std::nullopt;
  if (node.quoted) return Category{json(node.text).dump(), Category::Kind::kString};
  return Category{node.text, is_boolean(node) ? Category::Kind::kBoolean : Category::Kind::kNumber};
}

Result<Domain> read_categorical(const Node& dimension) {
  TUNER_RETURN_IF_ERROR(check_members(dimension, {"type", "choices"}));
  const Node* choices = dimension.find("choices");
  if (choices == nullptr || choices->kind != Node::Kind::kList) {
    return refuse("'choices' must be a list");
  }
  Categorical categorical;
  for (const Node& choice : choices->children) {
    auto category = category_in(choice);
    if (!category) return refuse("a choice must be a string, a number, true or false");
    categorical.values.push_back(std::move(*category));
  }
  return Domain(std::move(categorical));
}

Result<Domain> read_dimension(const Node& dimension) {
  if (dimension.kind != Node::Kind::kMapping) return refuse("a parameter must be a JSON object");
  const Node* type = dimension.find("type");
  const std::string name = type != nullptr && type->quoted ? type->text : "";
  if (name == "float") return read_range<Continuous>(dimension, number_in, "a finite number");
  if (name == "int") return read_range<Integer>(dimension, whole_number_in, "a whole number");
  if (name == "categorical") return read_categorical(dimension);
  return refuse("'type' must be \"float\", \"int\" or \"categorical\"");
}

// A choice may come back written differently, 1e-5 as 1e-05: an equal number is the same choice, unless another one is
// written just so.
std::optional<ParameterValue> read_choice(const Categorical& categorical, const Node& node) {
  const auto category = category_in(node);
  if (!category) return std::nullopt;
  const auto& values = categorical.values;
  if (std::find(values.begin(), values.end(), *category) != values.end()) return *category;
  const auto number = number_in(node);
  for (const Category& choice : values) {
    if (number && choice.kind == Category::Kind::kNumber && parse_number(choice.text) == number) {
      return choice;
    }
  }
  return *category;
}

std::optional<ParameterValue> read_value(const Domain& domain, const Node& node) {
  if (std::holds_alternative<Continuous>(domain)) return number_in(node);
  if (std::holds_alternative<Integer>(domain)) return whole_number_in(node);
  return read_choice(std::get<Categorical>(domain), node);
}

Result<Constraint> read_constraint(const Node& node) {
  if (node.kind != Node::Kind::kMapping) return refuse("a constraint must be a JSON object");
  Constraint constraint{node.key, {}, {}};
  TUNER_RETURN_IF_ERROR(check_members(node, {"min", "max"}));
  for (const Node& member : node.children) {
    const auto bound = number_in(member);
    if (!bound) return refuse("'" + member.key + "' must be a finite number");
    (member.key == "min" ? constraint.min : constraint.max) = bound;
  }
  if (!constraint.min && !constraint.max) return refuse("a constraint needs 'min', 'max' or both");
  if (constraint.min && constraint.max && *constraint.min > *constraint.max) {
    return refuse("'min' must not be greater than 'max'");
  }
  return constraint;
}

Error placed(Error error, const char* parent, const Node& member) {
  error.at = parent + pointer_token(member.key);
  return error;
}

}  // namespace

tl::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::kInvalidArgument, std::move(message));
}

std::optional<double> number_in(const Node& node) {
  if (node.kind != Node::Kind::kScalar || node.quoted) return std::nullopt;
  return parse_number(node.text);
}

std::optional<std::int64_t> whole_number_in(const Node& node) {
  constexpr double kExact = 0x1p53;  // up to here every whole number is a double
  const auto number = number_in(node);
  if (!number) return std::nullopt;
  if (const auto whole = parse_whole<std::int64_t>(node.text)) return whole;
  if (std::abs(*number) > kExact || *number != std::trunc(*number)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

ReadResult<std::vector<Constraint>> read_constraints(const Node* node) {
  std::vector<Constraint> constraints;
  if (node == nullptr || node->kind == Node::Kind::kNull) return constraints;
  if (node->kind != Node::Kind::kMapping) {
    return tl::unexpected(std::vector{refuse("'constraints' must be a JSON object").value()});
  }
  std::vector<Error> problems;
  for (const Node& member : node->children) {
    if (auto constraint = read_constraint(member)) {
      constraints.push_back(std::move(*constraint));
    } else {
      problems.push_back(placed(std::move(constraint).error(), "/constraints/", member));
    }
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return constraints;
}

Result<std::vector<double>> read_excesses(const Node* node,
                                          std::span<const Constraint> constraints) {
  std::vector<double> excesses;
  if (constraints.empty() && node == nullptr) return excesses;
  if (node == nullptr || node->kind != Node::Kind::kMapping) {
    return refuse("'constraints' must be a JSON object with the value of every constraint");
  }
  for (const Constraint& constraint : constraints) {
    const Node* value = node->find(constraint.metric);
    const auto number = value == nullptr ? std::nullopt : number_in(*value);
    if (!number) return refuse("constraint '" + constraint.metric + "' needs a finite number");
    excesses.push_back(constraint.excess(*number));
  }
  if (node->children.size() != constraints.size()) {
    return refuse(
        "'constraints' must have a value for each of the header's constraints and no other");
  }
  return excesses;
}

ReadResult<AskTellSpace> AskTellSpace::read(const Node& node) {
  if (node.kind != Node::Kind::kMapping) {
    return tl::unexpected(std::vector{refuse("'space' must be a JSON object").value()});
  }
  AskTellSpace result;
  std::vector<Parameter> parameters;
  std::vector<Error> problems;
  for (const Node& dimension : node.children) {
    auto domain = read_dimension(dimension);
    if (!domain) {
      problems.push_back(placed(std::move(domain).error(), "/space/", dimension));
      continue;
    }
    parameters.push_back({dimension.key, std::move(*domain)});
    result.names_.push_back(dimension.key);
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  auto space = SearchSpace::create(std::move(parameters));
  if (!space) return tl::unexpected(std::vector{std::move(space).error()});
  result.space_ = std::move(*space);
  return result;
}

Result<Configuration> AskTellSpace::read_configuration(const Node& node) const {
  if (node.kind != Node::Kind::kMapping) return refuse("'params' must be a JSON object");
  Configuration configuration;
  for (const Node& member : node.children) {
    const auto index = space_.index_of(member.key);
    if (!index) return refuse("there is no parameter '" + member.key + "'");
    auto value = read_value(space_.parameters()[*index].domain, member);
    if (!value) return refuse("parameter '" + member.key + "' has a value of the wrong type");
    configuration.emplace(member.key, std::move(*value));
  }
  TUNER_RETURN_IF_ERROR(space_.check(configuration));
  return configuration;
}

bool is_text(const Node* node, std::string_view text) {
  return node != nullptr && node->quoted && node->text == text;
}

std::string AskTellSpace::json(const Configuration& configuration) const {
  std::string text;
  for (const std::string& name : names_) {
    const ParameterValue& value = configuration.find(name)->second;
    const auto* real = std::get_if<double>(&value);
    text += text.empty() ? "" : ",";
    text += nlohmann::json(name).dump() + ":";
    text += real != nullptr ? nlohmann::json(*real).dump() : to_text(value);
  }
  return "{" + text + "}";
}

}  // namespace tuner
