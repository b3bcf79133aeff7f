// Where a trial came from: what its strategy went by at that moment, rebuilt from the trials in the store.
//
//   promotion        it continues another trial, because of the rungs
//   repetition       it tries again what a stop of the job had cut short
//   start            a configuration that the job was to start with, or one that is best for related tasks
//   initial design   evenly spread, before the model is asked
//   model            the model's largest acquisition
//   other strategy   one without a Gaussian process
//
// In the flow: for `tuner explain`. A job whose strategy is `auto` is at one tier or another.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tuner/job/prior.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

struct SuggestionOrigin {
  std::string_view kind;  // as above
  std::string strategy;   // that was asked: of `auto`, that of the tier
};

// `trials` are all of the job, which has the one search space and began with `prior`.
SuggestionOrigin origin_of(const TuningJobSpec& spec,
                           const SearchSpace& space,
                           const Prior& prior,
                           std::span<const Trial> trials,
                           const Trial& trial);

}  // namespace tuner
