#include "tuner/training_budget.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace tuner {
namespace {

constexpr double kHour = 3'600'000.0;  // milliseconds
constexpr double kLongest = 1e15;      // milliseconds, thirty thousand years

JobTime affordable(double cost, double price_per_hour) {
  return JobTime(static_cast<JobTime::rep>(std::min(cost / price_per_hour * kHour, kLongest)));
}

// "12.5", "0.0021": two decimals, and of less than that two digits.
std::string amount(double value) {
  constexpr double kSmall = 0.1;
  if (value >= kSmall) return shortest(std::round(100.0 * value) / 100.0);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2g", value);
  return text.data();
}

}  // namespace

JobTime training_time(std::span<const Trial> trials) {
  JobTime sum{0};
  for (const Trial& trial : trials) sum += trial.ran_for;
  return sum;
}

std::optional<double> cost_of(const Limits& limits, JobTime training) {
  if (!limits.price_per_hour) return std::nullopt;
  return static_cast<double>(training.count()) / kHour * *limits.price_per_hour;
}

void TrainingBudget::extend(const Limits& limits) {
  all_ = limits.training_time;
  price_per_hour_.reset();
  if (!limits.cost || !limits.price_per_hour) return;
  const JobTime time = affordable(*limits.cost, *limits.price_per_hour);
  if (all_ && *all_ <= time) return;
  all_ = time;
  price_per_hour_ = limits.price_per_hour;
}

void TrainingBudget::on_started(TrialId trial, JobTime now) { running_.emplace(trial, now); }

void TrainingBudget::on_ended(TrialId trial, JobTime ran_for) {
  running_.erase(trial);
  ended_ += ran_for;
}

JobTime TrainingBudget::running_for(TrialId trial, JobTime now) const {
  const auto found = running_.find(trial);
  return found == running_.end() ? JobTime{0} : now - found->second;
}

JobTime TrainingBudget::used(JobTime now) const {
  JobTime used = ended_;
  for (const auto& [trial, since] : running_) used += now - since;
  return used;
}

std::optional<JobTime> TrainingBudget::spent_at(JobTime now) const {
  if (!all_ || running_.empty()) return std::nullopt;
  const JobTime left = std::max(*all_ - used(now), JobTime{0});
  const auto count = static_cast<JobTime::rep>(running_.size());
  return now + JobTime((left.count() + count - 1) / count);
}

std::string TrainingBudget::reason(JobTime now) const {
  const double hours = static_cast<double>(used(now).count()) / kHour;
  if (price_per_hour_) {
    return "the limit of the cost is reached: " + amount(hours * *price_per_hour_) + " for " +
           amount(hours) + " hours of training";
  }
  return "the limit of the training time is reached: " +
         amount(static_cast<double>(used(now).count()) / 1000.0) + " seconds in all trials";
}

}  // namespace tuner
