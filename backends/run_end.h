// From evidence to the class of a run's end: the table in docs/failures.md, first match wins.
#pragma once

#include <string>

#include "backends/run_records.h"
#include "tuner/job/run.h"

namespace tuner {

// `failure_text` is what the training wrote into output/failure; empty where it wrote nothing.
RunStatus ended_status(const EndRecord& record, const std::string& failure_text);

// The first 1024 characters of a text from outside, without what is no UTF-8 and without control
// characters but line breaks.
std::string readable_beginning(std::string_view text);

}  // namespace tuner
