// A score of the posteriors as a function of configurations: what maximize() searches.
//
// In the flow: the strategy asks it where the acquisition function is largest; metrics ask it for
// the best that the model thinks possible.
#pragma once

#include <functional>
#include <vector>

#include "tuner/gp/acquisition.h"
#include "tuner/gp/expected_hypervolume.h"
#include "tuner/gp/gaussian_process.h"
#include "tuner/gp/maximize.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {

// The posterior at snapped points, a bounded number of columns at a time: a category of ten thousand
// values has as many columns, and as many neighbours.
Posterior posterior_at(const ModelCoordinates& coordinates,
                       const GaussianProcess& process,
                       const Eigen::MatrixXd& points);

// Larger is better; with its partial derivatives. Variance > 0.
using PosteriorScore = std::function<AcquisitionValue(double mean, double variance)>;

// Points are snapped configurations in u. The problem refers to `coordinates` and `process`. Its bounds hold for scores that
// are never smaller where the variance is larger.
SearchProblem search_problem(const ModelCoordinates& coordinates,
                             const GaussianProcess& process,
                             PosteriorScore score);

using Processes = std::vector<const GaussianProcess*>;  // one per loss

// The same for several processes, one per objective, whose means and variances the score takes
// together.
using FrontScore = std::function<FrontAcquisitionValue(const Eigen::VectorXd& mean,
                                                       const Eigen::VectorXd& variance)>;

// Contract: the processes, at least one, have the columns of `coordinates`.
SearchProblem search_problem(const ModelCoordinates& coordinates,
                             Processes processes,
                             FrontScore score);

// The sum of both scores; `penalty` is at most 0 everywhere, and of the same coordinates.
SearchProblem with_penalty(SearchProblem problem, SearchProblem penalty);

}  // namespace tuner
