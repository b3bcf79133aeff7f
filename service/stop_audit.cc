#include "service/stop_audit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "strategies/stopping_rules.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

// A value that was printed, or the end of a trial.
struct Moment {
  TimePoint at;
  std::size_t curve;
  std::size_t point;  // points.size(): the end
};

std::vector<Moment> moments_of(std::span<const PastCurve> curves) {
  std::vector<Moment> moments;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const auto& points = curves[c].points;
    TimePoint last{};
    for (std::size_t p = 0; p < points.size(); ++p) {
      last = std::max(last, points[p].seen_at);
      moments.push_back({last, c, p});
    }
    moments.push_back({std::max(last, curves[c].trial.ended_at.value_or(last)), c, points.size()});
  }
  std::stable_sort(
      moments.begin(), moments.end(), [](const Moment& a, const Moment& b) { return a.at < b.at; });
  return moments;
}

// How many values of each curve were wanted.
std::vector<std::size_t> wanted_values(const TuningJobSpec& spec,
                                       std::span<const PastCurve> curves) {
  const Objective& objective = spec.objectives.front();
  StoppingRules rules(spec);
  std::vector<std::size_t> wanted;
  for (const PastCurve& curve : curves) wanted.push_back(curve.points.size());
  for (const Moment& moment : moments_of(curves)) {
    const PastCurve& curve = curves[moment.curve];
    if (wanted[moment.curve] < moment.point) continue;  // stopped before
    if (moment.point == curve.points.size()) {
      rules.on_end(curve.trial.id,
                   curve.trial.status == TrialStatus::kSucceeded &&
                       keeps_constraints(curve.trial, spec.aims()));
      continue;
    }
    const MetricPoint& point = curve.points[moment.point];
    if (!std::isfinite(point.value)) continue;
    if (!rules.on_value(curve.trial.id, point.step, objective.to_loss(point.value))) continue;
    wanted[moment.curve] = moment.point + 1;
    if (wanted[moment.curve] < curve.points.size()) rules.on_end(curve.trial.id, false);
  }
  return wanted;
}

EarlyStopping with(bool EarlyStopping::*rule) {
  EarlyStopping rules;
  rules.*rule = true;
  return rules;
}

}  // namespace

std::vector<AuditedRule> rules_to_audit(const TuningJobSpec& spec,
                                        std::span<const PastCurve> curves) {
  std::int64_t longest = 1;
  for (const PastCurve& curve : curves) {
    for (const MetricPoint& point : curve.points) longest = std::max(longest, point.step);
  }
  std::vector<AuditedRule> audited;
  const bool promotes = spec.resource && spec.resource->promotion;  // and stops nothing
  if (!spec.early_stopping.is_off() && !promotes) {
    audited.push_back({"the job's own", spec.early_stopping, spec.resource});
  }
  audited.push_back({"median", with(&EarlyStopping::median)});
  for (const double percent : {25.0, 50.0}) {
    EarlyStopping rules;
    rules.percentile = percent;
    audited.push_back({"percentile " + shortest(percent), rules});
  }
  EarlyStopping patience;
  patience.patience = 5;
  audited.push_back({"patience 5", patience});
  for (const std::int64_t reduction : {2, 3, 4}) {
    Resource resource = spec.resource.value_or(
        Resource{"", std::max<std::int64_t>(1, longest / 27), longest, reduction});
    resource.reduction = reduction;
    resource.brackets = 1;
    audited.push_back(
        {"asha, one in " + std::to_string(reduction), with(&EarlyStopping::asha), resource});
  }
  return audited;
}

StopAudit audit(const TuningJobSpec& spec,
                const AuditedRule& rule,
                std::span<const PastCurve> curves) {
  TuningJobSpec other = spec;
  other.early_stopping = rule.rules;
  other.resource = rule.resource;
  const std::vector<std::size_t> wanted = wanted_values(other, curves);
  StopAudit result;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const auto& [trial, points] = curves[c];
    if (points.empty()) continue;
    ++result.trials;
    result.values += points.size();
    result.time += trial.ran_for;
    std::optional<double> value;
    if (keeps_constraints(trial, spec.aims())) value = trial.objectives.front();
    if (wanted[c] < points.size()) {
      ++result.stopped;
      const std::size_t saved = points.size() - wanted[c];
      result.saved_values += saved;
      result.saved_time += JobTime(static_cast<JobTime::rep>(
          static_cast<double>(trial.ran_for.count()) * static_cast<double>(saved) /
          static_cast<double>(points.size())));
      value = points[wanted[c] - 1].value;
    }
    if (!value || !std::isfinite(*value)) continue;
    const Objective& objective = spec.objectives.front();
    if (result.best_value && objective.to_loss(*value) >= objective.to_loss(*result.best_value))
      continue;
    result.best = trial.id;
    result.best_value = value;
  }
  return result;
}

}  // namespace tuner
