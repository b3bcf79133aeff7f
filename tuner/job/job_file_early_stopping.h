// The parts of a job file under `early_stopping:` and `resource:`.
#pragma once

#include "tuner/job/early_stopping.h"
#include "tuner/job/field.h"

namespace tuner {

// off, median, asha, or a mapping of rules: {percentile: 25, patience: 5, after: 10}.
EarlyStopping read_early_stopping(const Field& field);

// {parameter: epochs, min: 1, max: 27, reduction: 3, promotion: true, brackets: 2}
Resource read_resource(const Field& field);

}  // namespace tuner
