// What the tests of the model draw from and ask.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>

#include "tuner/base/rng.h"
#include "tuner/model/model_search.h"

namespace tuner {

inline Rng test_rng(std::uint64_t seed) { return Rng::for_trial(seed, TrialId{1}, "test"); }

// Of a problem whose scores are logarithms of probabilities.
inline double probability(const SearchProblem& problem, const Eigen::VectorXd& u) {
  return std::exp(problem.scores(u.transpose())[0]);
}

}  // namespace tuner
