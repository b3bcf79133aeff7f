// What `explain` says to people; insight_json.h says the same to programs.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "metrics/convergence.h"
#include "metrics/explanation.h"
#include "metrics/model_summary.h"
#include "service/text_table.h"

namespace tuner {

// Facts about the model, a table of its length scales, and what they mean.
std::string model_text(const TrialModel& model,
                       const ModelSummary& summary,
                       const std::optional<double>& regret_bound,
                       const Stagnation& stagnation);

// Why a configuration was, or was not, a good idea at the time. What is predicted is the first objective; what it promised is left
// out where there are others, since no trial is chosen by one of several.
void add_explanation(TextTable& facts,
                     const TrialExplanation& explanation,
                     std::span<const Objective> objectives);

}  // namespace tuner
