// By which acquisition function a trial is chosen.
//
//   usually                           log expected improvement on the incumbent
//   noisy losses, every third trial   the lower confidence bound
//
// Under noise the posterior means of good neighbours differ by less than their errors, and expected
// improvement keeps to the neighbourhood that was lucky first. The bound goes where the mean may
// still turn out lower. Losses count as noisy once twenty of them have shown it: with fewer, what a
// process cannot resolve yet looks like noise.
//
// In the flow: the Bayesian strategy asks for each trial. What that gains and costs is in
// docs/numerics.md, section 7.
#pragma once

#include "tuner/base/ids.h"
#include "tuner/gp/gaussian_process.h"
#include "tuner/model/model_search.h"

namespace tuner {

// `incumbent` is what is to be improved on. A pure function of its arguments; holds no reference to the process.
PosteriorScore acquisition_for(const GaussianProcess& process, double incumbent, TrialId trial);

}  // namespace tuner
