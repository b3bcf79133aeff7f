// A category that the search has all but written off, to be given another chance.
//
// A process that has seen a category do badly a few times, far from the place where it is good,
// expects less of it than of the next small step where all is well: left to itself, the search
// stays in the first good category for good. So every fourth trial looks for the best configuration
// that has the most neglected category: the one that fewest trials had, if they were less than half
// of an even share. A category of which three trials or more have ended, and all failed or violated a constraint, is left to the
// models of failures and constraints.
//
//   share(j, k) = K_j · trials with category k of coordinate j / trials in which j was active
//
// In the flow: the Bayesian strategy restricts its candidates and moves to the category. What that
// gains and costs is in docs/numerics.md, section 7.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "tuner/base/rng.h"
#include "tuner/gp/maximize.h"
#include "tuner/gp/row_table.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {

// Coordinate j of u at the middle of one of its categories.
struct CategoryVisit {
  Eigen::Index coordinate = 0;
  double u = 0.0;
};

// Every fourth trial.
bool is_for_a_neglected_category(TrialId trial);

// `tried` are snapped points, first of the trials that have ended, then of running ones; `worked` says of each that has ended whether
// it neither failed nor violated a constraint. `rng` decides between equals. nullopt: no category is neglected.
std::optional<CategoryVisit> neglected_category(const ModelCoordinates& coordinates,
                                                const RowTable& tried,
                                                const std::vector<char>& worked,
                                                Rng rng);

// The candidates moved to the category, without those in which its coordinate plays no role and
// those that are forbidden there; all of them, unmoved, where that leaves none. Otherwise the problem's moves stay in the category.
Eigen::MatrixXd restrict_to(const CategoryVisit& visit,
                            const ModelCoordinates& coordinates,
                            const Eigen::MatrixXd& candidates,
                            SearchProblem& problem);

}  // namespace tuner
