#include "strategies/median_stop.h"

#include <algorithm>
#include <utility>

#include "tuner/base/check.h"
#include "tuner/job/constraint.h"

namespace tuner {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2.0;
}

}  // namespace

MedianStop::MedianStop(std::unique_ptr<Strategy> inner) : inner_(std::move(inner)) {
  TUNER_CHECK(inner_ != nullptr, "the median rule needs a strategy to wrap");
}

Result<std::vector<Suggestion>> MedianStop::ask(TrialId first, std::size_t count) {
  return inner_->ask(first, count);
}

void MedianStop::recall(TrialId first, std::span<const Suggestion> suggestions) {
  inner_->recall(first, suggestions);
}

void MedianStop::tell(const Outcome& outcome) {
  auto series = running_.extract(outcome.trial);
  if (series && outcome.status == TrialStatus::kSucceeded &&
      violation_of(outcome.excesses) == 0.0) {
    completed_.push_back(std::move(series.mapped()));
  }
  inner_->tell(outcome);
}

Verdict MedianStop::watch(const Progress& progress) {
  Series& series = running_[progress.trial];
  while (!series.empty() && series.back().step >= progress.step) series.pop_back();
  series.push_back({progress.step, (series.empty() ? 0.0 : series.back().sum) + progress.loss});
  const Verdict verdict = inner_->watch(progress);
  const bool stop = series.size() >= kFirstJudgedValue && is_worse_than_median(progress);
  return stop ? Verdict::kStop : verdict;
}

bool MedianStop::is_worse_than_median(const Progress& progress) const {
  std::vector<double> means;
  for (const Series& series : completed_) {
    const auto end = std::upper_bound(
        series.begin(), series.end(), progress.step, [](std::int64_t step, const Value& v) {
          return step < v.step;
        });
    if (end == series.begin()) continue;
    means.push_back(std::prev(end)->sum / static_cast<double>(end - series.begin()));
  }
  return means.size() >= kMinCompleted && progress.loss > median(std::move(means));
}

}  // namespace tuner
