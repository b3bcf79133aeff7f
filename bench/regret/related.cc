#include "bench/regret/related.h"

#include <cmath>
#include <utility>

#include "bench/regret/problems.h"
#include "strategies/ask_tell.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner::regret {
namespace {

constexpr double kFarthest = 0.1;  // of a range
constexpr std::uint64_t kOtherInstances =
    1'000'000;  // the first of them, before the problem's own is added

class Task {
 public:
  Task(Problem problem, Relation relation, TrialId number, std::uint64_t seed)
      : problem_(std::move(problem)),
        encoding_(problem_.space),
        moved_(encoding_.dimension()),
        noise_(Rng::for_trial(seed, number, "related noise of " + problem_.name)) {
    Rng rng = Rng::for_trial(seed, number, "related to " + problem_.name);
    for (Eigen::Index j = 0; j < moved_.size(); ++j) {
      const Domain& domain = problem_.space.parameters()[static_cast<std::size_t>(j)].domain;
      const double shift = kFarthest * (2.0 * rng.uniform() - 1.0);
      const bool stays =
          relation == Relation::kOther || std::holds_alternative<Categorical>(domain);
      moved_[j] = stays ? 0.0 : shift;
    }
    factor_ = std::pow(10.0, 2.0 * rng.uniform() - 1.0);
    if (relation == Relation::kNegated) factor_ = -factor_;
  }

  double loss(const Configuration& configuration) {
    const Eigen::VectorXd u = encoding_.encode(configuration) + moved_;
    const double noise = problem_.noise > 0.0 ? problem_.noise * noise_.normal() : 0.0;
    return factor_ * (problem_.loss(encoding_.decode(u)) + noise);
  }

 private:
  Problem problem_;
  Encoding encoding_;
  Eigen::VectorXd moved_;
  Rng noise_;
  double factor_ = 1.0;
};

EarlierResult result_of(const Evaluation& evaluation) {
  if (evaluation.loss)
    return {.configuration = evaluation.configuration, .losses = {*evaluation.loss}};
  return {.configuration = evaluation.configuration,
          .status = TrialStatus::kFailed,
          .failure = FailureClass::kUserError};
}

}  // namespace

Result<RelatedTasks> related_tasks(const Problem& problem,
                                   std::uint64_t instance,
                                   const RelatedSetting& setting,
                                   std::uint64_t seed) {
  const bool other = setting.relation == Relation::kOther && !problem.recorded;
  RelatedTasks tasks(setting.tasks);
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const TrialId number{static_cast<std::uint32_t>(k + 1)};
    Task task(other ? make_problem(problem.name, kOtherInstances + instance + k) : problem,
              setting.relation,
              number,
              seed);
    Rng rng = Rng::for_trial(seed, number, "related search");
    TUNER_ASSIGN_OR_RETURN(AskTell search,
                           AskTell::create(problem.space, {setting.strategy, rng()}));
    while (search.history().size() < setting.trials && !search.exhausted()) {
      TUNER_ASSIGN_OR_RETURN(const NumberedSuggestion suggestion, search.ask());
      TUNER_RETURN_IF_ERROR(search.tell(suggestion.trial, task.loss(suggestion.configuration)));
    }
    for (const Evaluation& evaluation : search.history()) tasks[k].push_back(result_of(evaluation));
  }
  return tasks;
}

}  // namespace tuner::regret
