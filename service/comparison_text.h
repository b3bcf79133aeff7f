// A comparison of jobs as tables on a terminal; a report on each of them is `tuner report`.
#pragma once

#include <string>

#include "metrics/report.h"
#include "service/terminal.h"

namespace tuner {

// Contract: the report has a comparison.
std::string comparison_text(const Report& report, const Terminal& terminal);

}  // namespace tuner
