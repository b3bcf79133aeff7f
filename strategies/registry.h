// From the name of a strategy to the strategy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/prior.h"
#include "tuner/job/tuning_job.h"
#include "tuner/strategy.h"

namespace tuner {

// The names that make_strategy() knows, the default first.
std::vector<std::string> strategy_names();

// Whether the results of related tasks help it; false for a name that is not known.
bool learns_from_related(std::string_view name);

// kInvalidArgument for a name that is not known (with the nearest one), for a space or several
// objectives that the strategy cannot search, for related tasks where it learns nothing, and for a
// prior that does not fit: "/start/1/lr" where the space does not allow a configuration to start with, "/earlier/3" and "/related/0/3" where a
// result has losses, but not one for each objective. Earlier results of configurations that the space
// does not allow teach nothing. Contract: objectives >= 1.
Result<std::unique_ptr<Strategy>> make_strategy(std::string_view name,
                                                const SearchSpace& space,
                                                std::uint64_t seed,
                                                std::size_t objectives = 1,
                                                const Prior& prior = {});

// The strategy of a job, with its early stopping, or promotion, around it. What the job is to start with is appended to what `prior` has to
// start with. Of a job with several definitions, one strategy over one for each of them (several_definitions.h), without a prior.
// Errors also for parameters that are no space. A seed that is not set counts as 0.
Result<std::unique_ptr<Strategy>> make_strategy(const TuningJobSpec& spec, Prior prior = {});

}  // namespace tuner
