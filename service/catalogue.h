// What the images and s3:// addresses of a SageMaker request mean on this machine; docs/catalogue.md describes the file.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/document.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

struct CatalogueImage {
  std::string pattern;  // of the image's name; '*' and '?' as in a shell, '*' also for '/'
  std::vector<std::string> command = {};  // empty: the request's sagemaker_program is run
  std::optional<std::filesystem::path> folder =
      {};  // absolute; unset: the request's sagemaker_submit_directory
  std::map<std::string, std::string> environment = {};
  std::vector<MetricDefinition> metrics = {};  // for requests without MetricDefinitions
};

class Catalogue {
 public:
  Catalogue() = default;  // knows nothing
  Catalogue(std::vector<CatalogueImage> images,
            std::vector<std::pair<std::string, std::filesystem::path>> prefixes);

  // The first image whose pattern matches; nullptr if none does.
  const CatalogueImage* find_image(std::string_view name) const;

  // The path that an address stands for, by its longest known prefix. kNotFound where no prefix fits; kInvalidArgument for
  // what would leave the prefix's folder, be it by ".." or by a symbolic link.
  Result<std::filesystem::path> resolve(std::string_view uri) const;

  // Whether `text` matches `pattern` as a whole.
  static bool matches(std::string_view pattern, std::string_view text);

 private:
  std::vector<CatalogueImage> images_;
  std::vector<std::pair<std::string, std::filesystem::path>>
      prefixes_;  // without a slash at the end, the longest first
};

// Whether `target` is below `folder`, symbolic links followed.
bool is_inside(const std::filesystem::path& target, const std::filesystem::path& folder);

// Relative paths are relative to the catalogue's folder.
ReadResult<Catalogue> read_catalogue(const std::filesystem::path& path);

}  // namespace tuner
