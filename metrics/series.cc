#include "metrics/series.h"

#include <algorithm>
#include <map>
#include <utility>

#include "tuner/job/best.h"

namespace tuner {
namespace {

// Only the points that improve on all before them.
Curve improvements(const Curve& values, const Aims& aims) {
  Curve best;
  if (values.empty()) return best;
  const Objective& objective = aims.objectives.front();
  for (const CurvePoint& point : values) {
    if (best.empty() || objective.to_loss(point.value) < objective.to_loss(best.back().value)) {
      best.push_back(point);
    }
  }
  return best;
}

}  // namespace

std::optional<double> value_of(const Trial& trial, const Aims& aims) {
  if (!keeps_constraints(trial, aims)) return std::nullopt;
  return trial.objectives.front();
}

Curve best_by_trial(std::span<const Trial> trials, const Aims& aims) {
  Curve values;
  for (const Trial& trial : trials) {
    const auto value = value_of(trial, aims);
    if (value) values.push_back({static_cast<double>(trial.id.number), *value, trial.id});
  }
  return improvements(values, aims);
}

Curve best_by_time(std::span<const Trial> trials, const Aims& aims, TimePoint start) {
  Curve values;
  for (const Trial& trial : trials) {
    const auto value = value_of(trial, aims);
    if (!value || !trial.ended_at) continue;
    const std::chrono::duration<double> elapsed = *trial.ended_at - start;
    values.push_back({std::max(0.0, elapsed.count()), *value, trial.id});
  }
  std::stable_sort(values.begin(), values.end(), [](const CurvePoint& a, const CurvePoint& b) {
    return a.x < b.x;
  });
  return improvements(values, aims);
}

Curve learning_curve(std::span<const MetricPoint> points, std::string_view metric, TrialId trial) {
  std::map<std::int64_t, double> by_step;
  for (const MetricPoint& point : points) {
    if (point.name == metric) by_step[point.step] = point.value;
  }
  Curve curve;
  for (const auto& [step, value] : by_step)
    curve.push_back({static_cast<double>(step), value, trial});
  return curve;
}

std::optional<double> value_at(const Curve& curve, double x) {
  const auto after =
      std::upper_bound(curve.begin(), curve.end(), x, [](double at, const CurvePoint& point) {
        return at < point.x;
      });
  if (after == curve.begin()) return std::nullopt;
  return std::prev(after)->value;
}

std::vector<std::vector<std::optional<double>>> aligned(std::span<const Curve> curves,
                                                        std::span<const double> at) {
  std::vector<std::vector<std::optional<double>>> rows;
  for (const Curve& curve : curves) {
    auto& row = rows.emplace_back();
    for (const double x : at) row.push_back(value_at(curve, x));
  }
  return rows;
}

std::optional<double> first_reaching(const Curve& curve,
                                     double target,
                                     const Objective& objective) {
  for (const CurvePoint& point : curve) {
    if (objective.to_loss(point.value) <= objective.to_loss(target)) return point.x;
  }
  return std::nullopt;
}

}  // namespace tuner
