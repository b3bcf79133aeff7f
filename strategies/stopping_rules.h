// Whether a running trial is worth its further time, judged by its losses so far and by those of others.
//
//   A new loss y at step s, b the smallest of its trial up to s, stops the trial when
//     median       y > median over completed trials i of the mean of the losses of i up to s
//     percentile   b > p-th percentile over completed trials i of the smallest loss of i up to s
//     threshold    y > t
//     patience     b >= b' − δ,  b' the smallest loss up to the (n + 1)-th last value: n values brought nothing
//     asha         at a rung r, reached with the first step s >= r: b is not among the ⌊m/η⌋ smallest of all m trials that
//                  came to r so far, this one included; while m < η all go on. Rungs below that of a trial's bracket
//                  (brackets.h) are none to it
//     resource     s > max, where the training is not told how far to go. Of a resource that counts values, a rung is reached with the
//                  r-th value, and the max-th stops the trial
//
//   The first four judge from a trial's `after`-th value on: sooner, half of all trials would be stopped on a comparison of
//   first values. Median and percentile wait for `completed` completed trials with a value by step s. Completed trials that
//   violate a constraint do not count: what is bought by a violation is no measure for those that keep it.
//
// In the flow: early_stop.h feeds it while a job runs, the audit of stops feeds it curves of the past.
//
// Source  median: Amazon SageMaker's early stopping "Auto", after [Golovin2017] section 3.3; asha, stopping variant:
//         [Li2020].
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "strategies/loss_curve.h"
#include "tuner/job/early_stopping.h"
#include "tuner/job/stop_reason.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

class StoppingRules {
 public:
  // Of the first objective of the job.
  explicit StoppingRules(const TuningJobSpec& spec);

  // A new value; why it is the last one wanted, or nullopt.
  std::optional<StopReason> on_value(TrialId trial, std::int64_t step, double loss);
  // `counts`: it has completed and keeps every constraint, so that others are compared with it.
  void on_end(TrialId trial, bool counts);

 private:
  struct Running {
    LossCurve curve = {};
    std::size_t first_rung = 0;
    std::size_t rungs = 0;  // that it has come to, or that are none to it
  };

  Running& running(TrialId trial);
  std::optional<StopReason> by_comparison(const LossCurve& curve) const;
  std::optional<StopReason> by_itself(const LossCurve& curve) const;
  std::optional<StopReason> at_rungs(TrialId trial, Running& running);
  bool has_all(const LossCurve& curve) const;

  EarlyStopping rules_;
  std::optional<double> threshold_;  // as a loss
  std::optional<Resource> resource_;
  std::uint64_t seed_;
  std::vector<std::int64_t> rungs_;
  std::vector<std::map<TrialId, double>> at_rung_;  // the losses, by rung
  std::map<TrialId, Running> running_;
  std::vector<LossCurve> completed_;  // where a rule compares with them
};

}  // namespace tuner
