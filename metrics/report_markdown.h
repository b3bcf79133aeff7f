// Report → Markdown, as GitHub renders it: for a terminal, a merge request, a notebook.
#pragma once

#include <string>

#include "metrics/report.h"

namespace tuner {

std::string to_markdown(const Report& report);

}  // namespace tuner
