// A person's job file, YAML or JSON, as docs/job-file.md describes it. Every problem is reported at
// once, with file, line and key.
#pragma once

#include <filesystem>
#include <string>

#include "tuner/job/document.h"
#include "tuner/job/source_map.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

struct JobFile {
  TuningJobSpec spec;  // breaks no rule of problems()
  SourceMap places;  // for the checks that still follow: regular expressions, names of strategies,
                     // the file system
};

// Relative paths in the file are relative to its folder, which becomes the working folder.
ReadResult<JobFile> read_job_file(const std::filesystem::path& path);

// The same for a document that has been parsed already; `file` is its name in messages, `folder` is
// absolute.
ReadResult<JobFile> read_job(const Node& document,
                             const std::string& file,
                             const std::filesystem::path& folder);

}  // namespace tuner
