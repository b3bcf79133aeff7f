#include "service/stop_audit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "strategies/stopping_rules.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

// A value that was printed, or the end of a trial.
struct Happening {
  TimePoint at;
  std::size_t curve;
  std::size_t point;  // points.size(): the end
};

std::vector<Happening> happenings_of(std::span<const PastCurve> curves) {
  std::vector<Happening> happenings;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const auto& points = curves[c].points;
    TimePoint last{};
    for (std::size_t p = 0; p < points.size(); ++p) {
      last = std::max(last, points[p].seen_at);
      happenings.push_back({last, c, p});
    }
    happenings.push_back(
        {std::max(last, curves[c].trials.back().ended_at.value_or(last)), c, points.size()});
  }
  std::stable_sort(happenings.begin(),
                   happenings.end(),
                   [](const Happening& a, const Happening& b) { return a.at < b.at; });
  return happenings;
}

bool keeps(std::span<const Constraint> constraints, std::span<const double> values) {
  for (std::size_t c = 0; c < constraints.size(); ++c) {
    if (!std::isfinite(values[c]) || constraints[c].excess(values[c]) > 0.0) return false;
  }
  return true;
}

bool promotes(const std::optional<Resource>& resource) { return resource && resource->promotion; }

// Not stopped before its end, where promotion would have stopped it.
bool came_to_its_end(const TuningJobSpec& spec, const Trial& last) {
  return last.status == TrialStatus::kSucceeded &&
         (!promotes(spec.resource) || last.suggestion.budget == spec.resource->max);
}

std::vector<std::size_t> all_values(std::span<const PastCurve> curves) {
  std::vector<std::size_t> sizes;
  for (const PastCurve& curve : curves) sizes.push_back(curve.points.size());
  return sizes;
}

// How many values of each curve were wanted.
std::vector<std::size_t> wanted_values(const TuningJobSpec& spec,
                                       const AuditedRule& rule,
                                       std::span<const PastCurve> curves) {
  const Objective& objective = spec.objectives.front();
  TuningJobSpec other = spec;
  other.early_stopping = rule.rules;
  other.resource = rule.resource;
  StoppingRules rules(other);
  std::vector<std::size_t> wanted = all_values(curves);
  for (const Happening& happening : happenings_of(curves)) {
    const PastCurve& curve = curves[happening.curve];
    const bool stopped = wanted[happening.curve] < curve.points.size();
    if (stopped && wanted[happening.curve] <= happening.point) continue;
    const TrialId id = curve.trials.front().id;
    if (happening.point == curve.points.size()) {
      const Trial& last = curve.trials.back();
      rules.on_end(id, came_to_its_end(spec, last) && keeps_constraints(last, spec.aims()));
      continue;
    }
    const MetricPoint& point = curve.points[happening.point];
    if (!std::isfinite(point.value)) continue;
    if (!rules.on_value(id, point.step, objective.to_loss(point.value))) continue;
    wanted[happening.curve] = happening.point + 1;
    if (wanted[happening.curve] < curve.points.size()) rules.on_end(id, false);
  }
  return wanted;
}

JobTime time_of(std::span<const Trial> trials) {
  JobTime time{0};
  for (const Trial& trial : trials) time += trial.ran_for;
  return time;
}

// That of the last trial that has one and keeps every constraint.
std::optional<double> value_of(std::span<const Trial> trials, const Aims& aims) {
  for (std::size_t i = trials.size(); i-- > 0;) {
    if (keeps_constraints(trials[i], aims)) return trials[i].objectives.front();
  }
  return std::nullopt;
}

EarlyStopping with(bool EarlyStopping::*rule) {
  EarlyStopping rules;
  rules.*rule = true;
  return rules;
}

}  // namespace

std::vector<PastValue> past_values(std::span<const MetricPoint> printed,
                                   const TuningJobSpec& spec) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const std::span<const Constraint> constraints = spec.constraints;
  std::vector<double> last(constraints.size(), kNone);
  std::vector<bool> seen(constraints.size(), false);
  std::vector<PastValue> values;
  for (const MetricPoint& point : printed) {
    for (std::size_t c = 0; c < constraints.size(); ++c) {
      if (point.name != constraints[c].metric) continue;
      last[c] = point.value;
      if (!seen[c] && !values.empty()) values.back().keeps_constraints = keeps(constraints, last);
      seen[c] = true;
    }
    if (point.name == spec.objectives.front().metric)
      values.push_back({point, keeps(constraints, last)});
  }
  return values;
}

std::vector<AuditedRule> rules_to_audit(const TuningJobSpec& spec,
                                        std::span<const PastCurve> curves) {
  std::int64_t longest = 1;
  for (const PastCurve& curve : curves) {
    for (const MetricPoint& point : curve.points) longest = std::max(longest, point.step);
  }
  std::vector<AuditedRule> audited;
  if (!spec.early_stopping.is_off()) {
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
    resource.promotion = false;
    audited.push_back(
        {"asha, one in " + std::to_string(reduction), with(&EarlyStopping::asha), resource});
  }
  return audited;
}

StopAudit audit(const TuningJobSpec& spec,
                const AuditedRule& rule,
                std::span<const PastCurve> curves) {
  const bool as_it_was = promotes(rule.resource);
  const std::vector<std::size_t> wanted =
      as_it_was ? all_values(curves) : wanted_values(spec, rule, curves);
  StopAudit result;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const auto& [trials, points] = curves[c];
    if (points.empty()) continue;
    const JobTime ran_for = time_of(trials);
    ++result.curves;
    result.values += points.size();
    result.time += ran_for;
    std::optional<double> value = value_of(trials, spec.aims());
    if (wanted[c] < points.size()) {
      ++result.stopped;
      const std::size_t saved = points.size() - wanted[c];
      result.saved_values += saved;
      result.saved_time += JobTime(static_cast<JobTime::rep>(static_cast<double>(ran_for.count()) *
                                                             static_cast<double>(saved) /
                                                             static_cast<double>(points.size())));
      const PastValue& left = points[wanted[c] - 1];
      value = left.keeps_constraints ? std::optional(left.value) : std::nullopt;
    } else if (as_it_was && trials.back().status == TrialStatus::kSucceeded &&
               !came_to_its_end(spec, trials.back())) {
      ++result.stopped;
    }
    if (!value || !std::isfinite(*value)) continue;
    const Objective& objective = spec.objectives.front();
    if (result.best_value && objective.to_loss(*value) >= objective.to_loss(*result.best_value))
      continue;
    result.best = trials.back().id;
    result.best_value = value;
  }
  return result;
}

ResourceUse resource_use(const Resource& resource, std::span<const PastCurve> curves) {
  ResourceUse use;
  for (const auto& [trials, points] : curves) {
    const bool failed = trials.back().status == TrialStatus::kFailed;
    if (points.empty() || failed) continue;
    std::int64_t furthest = 0;
    for (const MetricPoint& point : points) furthest = std::max(furthest, point.step);
    if (resource.counts_values) furthest = std::ssize(points);
    ++use.configurations;
    if (furthest >= resource.max) ++use.complete;
    use.steps += furthest;
    use.complete_steps += resource.max;
  }
  return use;
}

}  // namespace tuner
