// Jobs side by side, and what may be concluded from it.
//
// Each job is one run of a search, so nothing here says which strategy would win again; the report
// repeats that. What is compared: the best value at equal numbers of trials, the way to a target
// that all of them reached, and by a rank test whether the trials of one job are typically better
// than those of another. Trials without a value take part in none of them but in the number of
// trials.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/series.h"
#include "tuner/job/objective.h"

namespace tuner {

// What a comparison needs of one job.
struct JobCurves {
  std::string name;
  Objective objective;
  std::size_t finished = 0;    // all trials up to this number have ended, however
  std::vector<double> values;  // of the trials that count, in the user's sign
  Curve by_trial, by_time;     // best so far
};

// Trials of job `first` against those of job `second` (indices).
struct PairTest {
  std::size_t first = 0, second = 0;
  double better_share = 0.5;  // how often a trial of the first beats one of the second
  double p = 1.0;             // adjusted for the number of pairs
  std::string meaning;        // one sentence
};

struct Comparison {
  std::string caveat;  // what these figures do not say; or why the jobs cannot be compared, and all
                       // below is empty
  std::vector<double> trial_counts;  // 1, 2, 5, 10, … up to what all jobs have finished
  std::vector<std::vector<std::optional<double>>> best_at;  // [job][trial count]
  std::optional<double> target;                             // the worst of the jobs' best values
  std::vector<std::optional<double>> trials_to_target, seconds_to_target;  // by job
  std::vector<PairTest> tests;  // all pairs with at least kMinSample values each
};

inline constexpr std::size_t kMinSample = 5;

Comparison compare(std::span<const JobCurves> jobs);

}  // namespace tuner
