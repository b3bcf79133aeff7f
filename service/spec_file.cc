#include "service/spec_file.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "backends/gpu_slots.h"
#include "backends/registry.h"
#include "metrics/failure_patterns.h"
#include "metrics/regex_scraper.h"
#include "service/sagemaker_request.h"
#include "service/spec_warnings.h"
#include "service/warm_start.h"
#include "service/workspace.h"
#include "strategies/registry.h"
#include "tuner/base/text.h"
#include "tuner/job/environment_problems.h"
#include "tuner/job/extension.h"
#include "tuner/job/job_file.h"
#include "tuner/job/scalars.h"

namespace tuner {
namespace {

namespace fs = std::filesystem;

void append(std::vector<Error>& errors, std::vector<Error> more) {
  std::move(more.begin(), more.end(), std::back_inserter(errors));
}

void apply(TuningJobSpec& spec, const SpecOverrides& overrides) {
  if (overrides.name) spec.name.text = *overrides.name;
  if (overrides.strategy) spec.strategy = *overrides.strategy;
  if (overrides.seed) spec.seed = *overrides.seed;
  if (overrides.trials) spec.limits.trials = *overrides.trials;
  if (overrides.parallel) spec.limits.parallel = *overrides.parallel;
  if (overrides.time) spec.limits.time = parse_duration(*overrides.time);
}

std::vector<Error> override_problems(const SpecOverrides& overrides) {
  if (!overrides.time || parse_duration(*overrides.time)) return {};
  return {{ErrorCode::kInvalidArgument,
           "'" + *overrides.time + "' is no duration: write it like 45s, 30m, 1h30m or 2d",
           "--time"}};
}

// What a strategy must learn from: a related task, here without results. A request does not ask whether it does.
Prior prior_to_learn(const TuningJobSpec& spec) {
  Prior prior;
  const auto& start = spec.warm_start;
  if (start && start->kind == WarmStart::Kind::kTransfer && !start->of_ended_jobs)
    prior.related.emplace_back();
  return prior;
}

// Parameters that are no space break rules of the specification; the name is looked at all the same.
std::vector<Error> strategy_problems(const TuningJobSpec& spec,
                                     const TrainingDefinition& training) {
  auto space = training.space();
  const auto strategy = make_strategy(spec.strategy,
                                      space ? std::move(*space) : SearchSpace(),
                                      spec.seed.value_or(0),
                                      std::max<std::size_t>(training.objectives.size(), 1),
                                      prior_to_learn(spec));
  if (strategy) return {};
  Error error = strategy.error();
  if (error.at.empty()) error.at = "/strategy";
  return {std::move(error)};
}

// What of a definition's fields only plug-ins can judge. The strategy is the job's: said once, also where it suits no definition.
std::vector<Error> definition_plugin_problems(const TuningJobSpec& spec) {
  std::vector<Error> problems;
  const auto all = spec.all_definitions();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (Error& problem : regex_problems(all[i]->metrics)) {
      problem.at = spec.definition_pointer(i) + problem.at;
      problems.push_back(std::move(problem));
    }
  }
  for (const TrainingDefinition* definition : all) {
    std::vector<Error> unsuitable = strategy_problems(spec, *definition);
    if (unsuitable.empty()) continue;
    append(problems, std::move(unsuitable));
    break;
  }
  return problems;
}

std::vector<Error> backend_problems(const TuningJobSpec& spec) {
  const auto names = backend_names();
  if (std::find(names.begin(), names.end(), spec.backend) != names.end()) return {};
  return {{ErrorCode::kInvalidArgument,
           "there is no backend '" + spec.backend + "': choose one of " + quoted_list(names) +
               did_you_mean(spec.backend, names),
           "/backend"}};
}

// What only this project's plug-ins can say about a specification.
std::vector<Error> plugin_problems(const TuningJobSpec& spec) {
  std::vector<Error> problems = definition_plugin_problems(spec);
  append(problems, failure_pattern_problems(spec.failures));
  append(problems, backend_problems(spec));
  return problems;
}

std::vector<Error> gpu_problems(const TuningJobSpec& spec) {
  std::vector<Error> problems;
  const auto all = spec.all_definitions();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i]->gpus_per_trial <= 0) continue;
    const auto wanted = static_cast<std::size_t>(all[i]->gpus_per_trial);
    const std::size_t there = find_gpus().size();
    if (wanted > there) {
      problems.push_back({ErrorCode::kInvalidArgument,
                          too_few_gpus(wanted, there),
                          spec.definition_pointer(i) + "/gpus_per_trial"});
    }
  }
  return problems;
}

std::vector<Error> plugin_and_machine_problems(const TuningJobSpec& spec) {
  std::vector<Error> problems = plugin_problems(spec);
  const char* path = std::getenv("PATH");
  append(problems, environment_problems(spec, path == nullptr ? "" : path));
  append(problems, gpu_problems(spec));
  return problems;
}

ReadResult<JobFile> read_file(const fs::path& path, const std::optional<fs::path>& catalogue) {
  const auto document = read_document(path);
  if (!document) return tl::unexpected(document.error());
  if (!is_sagemaker_request(*document)) {
    return read_job(*document, path.string(), fs::absolute(path).parent_path());
  }
  auto known = catalogue ? read_catalogue(*catalogue) : Catalogue();
  if (!known) return tl::unexpected(std::move(known).error());
  return read_sagemaker_request(*document, path.string(), *known);
}

// Neither prior nor problems where the job is there already: it has what it began with.
// What is not there is a mistake of the file that names it.
FoundPrior prior_for(const ExperimentReader& home, const TuningJobSpec& spec) {
  if (!spec.warm_start || home.job(spec.name)) return {};
  FoundPrior found = find_prior(home, spec);
  for (Error& problem : found.problems) {
    if (problem.code == ErrorCode::kNotFound) problem.code = ErrorCode::kInvalidArgument;
  }
  return found;
}

Result<FoundPrior> prior_in_home(const CommandContext& context, const TuningJobSpec& spec) {
  if (!spec.warm_start) return FoundPrior{};
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  return prior_for(*workspace.reader, spec);
}

// What an option says is not in the file.
void place_options(SourceMap& places, const SpecOverrides& overrides) {
  const auto place = [&](bool is_given, const char* pointer, const char* option) {
    if (is_given) places.add(pointer, SourceMap::Place{option, SourceMap::kNotInFile});
  };
  place(overrides.name.has_value(), "/name", "--name");
  place(overrides.strategy.has_value(), "/strategy", "--strategy");
  place(overrides.seed.has_value(), "/seed", "--seed");
  place(overrides.trials.has_value(), "/limits/trials", "--trials");
  place(overrides.parallel.has_value(), "/limits/parallel", "--parallel");
  place(overrides.time.has_value(), "/limits/time", "--time");
}

using Check = std::function<std::vector<Error>(const TuningJobSpec&)>;

SpecFile read(const fs::path& path,
              const std::optional<fs::path>& catalogue,
              const SpecOverrides& overrides,
              const Check& check) {
  auto job = read_file(path, catalogue);
  if (!job) return {{}, {}, std::move(job).error()};
  apply(job->spec, overrides);
  place_options(job->complaints.places(), overrides);
  auto problems = job->problems(check(job->spec));
  return {std::move(job->spec), {}, std::move(problems)};
}

}  // namespace

SpecFile read_spec(const fs::path& file,
                   const std::optional<fs::path>& catalogue,
                   const SpecOverrides& overrides) {
  return read(file, catalogue, overrides, plugin_problems);
}

SpecFile load_spec(const CommandContext& context,
                   const fs::path& file,
                   const std::optional<fs::path>& catalogue,
                   const SpecOverrides& overrides) {
  Prior prior;
  std::vector<std::string> notes;
  SpecFile read_file = read(file, catalogue, overrides, [&](const TuningJobSpec& spec) {
    std::vector<Error> problems = plugin_and_machine_problems(spec);
    Result<FoundPrior> found = prior_in_home(context, spec);
    if (!found) {
      problems.push_back({found.error().code, to_string(found.error()), "/warm_start"});
      return problems;
    }
    append(problems, std::move(found->problems));
    prior = std::move(found->prior);
    notes = std::move(found->notes);
    return problems;
  });
  read_file.prior = std::move(prior);
  read_file.warnings = warnings_of(read_file.spec);
  std::ranges::move(notes, std::back_inserter(read_file.warnings));
  return read_file;
}

SpecFile load_document(std::string_view text,
                       DocumentFormat format,
                       const Catalogue& catalogue,
                       const fs::path& folder,
                       const ExperimentReader& home) {
  const std::string name = "request";
  const auto document = parse_document(text, format, name);
  if (!document) return {{}, {}, document.error()};
  JobFile job = is_sagemaker_request(*document) ? read_sagemaker_request(*document, name, catalogue)
                                                : read_job(*document, name, folder);
  FoundPrior found = prior_for(home, job.spec);
  std::vector<Error> problems = plugin_and_machine_problems(job.spec);
  append(problems, std::move(found.problems));
  problems = job.problems(std::move(problems));
  return {std::move(job.spec), std::move(found.prior), std::move(problems)};
}

SpecFile load_extension(const fs::path& file,
                        const std::optional<fs::path>& catalogue,
                        const SpecOverrides& overrides,
                        const TuningJobSpec& before) {
  SpecFile read_file = read(file, catalogue, overrides, [&](const TuningJobSpec& spec) {
    std::vector<Error> problems = plugin_and_machine_problems(spec);
    append(problems, extension_problems(before, spec));
    return problems;
  });
  append(read_file.problems, override_problems(overrides));
  return read_file;
}

SpecFile with_overrides(const TuningJobSpec& before, const SpecOverrides& overrides) {
  SpecFile file{.spec = before, .problems = override_problems(overrides)};
  apply(file.spec, overrides);
  append(file.problems, file.spec.problems());
  append(file.problems, plugin_and_machine_problems(file.spec));
  return file;
}

}  // namespace tuner
