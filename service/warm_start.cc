#include "service/warm_start.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "metrics/report_text.h"
#include "service/imported_results.h"
#include "service/other_job.h"
#include "service/workspace.h"
#include "strategies/registry.h"
#include "tuner/base/text.h"
#include "tuner/job/prior_problems.h"
#include "tuner/space/carry_over.h"

namespace tuner {
namespace {

using Names = std::vector<std::string>;

const Parameter* parameter_of(const TuningJobSpec& spec, const std::string& name) {
  const auto found = std::ranges::find(spec.parameters, name, &Parameter::name);
  return found == spec.parameters.end() ? nullptr : &*found;
}

// What the other does not even pass on.
Names only_in(const TuningJobSpec& spec, const TuningJobSpec& other) {
  Names names;
  for (const Parameter& parameter : spec.parameters) {
    const bool is_static = other.static_hyperparameters.contains(parameter.name);
    if (!is_static && parameter_of(other, parameter.name) == nullptr)
      names.push_back(parameter.name);
  }
  return names;
}

Names of_another_kind(const TuningJobSpec& spec, const TuningJobSpec& other) {
  Names names;
  for (const Parameter& parameter : spec.parameters) {
    const Parameter* there = parameter_of(other, parameter.name);
    if (there != nullptr && there->domain.index() != parameter.domain.index())
      names.push_back(parameter.name);
  }
  return names;
}

std::string differences(const TuningJobSpec& here, const TuningJobSpec& there) {
  std::string text;
  const auto add = [&text](const Names& names, const char* what) {
    if (!names.empty()) text += (text.empty() ? "" : "; ") + std::string(what) + quoted_list(names);
  };
  add(only_in(here, there), "only here: ");
  add(only_in(there, here), "only there: ");
  add(of_another_kind(here, there), "of another type there: ");
  return text;
}

bool measures(const TuningJobSpec& spec, const std::string& metric) {
  return std::ranges::find(spec.metrics, metric, &MetricDefinition::name) != spec.metrics.end();
}

// What is wrong with the other job where it is said to be of the same task; empty: nothing.
std::string difference_of(const TuningJobSpec& here, const TuningJobSpec& there) {
  const std::string others = differences(here, there);
  if (!others.empty()) {
    return "does not tune the same parameters (" + others +
           "); kind: transfer takes what they have in common";
  }
  for (const Constraint& constraint : here.constraints) {
    if (measures(there, constraint.metric)) continue;
    return "did not measure '" + constraint.metric +
           "', which is constrained here; kind: transfer does without";
  }
  return "";
}

// What is wrong with the other job as a whole; empty: nothing.
std::string misfit_of(const TuningJobSpec& here, const TuningJobSpec& there) {
  if (!there.definitions.empty())
    return "has several definitions, and its results no one space; `tuner trials --format csv` "
           "gives "
           "them for a file of results";
  for (const Objective& objective : here.objectives) {
    if (std::ranges::find(there.objectives, objective) != there.objectives.end()) continue;
    return "does not have the objective " + describe(objective);
  }
  if (here.warm_start->kind == WarmStart::Kind::kIdentical) return difference_of(here, there);
  if (only_in(here, there).size() == here.parameters.size())
    return "has no parameter in common with this one";
  const Names changed = of_another_kind(here, there);
  if (!here.warm_start->of_ended_jobs || changed.empty()) return "";
  return "has parameters of another type: " + quoted_list(changed);
}

bool fits(const EarlierResult& result, const SearchSpace& space, WarmStart::Kind kind) {
  if (kind == WarmStart::Kind::kTransfer)
    return carried_over(space, result.configuration).has_value();
  return space.check(result.configuration).has_value();
}

// Without those of kind `identical` that do not fit. Where none of `whose` fits, kInvalidArgument, or nothing, as `start` says.
Result<std::vector<EarlierResult>> those_that_fit(std::vector<EarlierResult> results,
                                                  const SearchSpace& space,
                                                  const WarmStart& start,
                                                  const std::string& whose) {
  const auto misses = [&](const EarlierResult& each) { return !fits(each, space, start.kind); };
  if (std::ranges::all_of(results, misses)) {
    if (start.of_ended_jobs) return std::vector<EarlierResult>{};
    return fail(ErrorCode::kInvalidArgument,
                results.empty() ? whose + " has no results yet"
                                : "no result of " + whose + " lies in the ranges of this job");
  }
  if (start.kind == WarmStart::Kind::kIdentical) std::erase_if(results, misses);
  return results;
}

// Of related tasks those that the strategy learns from.
Prior prior_of(std::vector<EarlierResult> results, const TuningJobSpec& spec) {
  if (spec.warm_start->kind == WarmStart::Kind::kIdentical) return {.earlier = std::move(results)};
  if (results.empty() || !learns_from_related(spec.strategy)) return {};
  return {.related = {std::move(results)}};
}

// Of the same task are those with the values that are fixed here; the others, where there are any, are of a related one.
Result<Prior> split_prior(OtherResults found,
                          const TuningJobSpec& spec,
                          const SearchSpace& space,
                          const std::string& whose) {
  Prior prior;
  if (!found.elsewhere.empty() && learns_from_related(spec.strategy))
    prior.related.push_back(std::move(found.elsewhere));
  const bool may_be_empty = !prior.related.empty() || spec.warm_start->of_ended_jobs;
  if (found.same.empty() && may_be_empty) return prior;
  if (found.same.empty() && !found.elsewhere.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "no result of " + whose + " has the values that are static here");
  }
  TUNER_ASSIGN_OR_RETURN(prior.earlier,
                         those_that_fit(std::move(found.same), space, *spec.warm_start, whose));
  return prior;
}

Result<Prior> prior_of_job(const ExperimentReader& home,
                           const TuningJobSpec& spec,
                           const SearchSpace& space,
                           const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(const JobName job, find_job(home, name));
  TUNER_ASSIGN_OR_RETURN(const JobRecord record, home.job(job));
  const std::string whose = "job '" + name + "'";
  if (spec.warm_start->of_ended_jobs && record.status == JobStatus::kRunning)
    return fail(ErrorCode::kInvalidArgument, whose + " has not ended yet");
  const std::string wrong = misfit_of(spec, record.spec);
  if (!wrong.empty()) return fail(ErrorCode::kInvalidArgument, whose + " " + wrong);
  Aims aims = spec.aims();
  const bool identical = spec.warm_start->kind == WarmStart::Kind::kIdentical;
  if (!identical) aims.constraints = {};
  TUNER_ASSIGN_OR_RETURN(OtherResults found, results_of_other(home, record.spec, spec, aims));
  if (identical) return split_prior(std::move(found), spec, space, whose);
  std::ranges::move(found.elsewhere, std::back_inserter(found.same));
  TUNER_ASSIGN_OR_RETURN(auto fitting,
                         those_that_fit(std::move(found.same), space, *spec.warm_start, whose));
  return prior_of(std::move(fitting), spec);
}

constexpr std::size_t kMostMisfits = 3;  // that a note quotes

// "3 of 5 rows: 1 without a result, 1 does not fit (line 4: …)"; empty where all are taken.
std::string rows_left_out(std::size_t rows, const ImportedResults& imported) {
  const auto& misfits = imported.misfits;
  const std::size_t without = rows - imported.results.size();
  std::string why;
  if (without > 0) why = std::to_string(without) + " without a result";
  if (!misfits.empty()) {
    why += (why.empty() ? "" : ", ") + std::to_string(misfits.size()) +
           (misfits.size() == 1 ? " does not fit (" : " do not fit (");
    for (std::size_t i = 0; i < std::min(misfits.size(), kMostMisfits); ++i)
      why += (i == 0 ? "" : "; ") + misfits[i];
    why += misfits.size() > kMostMisfits ? "; …)" : ")";
  }
  if (why.empty()) return "";
  return std::to_string(rows - without - misfits.size()) + " of " + std::to_string(rows) +
         " rows: " + why;
}

ReadResult<Prior> prior_of_file(const TuningJobSpec& spec,
                                const SearchSpace& space,
                                const std::filesystem::path& path,
                                std::vector<std::string>& notes) {
  const auto failed = [](Error error) { return tl::unexpected(std::vector{std::move(error)}); };
  const std::string file = path.filename().string();
  const auto rows = read_result_file(path);
  if (!rows) return failed(rows.error());
  auto imported = imported_results(*rows, spec, file);
  if (!imported) return tl::unexpected(std::move(imported).error());
  const std::string note = rows_left_out(rows->size(), *imported);
  auto fitting = those_that_fit(std::move(imported->results), space, *spec.warm_start, file);
  if (!fitting) return failed(std::move(fitting).error());
  if (!note.empty()) notes.push_back(file + ": " + note);
  return prior_of(*std::move(fitting), spec);
}

ReadResult<Prior> with_list_of_problems(Result<Prior> prior) {
  if (prior) return *std::move(prior);
  return tl::unexpected(std::vector{std::move(prior).error()});
}

}  // namespace

FoundPrior find_prior(const ExperimentReader& home, const TuningJobSpec& spec) {
  FoundPrior found;
  const auto space = spec.space();
  if (!spec.warm_start || !space) return found;  // a broken space is reported elsewhere
  const std::vector<Error> known = warm_start_problems(spec);
  const auto add = [&](const std::string& at, ReadResult<Prior> prior) {
    if (!prior) {
      for (const Error& error : prior.error())
        found.problems.push_back({error.code, to_string(error), at});
      return;
    }
    std::ranges::move(prior->earlier, std::back_inserter(found.prior.earlier));
    std::ranges::move(prior->related, std::back_inserter(found.prior.related));
  };
  for (std::size_t i = 0; i < spec.warm_start->jobs.size(); ++i) {
    const std::string at = "/warm_start/jobs/" + std::to_string(i);
    if (std::ranges::find(known, at, &Error::at) != known.end()) continue;  // is reported elsewhere
    add(at, with_list_of_problems(prior_of_job(home, spec, *space, spec.warm_start->jobs[i])));
  }
  for (std::size_t i = 0; i < spec.warm_start->files.size(); ++i) {
    add("/warm_start/files/" + std::to_string(i),
        prior_of_file(spec, *space, spec.warm_start->files[i], found.notes));
  }
  return found;
}

}  // namespace tuner
