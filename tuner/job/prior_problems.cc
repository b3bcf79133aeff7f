#include "tuner/job/prior_problems.h"

#include <set>
#include <string>

#include "tuner/base/text.h"
#include "tuner/space/carry_over.h"
#include "tuner/space/misfit.h"

namespace tuner {
namespace {

Error broken(std::string at, std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message), std::move(at)};
}

// Values one by one, so that every wrong one is named.
std::vector<Error> value_problems(const SearchSpace& space,
                                  const Configuration& start,
                                  const std::string& at) {
  std::vector<std::string> names;
  for (const Parameter& parameter : space.parameters()) names.push_back(parameter.name);
  std::vector<Error> problems;
  for (const auto& [name, value] : start) {
    const std::string place = at + "/" + pointer_token(name);
    const auto index = space.index_of(name);
    if (!index) {
      problems.push_back(
          broken(place, "there is no parameter '" + name + "'" + did_you_mean(name, names)));
      continue;
    }
    const std::string wrong = misfit(space.parameters()[*index].domain, value);
    if (!wrong.empty()) problems.push_back(broken(place, to_text(value) + " " + wrong));
  }
  return problems;
}

std::vector<Error> problems_of(const SearchSpace& space,
                               const Configuration& start,
                               const std::string& at) {
  auto problems = value_problems(space, start, at);
  if (!problems.empty()) return problems;
  const auto legal = space.check(completed(space, start));
  if (legal) return {};
  const Error& error = legal.error();
  return {broken(at + (error.at.starts_with("/forbidden/") ? "" : error.at), error.message)};
}

}  // namespace

std::vector<Error> warm_start_problems(const TuningJobSpec& spec) {
  std::vector<Error> problems;
  if (!spec.warm_start) return problems;
  std::set<std::string> seen;
  const std::string at = "/warm_start/jobs";
  if (spec.warm_start->jobs.empty() && spec.warm_start->files.empty()) {
    problems.push_back(broken("/warm_start", "a warm start needs at least one job, or a file"));
  }
  for (std::size_t i = 0; i < spec.warm_start->jobs.size(); ++i) {
    const std::string& job = spec.warm_start->jobs[i];
    const std::string place = at + "/" + std::to_string(i);
    const auto name = parse_job_name(job);
    if (!name) {
      problems.push_back(broken(place, name.error().message));
    } else if (job == spec.name.text) {
      problems.push_back(broken(place, "a job cannot start from itself"));
    } else if (!seen.insert(job).second) {
      problems.push_back(broken(place, "job '" + job + "' is named twice"));
    }
  }
  return problems;
}

std::vector<Error> start_problems(const TrainingDefinition& training) {
  std::vector<Error> problems;
  const auto space = training.space();
  if (!space) return problems;  // reported elsewhere
  for (std::size_t i = 0; i < training.start.size(); ++i) {
    auto more = problems_of(*space, training.start[i], "/start/" + std::to_string(i));
    problems.insert(problems.end(), more.begin(), more.end());
  }
  return problems;
}

}  // namespace tuner
