// A configuration that a strategy proposes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "tuner/base/ids.h"
#include "tuner/space/configuration.h"

namespace tuner {

struct Suggestion {
  Configuration configuration;
  std::optional<std::int64_t> budget =
      {};  // resource granted to the trial, in the unit of the job's resource
  std::optional<TrialId> resume_from = {};  // continue this trial's checkpoint
  std::size_t definition = 0;  // whose configuration it is (TuningJobSpec::all_definitions)
  bool operator==(const Suggestion&) const = default;
};

}  // namespace tuner
