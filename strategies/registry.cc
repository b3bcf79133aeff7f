#include "strategies/registry.h"

#include <algorithm>
#include <utility>

#include "strategies/auto.h"
#include "strategies/bayesian.h"
#include "strategies/cma_es.h"
#include "strategies/grid.h"
#include "strategies/median_stop.h"
#include "strategies/random.h"
#include "strategies/sobol.h"
#include "strategies/tpe.h"
#include "tuner/base/text.h"

namespace tuner {
namespace {

struct Entry {
  std::string_view name;
  Result<std::unique_ptr<Strategy>> (*make)(const SearchSpace& space, std::uint64_t seed);
};

constexpr Entry kEntries[] = {
    {"bayesian",
     [](const SearchSpace& space, std::uint64_t seed) -> Result<std::unique_ptr<Strategy>> {
       return make_bayesian(space, seed);
     }},
    {"auto",
     [](const SearchSpace& space, std::uint64_t seed) -> Result<std::unique_ptr<Strategy>> {
       return make_auto(space, seed);
     }},
    {"tpe",
     [](const SearchSpace& space, std::uint64_t seed) -> Result<std::unique_ptr<Strategy>> {
       return make_tpe(space, seed);
     }},
    {"cma_es",
     [](const SearchSpace& space, std::uint64_t seed) -> Result<std::unique_ptr<Strategy>> {
       return make_cma_es(space, seed);
     }},
    {"random",
     [](const SearchSpace& space, std::uint64_t seed) -> Result<std::unique_ptr<Strategy>> {
       return make_random(space, seed);
     }},
    {"sobol",
     [](const SearchSpace& space, std::uint64_t seed) -> Result<std::unique_ptr<Strategy>> {
       return make_sobol(space, seed);
     }},
    {"grid", [](const SearchSpace& space, std::uint64_t) { return make_grid(space); }},
};

}  // namespace

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

Result<std::unique_ptr<Strategy>> make_strategy(std::string_view name,
                                                const SearchSpace& space,
                                                std::uint64_t seed) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry.make(space, seed);
  }
  const auto names = strategy_names();
  return fail(ErrorCode::kInvalidArgument,
              "there is no strategy '" + std::string(name) + "': choose one of " +
                  quoted_list(names) + did_you_mean(name, names),
              "/strategy");
}

Result<std::unique_ptr<Strategy>> make_strategy(const TuningJobSpec& spec) {
  TUNER_ASSIGN_OR_RETURN(auto space, spec.space());
  TUNER_ASSIGN_OR_RETURN(auto strategy, make_strategy(spec.strategy, space, spec.seed.value_or(0)));
  if (spec.early_stopping == EarlyStopping::kMedian) {
    strategy = std::make_unique<MedianStop>(std::move(strategy));
  }
  return strategy;
}

}  // namespace tuner
