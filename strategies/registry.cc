#include "strategies/registry.h"

#include <algorithm>
#include <utility>

#include "strategies/auto.h"
#include "strategies/bayesian.h"
#include "strategies/cma_es.h"
#include "strategies/early_stop.h"
#include "strategies/grid.h"
#include "strategies/nsga_ii.h"
#include "strategies/promotion.h"
#include "strategies/random.h"
#include "strategies/rung_model.h"
#include "strategies/several_definitions.h"
#include "strategies/sobol.h"
#include "strategies/tpe.h"
#include "strategies/with_prior.h"
#include "tuner/base/text.h"
#include "tuner/space/carry_over.h"

namespace tuner {
namespace {

using Made = Result<std::unique_ptr<Strategy>>;

struct Entry {
  std::string_view name;
  bool several_objectives;  // false: it searches for the best of one
  bool learns;              // from results, and so from those of related tasks
  Made (*make)(const SearchSpace& space,
               std::uint64_t seed,
               std::size_t objectives,
               const RelatedTasks& related);
};

constexpr Entry kEntries[] = {
    {"bayesian",
     true,
     true,
     [](const SearchSpace& space,
        std::uint64_t seed,
        std::size_t objectives,
        const RelatedTasks& related) -> Made {
       return make_bayesian(space, seed, objectives, related);
     }},
    {"auto",
     false,
     true,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t, const RelatedTasks& related)
         -> Made { return make_auto(space, seed, related); }},
    {"tpe",
     false,
     true,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t, const RelatedTasks&) -> Made {
       return make_tpe(space, seed);
     }},
    {"cma_es",
     false,
     true,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t, const RelatedTasks&) -> Made {
       return make_cma_es(space, seed);
     }},
    {"nsga_ii",
     true,
     true,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t objectives, const RelatedTasks&)
         -> Made { return make_nsga_ii(space, seed, objectives); }},
    {"random",
     true,
     false,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t, const RelatedTasks&) -> Made {
       return make_random(space, seed);
     }},
    {"sobol",
     true,
     false,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t, const RelatedTasks&) -> Made {
       return make_sobol(space, seed);
     }},
    {"grid",
     true,
     false,
     [](const SearchSpace& space, std::uint64_t, std::size_t, const RelatedTasks&) -> Made {
       return make_grid(space);
     }},
};

std::vector<std::string> names_with(bool Entry::*ability) {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) {
    if (entry.*ability) names.emplace_back(entry.name);
  }
  return names;
}

Made make(const Entry& entry,
          const SearchSpace& space,
          std::uint64_t seed,
          std::size_t objectives,
          const Prior& prior) {
  const auto refuse = [&entry](const std::string& why, bool Entry::*ability) {
    return fail(ErrorCode::kInvalidArgument,
                "the strategy '" + std::string(entry.name) + "' " + why + ": choose one of " +
                    quoted_list(names_with(ability)),
                "/strategy");
  };
  if (objectives > 1 && !entry.several_objectives)
    return refuse("is for one objective", &Entry::several_objectives);
  if (!prior.related.empty() && !entry.learns)
    return refuse("learns nothing from other tasks", &Entry::learns);
  TUNER_RETURN_IF_ERROR(check_prior(prior, space, objectives));
  TUNER_ASSIGN_OR_RETURN(auto strategy, entry.make(space, seed, objectives, prior.related));
  return with_prior(std::move(strategy), prior, space, objectives);
}

Made make_for(const TrainingDefinition& training,
              std::string_view name,
              std::uint64_t seed,
              Prior prior) {
  TUNER_ASSIGN_OR_RETURN(auto space, training.space());
  for (const Configuration& each : training.start) prior.start.push_back(completed(space, each));
  return make_strategy(name, space, seed, training.objectives.size(), prior);
}

// Each definition with a seed of its own, which its place decides.
Made make_for_definitions(const TuningJobSpec& spec) {
  std::vector<std::unique_ptr<Strategy>> inner;
  for (std::size_t i = 0; i < spec.definitions.size(); ++i) {
    const std::uint64_t seed =
        stable_hash("definition " + std::to_string(i), spec.seed.value_or(0));
    TUNER_ASSIGN_OR_RETURN(auto strategy, make_for(spec.definitions[i], spec.strategy, seed, {}));
    inner.push_back(std::move(strategy));
  }
  return std::make_unique<SeveralDefinitions>(std::move(inner));
}

// With rungs, of trials that are stopped or continued there.
Made make_with_rungs(const TuningJobSpec& spec, const Prior& prior) {
  const auto training = static_cast<const TrainingDefinition&>(spec);
  const std::uint64_t seed = spec.seed.value_or(0);
  TUNER_ASSIGN_OR_RETURN(auto strategy, make_for(training, spec.strategy, seed, prior));
  if (spec.objectives.size() == 1) {
    strategy = std::make_unique<RungModel>(
        *spec.resource, spec.parameters.size(), [training, name = spec.strategy, seed, prior] {
          return make_for(training, name, seed, prior).value();
        });
  }
  if (!spec.resource->promotion) return strategy;
  return std::make_unique<Promotion>(*spec.resource, seed, std::move(strategy));
}

}  // namespace

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

bool learns_from_related(std::string_view name) {
  const auto found = std::ranges::find(kEntries, name, &Entry::name);
  return found != std::end(kEntries) && found->learns;
}

Result<std::unique_ptr<Strategy>> make_strategy(std::string_view name,
                                                const SearchSpace& space,
                                                std::uint64_t seed,
                                                std::size_t objectives,
                                                const Prior& prior) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return make(entry, space, seed, objectives, prior);
  }
  const auto names = strategy_names();
  return fail(ErrorCode::kInvalidArgument,
              "there is no strategy '" + std::string(name) + "': choose one of " +
                  quoted_list(names) + did_you_mean(name, names),
              "/strategy");
}

Result<std::unique_ptr<Strategy>> make_strategy(const TuningJobSpec& spec, Prior prior) {
  if (!spec.definitions.empty()) return make_for_definitions(spec);
  const bool rungs = spec.early_stopping.asha && spec.resource;
  TUNER_ASSIGN_OR_RETURN(
      auto strategy,
      rungs ? make_with_rungs(spec, prior)
            : make_for(spec, spec.strategy, spec.seed.value_or(0), std::move(prior)));
  if (spec.early_stopping.is_off() || (rungs && spec.resource->promotion)) return strategy;
  return std::make_unique<EarlyStop>(spec, std::move(strategy));
}

}  // namespace tuner
