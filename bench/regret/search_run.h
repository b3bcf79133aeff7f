// One search of one problem by one strategy, with a clock of its own for trials that run side by side.
//
// A trial lasts as long as exp(N(0, ½²)) says, in units of which nothing depends but the order in which trials end. Noise and
// durations are functions of (seed, trial): the same for every strategy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/regret/problem.h"
#include "tuner/base/result.h"
#include "tuner/job/prior.h"

namespace tuner::regret {

struct SearchSetting {
  std::string strategy;
  std::uint64_t seed = 0;
  std::size_t budget = 0;   // trials
  std::size_t workers = 1;  // trials that run side by side; 1: one after another
  bool violations_fail =
      false;  // a result that violates a constraint is told as a failure, without its values
  Prior prior = {};
};

// A trial whose observed loss was the lowest so far of those that keep the constraints.
struct Incumbent {
  std::size_t trial = 0;  // how many had ended before it
  double loss = 0.0;      // without noise
};

struct SearchRun {
  // The last one is what the search found; none: everything failed.
  std::vector<Incumbent> incumbents;
  // Loss, without noise, of what the strategy recommends at the end; infinite: of nothing.
  double recommended = 0.0;
  std::size_t trials = 0;  // fewer than the budget when the space was used up
  double seconds = 0.0;    // of the strategy's own work
  double milliseconds_p50 = 0.0, milliseconds_p95 = 0.0;  // of ask and tell of one trial together

  // The loss of what the search found; infinite: nothing.
  double found() const;
};

// kInvalidArgument when the strategy cannot search the problem's space.
Result<SearchRun> run_search(const Problem& problem, const SearchSetting& setting);

}  // namespace tuner::regret
