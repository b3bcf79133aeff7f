#include "strategies/stopping_rules.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "strategies/brackets.h"

namespace tuner {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2.0;
}

// The ⌈p n / 100⌉-th smallest.
double percentile(std::vector<double> values, double p) {
  const double rank = std::ceil(p / 100.0 * static_cast<double>(values.size()));
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

// Where a rung is: at a step, or after as many values.
std::string rung_text(const Resource& resource, std::int64_t rung) {
  if (!resource.counts_values) return "at step " + std::to_string(rung);
  return "after " + std::to_string(rung) + (rung == 1 ? " value" : " values");
}

std::string completed_text(std::size_t count) {
  return std::to_string(count) + " completed trial" + (count == 1 ? "" : "s");
}

}  // namespace

StoppingRules::StoppingRules(const TuningJobSpec& spec)
    : rules_(spec.early_stopping), resource_(spec.resource), seed_(spec.seed.value_or(0)) {
  if (rules_.threshold) threshold_ = spec.objectives.front().to_loss(*rules_.threshold);
  if (rules_.asha && resource_) rungs_ = resource_->rungs();
  at_rung_.resize(rungs_.size());
}

std::optional<StopReason> StoppingRules::on_value(TrialId trial, std::int64_t step, double loss) {
  Running& running = this->running(trial);
  running.curve.add(step, loss);
  std::optional<StopReason> reason = at_rungs(trial, running);
  if (!reason && running.curve.size() >= rules_.after) {
    reason = by_itself(running.curve);
    if (!reason) reason = by_comparison(running.curve);
  }
  if (!reason && has_all(running.curve)) reason = StopReason{"resource", step};
  return reason;
}

// Whether a training that is not told how far to go has come as far as it may.
bool StoppingRules::has_all(const LossCurve& curve) const {
  if (!resource_ || !resource_->parameter.empty()) return false;
  if (resource_->counts_values) return std::cmp_greater_equal(curve.size(), resource_->max);
  return curve.last().step > resource_->max;
}

void StoppingRules::on_end(TrialId trial, bool counts) {
  auto running = running_.extract(trial);
  const bool compares = rules_.median || rules_.percentile;
  if (running && counts && compares) completed_.push_back(std::move(running.mapped().curve));
}

StoppingRules::Running& StoppingRules::running(TrialId trial) {
  const auto known = running_.find(trial);
  if (known != running_.end()) return known->second;
  const std::size_t first = rungs_.empty() ? 0 : bracket_of(*resource_, seed_, trial);
  return running_.emplace(trial, Running{.first_rung = first, .rungs = first}).first->second;
}

std::optional<StopReason> StoppingRules::by_itself(const LossCurve& curve) const {
  const LossPoint& last = curve.last();
  if (threshold_ && last.loss > *threshold_)
    return StopReason{
        "threshold", last.step, StopComparison{last.loss, *threshold_, "the threshold"}};
  if (rules_.patience && curve.size() > *rules_.patience) {
    const double before = curve[curve.size() - 1 - *rules_.patience].best;
    if (last.best >= before - rules_.min_change) {
      return StopReason{"patience",
                        last.step,
                        StopComparison{last.best,
                                       before - rules_.min_change,
                                       "which the last " + std::to_string(*rules_.patience) +
                                           " values were to improve on"}};
    }
  }
  return std::nullopt;
}

std::optional<StopReason> StoppingRules::by_comparison(const LossCurve& curve) const {
  if (!rules_.median && !rules_.percentile) return std::nullopt;
  const LossPoint& last = curve.last();
  std::vector<double> means, bests;
  for (const LossCurve& other : completed_) {
    const std::size_t count = other.count_up_to(last.step);
    if (count == 0) continue;
    means.push_back(other[count - 1].sum / static_cast<double>(count));
    bests.push_back(other[count - 1].best);
  }
  const std::size_t others = means.size();
  if (others < rules_.completed) return std::nullopt;
  if (rules_.median) {
    const double bound = median(std::move(means));
    if (last.loss > bound) {
      return StopReason{
          "median",
          last.step,
          StopComparison{last.loss, bound, "the median of " + completed_text(others)}};
    }
  }
  if (rules_.percentile) {
    const double bound = percentile(std::move(bests), *rules_.percentile);
    if (last.best > bound) {
      return StopReason{"percentile",
                        last.step,
                        StopComparison{last.best,
                                       bound,
                                       "the best " + shortest(*rules_.percentile) + " % of " +
                                           completed_text(others)}};
    }
  }
  return std::nullopt;
}

std::optional<StopReason> StoppingRules::at_rungs(TrialId trial, Running& running) {
  const LossPoint& last = running.curve.last();
  // A trial that was started again comes to its rungs again: all of its values before the last lie below them.
  while (running.rungs > running.first_rung &&
         count_below(*resource_, running.curve, rungs_[running.rungs - 1]) + 1 >=
             running.curve.size()) {
    --running.rungs;
  }
  std::optional<StopReason> reason;
  for (; running.rungs < rungs_.size() &&
         count_below(*resource_, running.curve, rungs_[running.rungs]) < running.curve.size();
       ++running.rungs) {
    auto& rung = at_rung_[running.rungs];
    rung[trial] = last.best;
    const auto keep = rung.size() / static_cast<std::size_t>(resource_->reduction);
    if (keep == 0 || reason) continue;
    std::vector<double> losses;
    for (const auto& [other, loss] : rung) losses.push_back(loss);
    const auto place = losses.begin() + static_cast<std::ptrdiff_t>(keep) - 1;
    std::nth_element(losses.begin(), place, losses.end());
    if (last.best <= *place) continue;
    reason = StopReason{"asha",
                        last.step,
                        StopComparison{last.best,
                                       *place,
                                       "the best 1/" + std::to_string(resource_->reduction) +
                                           " of " + std::to_string(rung.size()) + " trials " +
                                           rung_text(*resource_, rungs_[running.rungs])}};
  }
  return reason;
}

}  // namespace tuner
