#include "service/assemble.h"

#include "backends/registry.h"
#include "metrics/convergence.h"
#include "metrics/failure_patterns.h"
#include "metrics/scraper.h"
#include "service/extensions.h"
#include "strategies/registry.h"
#include "tuner/store/disk.h"

namespace tuner {
namespace {

std::optional<ConvergenceSeen> convergence_of(const TuningJobSpec& spec,
                                              const Prior& prior,
                                              std::span<const Trial> trials) {
  const auto space = spec.space();
  if (!space) return std::nullopt;
  const auto model = TrialModel::create(*space, spec.aims(), trials, prior);
  if (!model) return std::nullopt;
  const std::optional<double> bound = regret_bound(*model);
  if (!bound) return std::nullopt;
  return ConvergenceSeen{static_cast<std::uint32_t>(model->taught().size() - model->failed()),
                         *bound,
                         spec.completion.converged->tolerance.value_or(negligible_regret(*model))};
}

// One for each definition.
Result<std::function<std::unique_ptr<MetricScraper>(std::size_t)>> scrapers_of(
    const TuningJobSpec& spec) {
  std::vector<ScraperFactory> factories;
  for (const TrainingDefinition* definition : spec.all_definitions()) {
    TUNER_ASSIGN_OR_RETURN(ScraperFactory factory, scraper_factory(definition->metrics));
    factories.push_back(std::move(factory));
  }
  return [factories = std::move(factories)](std::size_t definition) {
    return factories.at(definition)();
  };
}

}  // namespace

std::function<std::optional<ConvergenceSeen>(std::span<const Trial>)> convergence_measure(
    const JobRecord& job) {
  if (!job.spec.completion.converged) return {};
  return [spec = job.spec, prior = job.prior](std::span<const Trial> trials) {
    return convergence_of(spec, prior, trials);
  };
}

Result<std::unique_ptr<Backend>> backend_of(const TuningJobSpec& spec, const Home& home) {
  return make_backend(spec.backend,
                      {.slots_folder = home.slots_folder(), .jobs_folder = home.jobs_folder()});
}

Result<TunerParts> assemble(const JobRecord& job,
                            const Home& home,
                            ExperimentStore& store,
                            const Clock& clock,
                            TunerObserver* observer) {
  TunerParts parts;
  TUNER_ASSIGN_OR_RETURN(parts.strategy, make_strategy(first_spec(job), job.prior));
  TUNER_ASSIGN_OR_RETURN(parts.extensions, extensions_of(job));
  TUNER_ASSIGN_OR_RETURN(parts.backend, backend_of(job.spec, home));
  TUNER_ASSIGN_OR_RETURN(parts.make_scraper, scrapers_of(job.spec));
  parts.explain_failure = [patterns = FailurePatterns(job.spec.failures)](
                              std::string_view log) mutable { return patterns.find(log); };
  parts.store = &store;
  parts.clock = &clock;
  parts.observer = observer;
  parts.convergence = convergence_measure(job);
  parts.jobs_folder = home.jobs_folder();
  parts.may_start = [folder = home.folder()] { return check_free_space(folder); };
  return parts;
}

}  // namespace tuner
