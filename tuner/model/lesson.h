// What models of the losses learn from how a trial ended.
//
//   value                    the first loss, or all of them
//   configuration failed     infinite
//   infrastructure failed,   nothing
//   cancelled, still running
//
// In the flow: strategies hear of a trial's end as an Outcome, readers find it in the store as a
// Trial; both learn the same from it here.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tuner/job/trial.h"

namespace tuner {

// Losses as losses_of() gives them; nullopt: nothing to learn.
std::optional<double> lesson(TrialStatus status,
                             FailureClass failure,
                             std::span<const double> losses);

// The same for the first `objectives` losses: one entry each, all infinite for a configuration that
// failed; empty: nothing to learn. Contract: losses are empty, or at least that many.
std::vector<double> lessons(TrialStatus status,
                            FailureClass failure,
                            std::span<const double> losses,
                            std::size_t objectives);

}  // namespace tuner
