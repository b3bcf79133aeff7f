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

// A rule as a whole depends on all parameters, a part of it on the one that it names.
bool Complaints::is_consequence_in_rule(const TuningJobSpec& spec, std::string_view pointer) const {
  if (any_under(pointer) || any_at("/parameters")) return true;
  if (std::ranges::count(pointer, '/') <= 2) return any_under("/parameters");
  const std::string path = std::string(pointer) + "/";
  return std::ranges::any_of(spec.parameters, [&](const Parameter& parameter) {
    const std::string token = "/" + pointer_token(parameter.name);
    return path.find(token + "/", kForbidden.size()) != std::string::npos &&
           any_under("/parameters" + token);
  });
}

bool Complaints::is_consequence(const TuningJobSpec& spec, const std::string& pointer) const {
  if (is_under(pointer, "/objectives") && any_at("/metrics")) return true;
  if (is_under(pointer, "/command") &&
      (any_at("/parameters") || any_at("/static") || any_at("/channels"))) {
    return true;
  }
  if (pointer == "/limits" && any_at("/strategy")) return true;
  if (is_under(pointer, kForbidden)) return is_consequence_in_rule(spec, pointer);
  if (!pointer.starts_with(kParameters)) return any_under(pointer);
  if (any_at("/parameters")) return true;
  for (const Parameter& parameter : spec.parameters) {
    const std::string entry = std::string(kParameters) + pointer_token(parameter.name);
    if (!is_under(pointer, entry)) continue;
    if (any_under(entry)) return true;
    for (const Condition& condition : parameter.when) {
      if (any_under(std::string(kParameters) + pointer_token(condition.parent))) return true;
    }
  }
  return false;
}

// For checks of a single field: whether the field, or one that it is checked together with, could not be read.
bool Complaints::is_unread(const TuningJobSpec& spec, const std::string& pointer) const {
  if (is_under(pointer, "/parameters")) {  // with the rules they are one space
    return any_under("/parameters") || any_under("/forbidden");
  }
  if (is_under(pointer, "/command")) {
    const bool has_path = spec.environment.contains("PATH");
    const bool path_unread = has_path ? any_under("/environment/PATH") : any_at("/environment");
    if (path_unread || any_under("/working_folder")) return true;
  }
  return any_under(pointer);
}

std::vector<Error> Complaints::with_rules_of(const TuningJobSpec& spec,
                                             const std::vector<Error>& further) const {
  std::vector<SourceMap::Finding> findings = findings_;
  for (const Error& problem : spec.problems()) {
    if (!is_consequence(spec, problem.at)) findings.push_back({places_.find(problem.at), problem});
  }
  for (const Error& problem : further) {
    if (!is_unread(spec, problem.at)) findings.push_back({places_.find(problem.at), problem});
  }
  return places_.locate(std::move(findings));
}

}  // namespace tuner
