// A person's job file, YAML or JSON, as docs/job-file.md describes it. Every problem is reported at
// once, with file, line and key.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tuner/job/complaints.h"
#include "tuner/job/document.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// What a file says, as far as it could be read.
struct JobFile {
  TuningJobSpec spec;     // what could not be read has its default
  Complaints complaints;  // what could not be read

  // Empty: the job may start. `further`: what checks outside of this library found in `spec`
  // (regular expressions, names of strategies, the file system), each with the JSON pointer.
  std::vector<Error> problems(const std::vector<Error>& further = {}) const {
    return complaints.with_rules_of(spec, further);
  }
};

// Relative paths in the file are relative to its folder, which becomes the working folder. Success:
// a specification that breaks no rule of problems().
ReadResult<JobFile> read_job_file(const std::filesystem::path& path);

// The same for a document that has been parsed already, whatever is wrong with it; `file` is its
// name in messages, `folder` is absolute.
JobFile read_job(const Node& document,
                 const std::string& file,
                 const std::filesystem::path& folder);

}  // namespace tuner
