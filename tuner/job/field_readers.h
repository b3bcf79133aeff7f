// Values that more than one format has: commands, metric definitions, maps of text, paths.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tuner/job/field.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// A list of scalars; reported where it is one string, since there is no shell to split it.
std::vector<std::string> read_command(const Field& field);

// name → "regex", {regex: "regex"} or {format: json}.
std::vector<MetricDefinition> read_metrics(const Field& field);

std::map<std::string, std::string> read_texts(const Field& field);

// `text` below `folder` unless it is absolute; without "..", ".", or a slash at its end.
std::filesystem::path absolute_path(const std::filesystem::path& folder, const std::string& text);

}  // namespace tuner
