#include "strategies/bayesian.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "strategies/acquisition_choice.h"
#include "strategies/bayesian_front.h"
#include "strategies/front_direction.h"
#include "strategies/learning.h"
#include "strategies/loss_models.h"
#include "strategies/neglected_category.h"
#include "tuner/base/rng.h"
#include "tuner/gp/acquisition.h"
#include "tuner/gp/maximize.h"
#include "tuner/model/candidates.h"
#include "tuner/model/lesson.h"
#include "tuner/model/model_coordinates.h"
#include "tuner/model/model_search.h"

namespace tuner {
namespace {

constexpr std::size_t kMostPending = 256;    // of the running trials, the newest shape the variance
constexpr std::size_t kFewResults = 32;      // up to here, half of the candidates do for a climb
constexpr std::uint64_t kEnumerable = 1024;  // up to here all free configurations are candidates

class Bayesian final : public LearningStrategy {
 public:
  Bayesian(const SearchSpace& space,
           std::uint64_t seed,
           std::size_t objectives,
           const RelatedTasks& related)
      : LearningStrategy(space, seed),
        coordinates_(space),
        models_(coordinates_, objectives, related),
        told_of_others_(!related.empty()) {
    if (space.cardinality(kEnumerable)) all_.emplace(space);
  }

  void prepare() override {
    if (designing()) return;
    static_cast<void>(models_.processes());
    static_cast<void>(models_.constraints({}));
    static_cast<void>(models_.log_success());
  }

  void rest() override {
    LearningStrategy::rest();
    models_.rest();
  }

  std::optional<TrialId> recommended() const override { return models_.best(); }

 private:
  bool designing() const {
    if (told_of_others_ && models_.valued() > 0) return too_few_for_a_model(models_.size());
    return models_.valued() == 0 || in_initial_design(space(), models_.size(), running().size());
  }

  void learn(const Outcome& outcome) override {
    const std::vector<double> losses =
        lessons(outcome.status, outcome.failure, outcome.losses, models_.objectives());
    if (losses.empty()) return;
    models_.add(outcome.trial,
                encoding().encode(outcome.suggestion.configuration),
                losses,
                outcome.excesses);
  }

  Configuration suggest(TrialId trial) override {
    Configuration wanted = encoding().decode(design_point(trial));
    if (!designing() && !is_for_the_plateau(trial)) {
      // A model that cannot be built is no reason to stop: the design goes on.
      const bool along = looks_along_a_direction(trial, models_.objectives());
      wanted = (along ? best_along_a_direction(trial) : best_free(trial)).value_or(wanted);
    }
    return free_or_other(std::move(wanted), Rng::for_trial(seed(), trial, "bayesian again"));
  }

  // Equal losses tell a model nothing, and it would keep to the ends of every range: in proportion to them the design goes on.
  bool is_for_the_plateau(TrialId trial) const {
    return Rng::for_trial(seed(), trial, "bayesian plateau").uniform() < models_.share_of_ties();
  }

  std::optional<Configuration> best_free(TrialId trial) const {
    auto modelled = models_.processes();
    if (!modelled) return std::nullopt;
    Processes processes = *std::move(modelled);
    const Eigen::MatrixXd columns = running_columns();
    std::vector<GaussianProcess> given_running;
    if (columns.rows() > 0) {
      for (const GaussianProcess* process : processes)
        given_running.push_back(process->with_pending(columns));
      for (std::size_t j = 0; j < processes.size(); ++j) processes[j] = &given_running[j];
    }
    const auto constraints = models_.constraints(columns);
    if (!constraints) return std::nullopt;
    return best_free_of(
        acquisition(improvement(processes, *constraints, trial), *constraints),
        [&] { return models_.promising(*constraints); },
        trial);
  }

  std::optional<Configuration> best_along_a_direction(TrialId trial) const {
    const Rng rng = Rng::for_trial(seed(), trial, "bayesian direction");
    const Surrogate distances =
        models_.along(draw_direction(static_cast<Eigen::Index>(models_.objectives()), rng));
    const auto modelled = distances.model();
    const Eigen::MatrixXd columns = running_columns();
    const auto constraints = models_.constraints(columns);
    if (!modelled || !constraints) return std::nullopt;
    const GaussianProcess process = (*modelled)->with_pending(columns);
    const Eigen::MatrixXd means =
        kept(with_running(distances.means().value(), {&process}), *constraints);
    std::optional<SearchProblem> nearer;
    if (means.rows() > 0)
      nearer = search_problem(coordinates_, process, LogExpectedImprovement(means.minCoeff()));
    return best_free_of(
        acquisition(std::move(nearer), *constraints),
        [&] { return models_.points_of(distances.ranked(kCentres)); },
        trial);
  }

  // The best configuration that is free; `centres` are called where the search is not over a list.
  template <class Centres>
  std::optional<Configuration> best_free_of(SearchProblem problem,
                                            const Centres& centres,
                                            TrialId trial) const {
    Eigen::MatrixXd points = all_ ? free_points() : candidates(centres(), trial);
    if (const auto visit = category_to_visit(trial)) {
      points = restrict_to(*visit, coordinates_, points, problem);
    }
    const std::size_t starts = coordinates_.dimension() <= 4 ? 4 : 2;
    for (const ScoredPoint& point : maximize(problem, points, {.starts = starts})) {
      Configuration configuration = encoding().decode(point.u);
      if (is_free(configuration)) return configuration;
    }
    return std::nullopt;
  }

  // The improvement times the probability that there is one; the probability alone while no point is
  // expected to keep every constraint, since there is nothing to improve on.
  SearchProblem acquisition(std::optional<SearchProblem> problem,
                            const ConstraintOutlook& constraints) const {
    for (auto penalty : {constraints.log_probability(coordinates_), models_.log_success()}) {
      if (!penalty) continue;
      problem = problem ? with_penalty(*std::move(problem), *std::move(penalty)) : penalty;
    }
    return *std::move(problem);
  }

  std::optional<SearchProblem> improvement(const Processes& processes,
                                           const ConstraintOutlook& constraints,
                                           TrialId trial) const {
    const bool one = processes.size() == 1, unconstrained = constraints.violations().size() == 0;
    const GaussianProcess& first = *processes.front();
    Eigen::MatrixXd means;
    if (!one || !unconstrained) means = kept(with_running(models_.means(), processes), constraints);
    if (!unconstrained && means.rows() == 0) return std::nullopt;
    if (one) {
      const double incumbent = unconstrained ? first.smallest_mean() : means.minCoeff();
      return search_problem(coordinates_, first, acquisition_for(first, incumbent, trial));
    }
    return front_growth(
        coordinates_, processes, means, Rng::for_trial(seed(), trial, "bayesian direction"));
  }

  // The means at the results, one column for each process, and then those at the running trials.
  static Eigen::MatrixXd with_running(const Eigen::MatrixXd& means, const Processes& processes) {
    const Eigen::Index running = processes.front()->pending();
    Eigen::MatrixXd all(means.rows() + running, means.cols());
    all.topRows(means.rows()) = means;
    for (Eigen::Index j = 0; running > 0 && j < all.cols(); ++j) {
      all.col(j).tail(running) = processes[static_cast<std::size_t>(j)]->pending_means();
    }
    return all;
  }

  static Eigen::MatrixXd kept(const Eigen::MatrixXd& means, const ConstraintOutlook& constraints) {
    if (constraints.violations().size() == 0) return means;
    std::vector<Eigen::Index> rows;
    for (Eigen::Index i = 0; i < means.rows(); ++i) {
      if (constraints.violations()[i] == 0.0) rows.push_back(i);
    }
    return means(rows, Eigen::all);
  }

  // In a small finite space every configuration is a candidate, and none needs a turn.
  std::optional<CategoryVisit> category_to_visit(TrialId trial) const {
    if (all_ || !is_for_a_neglected_category(trial)) return std::nullopt;
    RowTable tried = models_.points();
    for (const auto& [id, u] : running()) tried.add(u);
    const Rng rng = Rng::for_trial(seed(), trial, "bayesian category");
    return neglected_category(coordinates_, tried, models_.worked(), rng);
  }

  Eigen::MatrixXd candidates(const std::vector<Eigen::VectorXd>& centres, TrialId trial) const {
    Rng rng = Rng::for_trial(seed(), trial, "bayesian candidates");
    const Eigen::Index many = std::min<Eigen::Index>(256 + 64 * coordinates_.dimension(), 1024);
    const bool few_do = coordinates_.is_continuous() && models_.valued() <= kFewResults;
    return draw_candidates(coordinates_, centres, few_do ? many / 2 : many, rng);
  }

  Eigen::MatrixXd free_points() const {
    Eigen::MatrixXd points(all_->size(), coordinates_.dimension());
    Eigen::Index row = 0;
    for (std::uint64_t i = 0; i < all_->size(); ++i) {
      const Configuration configuration = all_->at(i);
      if (is_free(configuration)) points.row(row++) = encoding().encode(configuration);
    }
    return points.topRows(row);
  }

  Eigen::MatrixXd running_columns() const {
    const std::size_t count = std::min(running().size(), kMostPending);
    Eigen::MatrixXd points(count, coordinates_.dimension());
    auto newest = running().rbegin();
    for (Eigen::Index row = points.rows(); row-- > 0; ++newest) points.row(row) = newest->second;
    return coordinates_.columns(points);
  }

  ModelCoordinates coordinates_;
  std::optional<ConfigurationList> all_;  // of a small finite space
  LossModels models_;
  bool told_of_others_;  // there are related tasks
};

}  // namespace

std::unique_ptr<Strategy> make_bayesian(const SearchSpace& space,
                                        std::uint64_t seed,
                                        std::size_t objectives,
                                        const RelatedTasks& related) {
  return std::make_unique<Bayesian>(space, seed, objectives, related);
}

}  // namespace tuner
