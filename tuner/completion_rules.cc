#include "tuner/completion_rules.h"

#include <algorithm>
#include <utility>

#include "tuner/base/text.h"
#include "tuner/job/best.h"
#include "tuner/job/front.h"

namespace tuner {

void CompletionRules::on_result(const Trial& trial) {
  const std::vector<double> losses = losses_of(trial, spec_->aims());
  if (losses.empty()) return;
  if (improves(trial, losses)) {
    not_improving_ = 0;
    check_target(trial);
  } else if (!front_.empty()) {
    ++not_improving_;
  }
  const auto& most = spec_->completion.not_improving;
  if (most && not_improving_ >= *most) meet(not_improved_text());
}

bool CompletionRules::improves(const Trial& trial, const std::vector<double>& losses) {
  if (!keeps_constraints(trial, spec_->aims())) return false;
  const bool beaten = std::ranges::any_of(front_, [&](const Best& each) {
    return each.losses == losses || dominates(each.losses, losses);
  });
  if (beaten) return false;
  std::erase_if(front_, [&](const Best& each) { return dominates(losses, each.losses); });
  front_.push_back({trial.id, losses});
  return true;
}

void CompletionRules::check_target(const Trial& trial) {
  const std::optional<double>& target = spec_->completion.target;
  if (!target) return;
  const Objective& objective = spec_->definition_of(trial.suggestion).objectives.front();
  const double value = *trial.objectives.front();
  if (objective.to_loss(value) > objective.to_loss(*target)) return;
  meet("trial " + std::to_string(trial.id.number) + " reached the target: " + objective.metric +
       " is " + shortest(value) + ", wanted was " + shortest(*target));
}

std::string CompletionRules::not_improved_text() const {
  const std::string count = std::to_string(not_improving_) + " results in a row";
  if (spec_->objectives.size() > 1) return "the front was not improved by " + count;
  const Best& best = front_.front();
  const Objective& objective = spec_->objectives.front();
  return "the best " + objective.metric + ", " + shortest(objective.to_value(best.losses.front())) +
         " of trial " + std::to_string(best.trial.number) + ", was not improved by " + count;
}

void CompletionRules::on(const ConvergenceSeen& event) {
  if (!spec_->completion.converged || event.bound > event.tolerance) return;
  meet("converged after " + std::to_string(event.results) + " results: the best is at most " +
       shortest(event.bound) + " worse than the best possible " + spec_->objectives.front().metric +
       " by the regret bound, tolerated is " + shortest(event.tolerance));
}

void CompletionRules::extend(const TuningJobSpec& spec) {
  spec_ = &spec;
  reopen();
}

void CompletionRules::reopen() {
  not_improving_ = 0;
  met_.reset();
}

void CompletionRules::meet(std::string why) {
  if (!met_) met_ = std::move(why);
}

}  // namespace tuner
