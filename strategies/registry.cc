#include "strategies/registry.h"

#include <algorithm>
#include <utility>

#include "strategies/auto.h"
#include "strategies/bayesian.h"
#include "strategies/cma_es.h"
#include "strategies/early_stop.h"
#include "strategies/grid.h"
#include "strategies/nsga_ii.h"
#include "strategies/random.h"
#include "strategies/sobol.h"
#include "strategies/tpe.h"
#include "tuner/base/text.h"

namespace tuner {
namespace {

using Made = Result<std::unique_ptr<Strategy>>;

struct Entry {
  std::string_view name;
  bool several_objectives;  // false: it searches for the best of one
  Made (*make)(const SearchSpace& space, std::uint64_t seed, std::size_t objectives);
};

constexpr Entry kEntries[] = {
    {"bayesian",
     true,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t objectives) -> Made {
       return make_bayesian(space, seed, objectives);
     }},
    {"auto",
     false,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t) -> Made {
       return make_auto(space, seed);
     }},
    {"tpe",
     false,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t) -> Made {
       return make_tpe(space, seed);
     }},
    {"cma_es",
     false,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t) -> Made {
       return make_cma_es(space, seed);
     }},
    {"nsga_ii",
     true,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t objectives) -> Made {
       return make_nsga_ii(space, seed, objectives);
     }},
    {"random",
     true,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t) -> Made {
       return make_random(space, seed);
     }},
    {"sobol",
     true,
     [](const SearchSpace& space, std::uint64_t seed, std::size_t) -> Made {
       return make_sobol(space, seed);
     }},
    {"grid",
     true,
     [](const SearchSpace& space, std::uint64_t, std::size_t) -> Made { return make_grid(space); }},
};

Made make(const Entry& entry,
          const SearchSpace& space,
          std::uint64_t seed,
          std::size_t objectives) {
  if (objectives == 1 || entry.several_objectives) return entry.make(space, seed, objectives);
  std::vector<std::string> able;
  for (const Entry& each : kEntries) {
    if (each.several_objectives) able.emplace_back(each.name);
  }
  return fail(ErrorCode::kInvalidArgument,
              "the strategy '" + std::string(entry.name) +
                  "' is for one objective: choose one of " + quoted_list(able),
              "/strategy");
}

}  // namespace

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

Result<std::unique_ptr<Strategy>> make_strategy(std::string_view name,
                                                const SearchSpace& space,
                                                std::uint64_t seed,
                                                std::size_t objectives) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return make(entry, space, seed, objectives);
  }
  const auto names = strategy_names();
  return fail(ErrorCode::kInvalidArgument,
              "there is no strategy '" + std::string(name) + "': choose one of " +
                  quoted_list(names) + did_you_mean(name, names),
              "/strategy");
}

Result<std::unique_ptr<Strategy>> make_strategy(const TuningJobSpec& spec) {
  TUNER_ASSIGN_OR_RETURN(auto space, spec.space());
  TUNER_ASSIGN_OR_RETURN(
      auto strategy,
      make_strategy(spec.strategy, space, spec.seed.value_or(0), spec.objectives.size()));
  if (!spec.early_stopping.is_off()) {
    strategy = std::make_unique<EarlyStop>(spec, std::move(strategy));
  }
  return strategy;
}

}  // namespace tuner
