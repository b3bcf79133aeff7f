// From a point whose configuration is forbidden to one nearby whose configuration is not.
#pragma once

#include <Eigen/Core>

#include "tuner/space/encoding.h"

namespace tuner {

// Whether no rule of the space forbids the configuration to which u decodes.
bool is_allowed(const Encoding& encoding, const Eigen::VectorXd& u);

// `u` where its configuration is allowed, else a point of the segment from u to `anchor` whose configuration is: the one
// nearest to u, where the segment crosses from forbidden to allowed but once. Contract: the anchor's is allowed.
//
// Shapes  u, anchor and the answer have encoding.dimension() entries; forty halvings of the segment.
Eigen::VectorXd moved_to_allowed(const Encoding& encoding,
                                 const Eigen::VectorXd& u,
                                 const Eigen::VectorXd& anchor);

}  // namespace tuner
