#include "service/extensions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "strategies/registry.h"
#include "tuner/job/extension.h"

namespace tuner {
namespace {

// With the seed of before it would begin with what has been tried.
TuningJobSpec with_seed_of_its_own(TuningJobSpec spec, std::size_t number) {
  spec.seed = stable_hash("extension " + std::to_string(number), spec.seed.value_or(0));
  return spec;
}

constexpr std::size_t kPiece = 1000;  // steps of the log

bool creates(const StepRecord& step, TrialId trial) {
  return std::ranges::any_of(step.actions, [trial](const Action& action) {
    const auto* start = std::get_if<StartRun>(&action);
    return start != nullptr && start->trial == trial;
  });
}

}  // namespace

Result<std::vector<Extension>> extensions_of(const JobRecord& job) {
  std::vector<Extension> extensions;
  for (std::size_t i = 1; i <= job.earlier_specs.size(); ++i) {
    const TuningJobSpec& before = job.earlier_specs[i - 1];
    Extension extension{i < job.earlier_specs.size() ? job.earlier_specs[i] : job.spec};
    if (searches_otherwise(before, extension.spec)) {
      TUNER_ASSIGN_OR_RETURN(extension.strategy,
                             make_strategy(with_seed_of_its_own(extension.spec, i), job.prior));
    }
    extensions.push_back(std::move(extension));
  }
  return extensions;
}

Result<TuningJobSpec> spec_at_creation(const ExperimentReader& reader,
                                       const JobRecord& job,
                                       TrialId trial) {
  std::size_t extensions = 0;
  std::uint64_t last = 0;
  while (extensions < job.earlier_specs.size()) {
    TUNER_ASSIGN_OR_RETURN(const auto steps, reader.steps_after(job.spec.name, last, kPiece));
    if (steps.empty()) break;
    for (const StepRecord& step : steps) {
      for (const Event& event : step.events) {
        if (const auto* extended = std::get_if<JobExtended>(&event)) extensions = extended->number;
      }
      if (extensions >= job.earlier_specs.size()) break;
      if (creates(step, trial)) return job.earlier_specs[extensions];
    }
    last = steps.back().number;
  }
  return job.spec;
}

}  // namespace tuner
