#include "service/extensions.h"

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

}  // namespace tuner
