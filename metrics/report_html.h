// Report → one HTML page that stands alone: no other file, no network, complete without its script; light, dark, or on paper.
//
// Whatever comes from outside (names, categories, reasons) is escaped, and the page's own policy forbids it to load anything.
#pragma once

#include <string>

#include "metrics/report.h"

namespace tuner {

std::string to_html(const Report& report);

}  // namespace tuner
