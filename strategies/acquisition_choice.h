// By which acquisition function a trial is chosen.
//
//   usually                                log expected improvement on the incumbent
//   every second trial, from the 13th on   the same, where what improves by more than 0.3 counts
//                                          eleven times: a leap
//   such a trial, where losses are noisy   log expected improvement on the incumbent less 0.3
//
// Once a search has found a good place, what it expects most of is the next small step there, trial
// after trial. A better place elsewhere is less likely, but would gain far more than all of these
// steps. The losses have the standard deviation 1 here, so that a leap is the same for every
// objective; where none is to be expected, both functions ask for the same step. Under noise good
// neighbours differ by less than their errors, and half of the steps are enough.
//
// In the flow: the Bayesian strategy asks for each trial, and `tuner explain` for what it reports.
// What that gains and costs is in docs/numerics.md, section 7.
#pragma once

#include "tuner/base/ids.h"
#include "tuner/gp/gaussian_process.h"
#include "tuner/model/model_search.h"

namespace tuner {

bool looks_for_a_leap(TrialId trial);

// `incumbent` is what is to be improved on. A pure function of its arguments; holds no reference to the process.
PosteriorScore acquisition_for(const GaussianProcess& process, double incumbent, TrialId trial);

}  // namespace tuner
