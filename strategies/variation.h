// A new point from two others, as evolution makes it: crossover, then mutation.
//
//   numbers      simulated binary crossover: the child lies around one of its parents, at a distance
//                in proportion to theirs; then polynomial mutation. Both keep to [0, 1]
//   levels       the same, rounded; a mutation moves by at least one level
//   categories   from either parent; a mutation draws anew
//   inactive in one parent: from the other; in both: drawn anew
//
// Every coordinate mutates with probability 1/D, and at least one does or differs from the parent.
//
// Shapes  u has D entries in [0,1] and is snapped.
// Source  [Deb1995] crossover, [Deb1996] mutation, within bounds as in [Deb2002].
#pragma once

#include <Eigen/Core>

#include "tuner/base/rng.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {

// Between 0 and 1, given both parents there; nearer to `a` as often as to `b`.
double cross(double a, double b, Rng& rng);

// Between 0 and 1.
double mutate(double u, Rng& rng);

// Snapped. Contract: D >= 1, both parents are snapped.
Eigen::VectorXd child_of(const ModelCoordinates& coordinates,
                         const Eigen::VectorXd& mother,
                         const Eigen::VectorXd& father,
                         Rng& rng);

}  // namespace tuner
