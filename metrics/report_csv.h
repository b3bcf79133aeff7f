// Report → CSV: one row per trial, for a spreadsheet or a data frame. Figures in full precision,
// times in ISO 8601.
//
// Columns  job, trial, name, status, failure, objective.<metric>…, constraint.<metric>…, parameter.<name>…, attempts,
// started, ended, seconds, reason; of several jobs the union of their metrics and parameters. A
// cell is empty where there is nothing to say.
#pragma once

#include <string>

#include "metrics/report.h"

namespace tuner {

std::string to_csv(const Report& report);

}  // namespace tuner
