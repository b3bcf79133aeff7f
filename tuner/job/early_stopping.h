// Which running trials are stopped because their values so far promise too little. Any one of the rules suffices.
//
// In the flow: a part of the specification; strategies/stopping_rules.h says what each rule compares with what.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tuner/base/error.h"

namespace tuner {

struct TuningJobSpec;

struct EarlyStopping {
  bool median = false;  // worse than the median of the averages of others
  bool asha = false;    // not among the best of those that came as far; needs a resource
  std::optional<double>
      percentile;  // the best so far not among so many percent of the others'; 0 to 100
  std::optional<double> threshold;  // worse than this, in the objective's unit
  std::optional<std::uint32_t>
      patience;                 // so many values in a row that did not improve by min_change
  double min_change = 0.0;      // in the objective's unit
  std::uint32_t after = 4;      // a trial is judged from its n-th value on; not by asha
  std::uint32_t completed = 5;  // and compared once so many others have completed; not by asha

  bool is_off() const { return !median && !asha && !percentile && !threshold && !patience; }
  bool operator==(const EarlyStopping&) const = default;
};

// What a training uses up step by step, such as epochs: where a metric's steps come from and what they lead to.
struct Resource {
  std::string parameter =
      {};  // hyperparameter that tells the training how far to go; empty: it is not told, and stopped beyond max
  std::int64_t min = 1;        // no trial is stopped by asha before
  std::int64_t max = 1;        // of a complete training
  std::int64_t reduction = 3;  // η: of those that come to a rung one in so many goes on
  // Trials end at a rung, and the best of them are continued by new ones; false: trials run until they are stopped.
  bool promotion = false;
  std::int64_t brackets = 1;  // trials begin at one of so many lowest budgets()
  // A step is the number of values of the objective so far, whatever steps they bear; and the max-th value is the last one wanted,
  // where without a parameter a trial is otherwise stopped by the first step beyond.
  bool counts_values = false;
  bool operator==(const Resource&) const = default;

  // The steps at which asha decides: min, min η, min η², … below max.
  std::vector<std::int64_t> rungs() const;
  // How far a trial may be told to go: the rungs, then max.
  std::vector<std::int64_t> budgets() const;
};

// Every broken rule of spec.early_stopping and spec.resource.
std::vector<Error> early_stopping_problems(const TuningJobSpec& spec);

}  // namespace tuner
