// What `importance`, `explain` and `best` say of a job's model, as JSON; docs/command-line.md describes the views. Fields are
// only ever added. Values are in the objective's unit; what does not exist is null.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "metrics/convergence.h"
#include "metrics/explanation.h"
#include "metrics/model_summary.h"
#include "metrics/partial_dependence.h"
#include "metrics/ped_anova.h"
#include "metrics/sobol_indices.h"

namespace tuner {

nlohmann::ordered_json best_mean_json(const BestMean& best);
nlohmann::ordered_json summary_json(const ModelSummary& summary,
                                    const std::optional<double>& regret_bound,
                                    const Stagnation& stagnation);
nlohmann::ordered_json sobol_json(const SobolIndices& indices, bool whole_space);
nlohmann::ordered_json ped_anova_json(const PedAnova& result);
nlohmann::ordered_json dependence_json(const PartialDependence& dependence);
nlohmann::ordered_json explanation_json(const TrialExplanation& explanation,
                                        std::size_t objectives);

}  // namespace tuner
