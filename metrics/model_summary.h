// What the model of a job has learnt, and how far it may be trusted.
//
// In the flow: derived from a TrialModel for `tuner explain` and `tuner best`. Everything is in the
// objective's unit and sign unless it says otherwise.
//
// Source  leaving one out [Rasmussen2006] section 5.4.2; docs/numerics.md, section 10.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tuner/model/trial_model.h"

namespace tuner {

// 1: the loss changes over the whole range (two categories: a distance of 1); larger: it hardly does.
struct LengthScale {
  std::string parameter;
  double value = 0.0;
};

// Each value against what all the others predict for it.
struct Calibration {
  std::size_t values = 0;    // that were compared: failures and cut values have none of their own
  double inside = 0.0;       // share inside their 95 % interval; 0.95 is ideal
  double correlation = 0.0;  // between predicted and seen; 0 where either is constant
};

// The trial that the model recommends, beside the one with the best value.
struct BestMean {
  TrialId trial;               // see TrialModel::best()
  std::optional<double> seen;  // its value
  Prediction mean;             // the posterior of f there: luck taken away
  TrialId luckiest;
  double luckiest_value = 0.0;
  Prediction luckiest_mean;
  // Whether saying so adds to the best value: the means differ from it, or from each other, by more
  // than half a percent of the standard deviation of all values.
  bool tells_more = false;
};

struct ModelSummary {
  std::size_t values = 0, failed = 0;      // trials learnt from
  std::size_t earlier = 0;                 // of both: results from before the job
  std::vector<LengthScale> length_scales;  // shortest first; constants are left out
  double signal = 0.0, noise = 0.0;        // standard deviations
  std::optional<double> cut_value;         // see TrialModel
  Calibration calibration;
  BestMean best;
};

BestMean best_mean(const TrialModel& model);
ModelSummary summarise(const TrialModel& model);

}  // namespace tuner
