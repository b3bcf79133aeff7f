// Reading job files from text, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/fakes/temporary_folder.h"
#include "tuner/job/job_file.h"

namespace tuner {

inline ReadResult<JobFile> read_text(const std::string& text,
                                     DocumentFormat format = DocumentFormat::kYaml) {
  const auto document = parse_document(text, format, "job.yaml");
  if (!document) return tl::unexpected(document.error());
  JobFile job = read_job(*document, "job.yaml", "/jobs/one");
  if (auto problems = job.problems(); !problems.empty()) return tl::unexpected(problems);
  return job;
}

inline std::vector<std::string> problems_in(const std::string& text,
                                            DocumentFormat format = DocumentFormat::kYaml) {
  const auto job = read_text(text, format);
  std::vector<std::string> texts;
  if (job) return texts;
  for (const Error& error : job.error()) texts.push_back(to_string(error));
  return texts;
}

inline TuningJobSpec spec_in(const std::string& text,
                             DocumentFormat format = DocumentFormat::kYaml) {
  const auto job = read_text(text, format);
  if (!job) ADD_FAILURE() << to_string(job.error().front());
  return job ? job->spec : TuningJobSpec{};
}

// Five lines that break no rule.
inline std::string small_file() {
  return "name: small\n"
         "command: [./train]\n"
         "objective: {metric: loss, goal: minimize}\n"
         "metrics: {loss: 'loss=(.*)'}\n"
         "limits: {trials: 3}\n";
}

using testing_fakes::TemporaryFolder;

}  // namespace tuner
