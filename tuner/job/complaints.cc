#include "tuner/job/complaints.h"

#include <algorithm>

#include "tuner/base/text.h"

namespace tuner {
namespace {

constexpr std::string_view kParameters = "/parameters/";
constexpr std::string_view kForbidden = "/forbidden";

bool is_under(std::string_view pointer, std::string_view enclosing) {
  return pointer.starts_with(enclosing) &&
         (pointer.size() == enclosing.size() || pointer[enclosing.size()] == '/');
}

// What several definitions have from the job is wrong in all of them, and said once.
void add_new(SourceMap::Finding finding, std::vector<SourceMap::Finding>& findings) {
  const bool known = std::ranges::any_of(findings, [&](const SourceMap::Finding& each) {
    return each.place.pointer == finding.place.pointer && each.place.line == finding.place.line &&
           each.error.message == finding.error.message;
  });
  if (!known) findings.push_back(std::move(finding));
}

}  // namespace

void Complaints::add(SourceMap::Place place, std::string message) {
  findings_.push_back({std::move(place), {ErrorCode::kInvalidArgument, std::move(message)}});
}

bool Complaints::any_at(std::string_view spec_pointer) const {
  const std::string place = places_.find(spec_pointer).pointer;
  return std::any_of(findings_.begin(), findings_.end(), [&](const auto& finding) {
    return finding.place.pointer == place || finding.place.pointer == spec_pointer;
  });
}

bool Complaints::any_under(std::string_view spec_pointer) const {
  if (any_at(spec_pointer)) return true;
  const std::string place = places_.find(spec_pointer).pointer;
  return std::any_of(findings_.begin(), findings_.end(), [&](const auto& finding) {
    const bool inside = !place.empty() && is_under(finding.place.pointer, place);
    return inside || is_under(place, finding.place.pointer);
  });
}

Complaints::Part Complaints::part_of(const TuningJobSpec& spec, const std::string& pointer) {
  for (std::size_t i = 0; i < spec.definitions.size(); ++i) {
    const std::string root = spec.definition_pointer(i);
    if (is_under(pointer, root)) return {spec.definitions[i], root, pointer.substr(root.size())};
  }
  return {spec, "", pointer};
}

// A rule as a whole depends on all parameters, a part of it on the one that it names.
bool Complaints::is_consequence_in_rule(const Part& part) const {
  const auto& [training, root, pointer] = part;
  if (any_under(root + pointer) || any_at(root + "/parameters")) return true;
  if (std::ranges::count(pointer, '/') <= 2) return any_under(root + "/parameters");
  const std::string path = pointer + "/";
  return std::ranges::any_of(training.parameters, [&](const Parameter& parameter) {
    const std::string token = "/" + pointer_token(parameter.name);
    return path.find(token + "/", kForbidden.size()) != std::string::npos &&
           any_under(part.root + "/parameters" + token);
  });
}

bool Complaints::is_consequence(const Part& part) const {
  const auto& [training, root, pointer] = part;
  if (is_under(pointer, "/objectives") && any_at(root + "/metrics")) return true;
  if (is_under(pointer, "/command") &&
      (any_at(root + "/parameters") || any_at(root + "/static") || any_at(root + "/channels"))) {
    return true;
  }
  if (pointer == "/limits" && any_at("/strategy")) return true;
  if (is_under(pointer, kForbidden)) return is_consequence_in_rule(part);
  if (!pointer.starts_with(kParameters)) return any_under(root + pointer);
  if (any_at(root + "/parameters")) return true;
  for (const Parameter& parameter : training.parameters) {
    const std::string entry = std::string(kParameters) + pointer_token(parameter.name);
    if (!is_under(pointer, entry)) continue;
    if (any_under(root + entry)) return true;
    for (const Condition& condition : parameter.when) {
      if (any_under(root + std::string(kParameters) + pointer_token(condition.parent))) return true;
    }
  }
  return false;
}

// For checks of a single field: whether the field, or one that it is checked together with, could not be read.
bool Complaints::is_unread(const Part& part) const {
  const auto& [training, root, pointer] = part;
  if (is_under(pointer, "/parameters")) {  // with the rules they are one space
    return any_under(root + "/parameters") || any_under(root + "/forbidden");
  }
  if (is_under(pointer, "/command")) {
    const bool has_path = training.environment.contains("PATH");
    const bool path_unread =
        has_path ? any_under(root + "/environment/PATH") : any_at(root + "/environment");
    if (path_unread || any_under(root + "/working_folder")) return true;
  }
  return any_under(root + pointer);
}

SourceMap::Finding Complaints::in_words(Error problem) const {
  SourceMap::Place place = places_.find(problem.at);
  if (words_ != nullptr) problem.message = words_(std::move(problem.message));
  return {std::move(place), std::move(problem)};
}

std::vector<Error> Complaints::with_rules_of(const TuningJobSpec& spec,
                                             const std::vector<Error>& further) const {
  std::vector<SourceMap::Finding> findings = findings_;
  for (const Error& problem : spec.problems()) {
    if (!is_consequence(part_of(spec, problem.at))) add_new(in_words(problem), findings);
  }
  for (const Error& problem : further) {
    if (!is_unread(part_of(spec, problem.at))) add_new(in_words(problem), findings);
  }
  return places_.locate(std::move(findings));
}

}  // namespace tuner
