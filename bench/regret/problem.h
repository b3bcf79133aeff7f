// A test problem of the regret benchmark: a search space and a loss on it whose minimum is known.
//
// Problems come in instances, so that nothing is tuned to one of them: instance 0 is the function as published, every other
// number moves it (instance.h), always in the same way for the same number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tuner/job/constraint.h"
#include "tuner/space/search_space.h"

namespace tuner::regret {

// What a regret is measured by: the lowest loss there is, and the median of what random searches of the problem's budget find.
struct Yardstick {
  double optimum = 0.0, random = 0.0;
};

struct Problem {
  std::string name, family;
  SearchSpace space;
  std::function<double(const Configuration&)> loss;  // without noise; infinite: it fails
  Configuration
      best;  // nowhere where constraints are kept is the loss lower; may be empty with a `recorded`
  std::size_t budget = 50;  // trials, unless the command line says otherwise
  double noise = 0.0;       // standard deviation of what a trial adds to its loss
  // In place of a measured yardstick; a problem that has it has one instance.
  std::optional<Yardstick> recorded = {};
  // By how much a configuration exceeds each constraint, see AskTell; empty: there is none.
  std::function<std::vector<double>(const Configuration&)> excesses = {};

  bool keeps_constraints(const Configuration& configuration) const {
    return !excesses || violation_of(excesses(configuration)) == 0.0;
  }
};

// The same problem, seen through noise, with half as many trials more.
inline Problem with_noise(Problem problem, double standard_deviation) {
  problem.name += "_noisy";
  problem.family = "noisy";
  problem.noise = standard_deviation;
  problem.budget += problem.budget / 2;
  return problem;
}

}  // namespace tuner::regret
