// Reads any file that says what to tune, and checks all of it: the one way from a file to a job that may start.
//
//   job file (YAML, JSON) or the body of a SageMaker call ─► overrides ─► every problem at once
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/catalogue.h"
#include "service/commands.h"
#include "tuner/base/error.h"
#include "tuner/experiment_store.h"
#include "tuner/job/document.h"
#include "tuner/job/prior.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// What the command line says instead of the file.
struct SpecOverrides {
  std::optional<std::string> name = {}, strategy = {};
  std::optional<std::uint64_t> seed = {};
  std::optional<std::uint32_t> trials = {}, parallel = {};
  std::optional<std::string> time = {};  // a duration
};

struct SpecFile {
  TuningJobSpec spec;           // what could be read: all of it where there are no problems
  Prior prior = {};             // from the jobs of its warm start
  std::vector<Error> problems;  // in the order of the file
  std::vector<std::string> warnings = {};  // what a person should know, and is no problem
};

// The file alone: what is wrong with it wherever it is read. `catalogue` says what the images and s3:// prefixes of a
// request mean here; a job file needs none.
SpecFile read_spec(const std::filesystem::path& file,
                   const std::optional<std::filesystem::path>& catalogue,
                   const SpecOverrides& overrides = {});

// The same, and whether this machine has the programs and folders that the file names, and the home the jobs: before a job
// starts; with warnings. Of a job that is there already, nothing is asked about others.
SpecFile load_spec(const CommandContext& context,
                   const std::filesystem::path& file,
                   const std::optional<std::filesystem::path>& catalogue,
                   const SpecOverrides& overrides = {});

// A document that a server was sent: checked as load_spec() checks a file. Relative paths are relative to `folder`.
SpecFile load_document(std::string_view text,
                       DocumentFormat format,
                       const Catalogue& catalogue,
                       const std::filesystem::path& folder,
                       const ExperimentReader& home);

// A file that says what a job is to become, and whether it can. Of other jobs of the home nothing is asked.
SpecFile load_extension(const std::filesystem::path& file,
                        const std::optional<std::filesystem::path>& catalogue,
                        const SpecOverrides& overrides,
                        const TuningJobSpec& before);

// The same without a file.
SpecFile with_overrides(const TuningJobSpec& before, const SpecOverrides& overrides);

}  // namespace tuner
