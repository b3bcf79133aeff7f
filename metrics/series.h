// Trials and points turned into curves: the best value so far, and how a training went.
//
// A curve is a step function: it holds each value from its x until the next point. Values are in
// the user's sign.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tuner/base/clock.h"
#include "tuner/job/aims.h"
#include "tuner/job/metric_point.h"
#include "tuner/job/trial.h"

namespace tuner {

struct CurvePoint {
  double x = 0.0, value = 0.0;
  TrialId trial = {};  // whose value it is
};
using Curve = std::vector<CurvePoint>;  // x does not fall

// The value of the first objective, where the trial can be the best: it keeps every constraint (see best.h).
std::optional<double> value_of(const Trial& trial, const Aims& aims);

// A point wherever the first objective improves. x is the trial's number: failed trials cost one
// too.
Curve best_by_trial(std::span<const Trial> trials, const Aims& aims);

// The same in the order in which trials ended; x is seconds of wall-clock time since `start`,
// pauses included.
Curve best_by_time(std::span<const Trial> trials, const Aims& aims, TimePoint start);

// One metric over the steps of a training; a step that was printed twice keeps its last value,
// which may be NaN.
Curve learning_curve(std::span<const MetricPoint> points, std::string_view metric, TrialId trial);

// The value that holds at x; nullopt before the first point.
std::optional<double> value_at(const Curve& curve, double x);

// Each curve at each x: rows are curves.
std::vector<std::vector<std::optional<double>>> aligned(std::span<const Curve> curves,
                                                        std::span<const double> at);

// The x at which a best-so-far curve is first as good as `target`.
std::optional<double> first_reaching(const Curve& curve, double target, const Objective& objective);

}  // namespace tuner
