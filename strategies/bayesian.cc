#include "strategies/bayesian.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "strategies/acquisition_choice.h"
#include "strategies/bayesian_front.h"
#include "strategies/loss_models.h"
#include "strategies/neglected_category.h"
#include "strategies/unseen.h"
#include "tuner/base/rng.h"
#include "tuner/base/sobol.h"
#include "tuner/gp/maximize.h"
#include "tuner/model/candidates.h"
#include "tuner/model/lesson.h"
#include "tuner/model/model_coordinates.h"
#include "tuner/model/model_search.h"

namespace tuner {
namespace {

constexpr std::size_t kFewestResults = 5;    // below this a model knows less than an even spread
constexpr std::size_t kMostPending = 256;    // of the running trials, the newest shape the variance
constexpr std::uint64_t kEnumerable = 1024;  // up to here all free configurations are candidates

class Bayesian final : public Strategy {
 public:
  Bayesian(const SearchSpace& space, std::uint64_t seed, std::size_t objectives)
      : coordinates_(space),
        seed_(seed),
        sobol_(std::max<std::size_t>(space.size(), 1), seed),
        unseen_(space),
        models_(coordinates_, objectives) {
    if (space.cardinality(kEnumerable)) all_.emplace(space);
  }

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override {
    std::vector<Suggestion> suggestions;
    while (suggestions.size() < count && !exhausted()) {
      const TrialId trial{first.number + static_cast<std::uint32_t>(suggestions.size())};
      suggestions.push_back({suggest(trial)});
      recall(trial, {&suggestions.back(), 1});
    }
    return suggestions;
  }

  void recall(TrialId first, std::span<const Suggestion> suggestions) override {
    for (const Suggestion& suggestion : suggestions) {
      if (is_legal(suggestion.configuration)) {
        pending_[first] = coordinates_.encoding().encode(suggestion.configuration);
        unseen_.mark(suggestion.configuration);
      }
      ++first.number;
    }
  }

  void tell(const Outcome& outcome) override {
    pending_.erase(outcome.trial);
    const Configuration& configuration = outcome.suggestion.configuration;
    if (!is_legal(configuration)) return;
    unseen_.mark(configuration);
    const std::vector<double> losses =
        lessons(outcome.status, outcome.failure, outcome.losses, models_.objectives());
    if (losses.empty()) return;
    models_.add(outcome.trial, coordinates_.encoding().encode(configuration), losses);
  }

  void prepare() override {
    if (!designing()) static_cast<void>(models_.processes());
  }

  bool exhausted() const override { return unseen_.exhausted(); }

  std::optional<TrialId> recommended() const override { return models_.best(); }

 private:
  const SearchSpace& space() const { return coordinates_.encoding().space(); }
  bool is_legal(const Configuration& configuration) const {
    return space().check(configuration).has_value();
  }

  bool designing() const { return in_initial_design(space(), models_.size(), pending_.size()); }

  // Contract: not exhausted.
  Configuration suggest(TrialId trial) {
    Configuration wanted = coordinates_.encoding().decode(design_point(trial));
    if (!designing()) {
      // A model that cannot be built is no reason to stop: the design goes on.
      if (const auto processes = models_.processes()) {
        wanted = best_free(*processes, trial).value_or(wanted);
      }
    }
    return *unseen_.choose(std::move(wanted), Rng::for_trial(seed_, trial, "bayesian again"));
  }

  std::optional<Configuration> best_free(Processes processes, TrialId trial) const {
    std::vector<GaussianProcess> given_running;
    if (!pending_.empty()) {
      const Eigen::MatrixXd columns = pending_columns();
      for (const GaussianProcess* process : processes)
        given_running.push_back(process->with_pending(columns));
      for (std::size_t j = 0; j < processes.size(); ++j) processes[j] = &given_running[j];
    }
    for (const ScoredPoint& point : search(processes, trial)) {
      Configuration configuration = coordinates_.encoding().decode(point.u);
      if (!unseen_.contains(configuration)) return configuration;
    }
    return std::nullopt;
  }

  Eigen::VectorXd design_point(TrialId trial) const {
    const std::vector<double> u = sobol_.point(trial.number - 1);
    return Eigen::Map<const Eigen::VectorXd>(u.data(), coordinates_.dimension());
  }

  std::vector<ScoredPoint> search(const Processes& processes, TrialId trial) const {
    SearchProblem problem =
        processes.size() == 1
            ? search_problem(
                  coordinates_, *processes.front(), acquisition_for(*processes.front(), trial))
            : front_growth(coordinates_,
                           processes,
                           models_.means(),
                           Rng::for_trial(seed_, trial, "bayesian direction"));
    Eigen::MatrixXd points = candidates(trial);
    if (const auto visit = category_to_visit(trial)) {
      points = restrict_to(*visit, coordinates_, points, problem);
    }
    return maximize(problem, points, {.starts = coordinates_.dimension() <= 4 ? 4U : 2U});
  }

  // In a small finite space every configuration is a candidate, and none needs a turn.
  std::optional<CategoryVisit> category_to_visit(TrialId trial) const {
    if (all_) return std::nullopt;
    std::vector<Eigen::VectorXd> tried = models_.points();
    for (const auto& [id, u] : pending_) tried.push_back(u);
    const Rng rng = Rng::for_trial(seed_, trial, "bayesian category");
    return neglected_category(coordinates_, tried, trial, rng);
  }

  Eigen::MatrixXd candidates(TrialId trial) const {
    if (all_) return free_points();
    Rng rng = Rng::for_trial(seed_, trial, "bayesian candidates");
    const Eigen::Index count = std::min<Eigen::Index>(256 + 64 * coordinates_.dimension(), 1024);
    return draw_candidates(coordinates_, models_.promising(), count, rng);
  }

  Eigen::MatrixXd free_points() const {
    Eigen::MatrixXd points(all_->size(), coordinates_.dimension());
    Eigen::Index row = 0;
    for (std::uint64_t i = 0; i < all_->size(); ++i) {
      const Configuration configuration = all_->at(i);
      if (!unseen_.contains(configuration))
        points.row(row++) = coordinates_.encoding().encode(configuration);
    }
    return points.topRows(row);
  }

  Eigen::MatrixXd pending_columns() const {
    const std::size_t count = std::min(pending_.size(), kMostPending);
    Eigen::MatrixXd points(count, coordinates_.dimension());
    auto newest = pending_.rbegin();
    for (Eigen::Index row = points.rows(); row-- > 0; ++newest) points.row(row) = newest->second;
    return coordinates_.columns(points);
  }

  ModelCoordinates coordinates_;
  std::uint64_t seed_;
  ScrambledSobol sobol_;
  Unseen unseen_;                         // every configuration ever suggested or told is marked
  std::optional<ConfigurationList> all_;  // of a small finite space
  std::map<TrialId, Eigen::VectorXd> pending_;  // running: suggested and not yet told
  LossModels models_;
};

}  // namespace

bool in_initial_design(const SearchSpace& space, std::size_t results, std::size_t running) {
  const std::size_t wanted = std::clamp<std::size_t>(space.size() + 1, 5, 10);
  return results < kFewestResults || results + running < wanted;
}

std::unique_ptr<Strategy> make_bayesian(const SearchSpace& space,
                                        std::uint64_t seed,
                                        std::size_t objectives) {
  return std::make_unique<Bayesian>(space, seed, objectives);
}

}  // namespace tuner
