// Test problems of several losses, and what a search found of one.
//
//   V(F) = volume that the front F of what was tried dominates below the reference
//
// Instance 0 is the problem as published; in any other one the coordinates are permuted and their middles moved, always in the same
// way for the same number. The front, and with it the largest V, stays what it was.
//
// Source  DTLZ [Deb2005]; ZDT [Zitzler2000]; Branin and Currin [Belakaria2019]; vehicle [Liao2008].
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tuner/space/search_space.h"

namespace tuner::regret {

struct FrontProblem {
  std::string name, family;
  SearchSpace space;
  std::function<std::vector<double>(const Configuration&)> losses;
  Eigen::VectorXd reference;
  double largest = 0.0;  // V of the whole front, or a bound of it

  std::size_t objectives() const { return static_cast<std::size_t>(reference.size()); }
};

// Names of all problems, families together.
std::vector<std::string> front_problem_names();

// Contract: a name of front_problem_names().
FrontProblem make_front_problem(const std::string& name, std::uint64_t instance);

}  // namespace tuner::regret
