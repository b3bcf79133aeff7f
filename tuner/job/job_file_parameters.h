// The parts of a job file under `parameters:`, `forbidden:`, `start:` and `warm_start:`.
#pragma once

#include <optional>
#include <vector>

#include "tuner/job/field.h"
#include "tuner/job/tuning_job.h"
#include "tuner/space/forbidden.h"
#include "tuner/space/parameter.h"

namespace tuner {

// A parameter that could not be read whole is in the answer all the same, so that what refers to it
// finds it.
// Sorted by name, conditions by parent, since their order in a file means nothing.
std::vector<Parameter> read_parameters(const Field& field);

// A value that a condition or a rule names has the type of its parameter; for a categorical one it is the category of the same
// text. `domain` is null where no parameter of this name is known.
std::optional<ParameterValue> read_value_of(const Domain* domain, const Field& field);

// The same, also for a continuous parameter.
std::optional<ParameterValue> read_any_value_of(const Domain* domain, const Field& field);

// The domain of the parameter of this name; null where there is none.
const Domain* domain_of(const std::string& name, const std::vector<Parameter>& parameters);

// A list of clauses and sums over `parameters`, those of one rule sorted by name. A mapping with the key `sum` is a sum.
std::vector<Forbidden> read_forbidden(const Field& field, const std::vector<Parameter>& parameters);

// A list of configurations, complete or not, by the names of `parameters`.
std::vector<Configuration> read_start(const Field& field, const std::vector<Parameter>& parameters);

// {jobs: [a, b], kind: identical}
// Files are relative to `base`.
WarmStart read_warm_start(const Field& field, const std::filesystem::path& base);

}  // namespace tuner
