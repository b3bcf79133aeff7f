// What a model of the losses learns from how a trial ended.
//
//   value                    the first loss
//   configuration failed     infinite: the model counts it as bad as the worst that counts
//   infrastructure failed,   nothing
//   cancelled, still running
//
// In the flow: strategies hear of a trial's end as an Outcome, readers find it in the store as a
// Trial; both learn the same from it here.
#pragma once

#include <optional>
#include <span>

#include "tuner/job/trial.h"

namespace tuner {

// Losses as losses_of() gives them; nullopt: nothing to learn.
std::optional<double> lesson(TrialStatus status,
                             FailureClass failure,
                             std::span<const double> losses);

}  // namespace tuner
