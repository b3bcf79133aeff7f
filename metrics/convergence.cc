#include "metrics/convergence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "metrics/rank_test.h"
#include "tuner/base/rng.h"
#include "tuner/model/candidates.h"
#include "tuner/model/model_search.h"

namespace tuner {
namespace {

constexpr double kDelta = 0.1;
constexpr Eigen::Index kCentres = 10;
constexpr Eigen::Index kCandidates = 1024;

// The configurations that can be the best by ascending posterior mean, one row each.
struct Tried {
  Eigen::MatrixXd points;
  Eigen::VectorXd means;
};

Tried tried_by_mean(const TrialModel& model) {
  std::vector<Eigen::Index> order;
  Eigen::MatrixXd points(model.taught().size(), model.coordinates().dimension());
  for (const Taught& each : model.taught()) {
    if (!each.can_be_best()) continue;
    points.row(static_cast<Eigen::Index>(order.size())) = each.u;
    order.push_back(static_cast<Eigen::Index>(order.size()));
  }
  const Eigen::VectorXd means = model.means(points.topRows(order.size()));
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return means[a] < means[b];
  });
  return {points(order, Eigen::all), means(order)};
}

// The largest sum in the space of the score and, where configurations failed or there are constraints, of ln of the probability
// that a configuration works and keeps them. The best configurations tried are among the candidates.
double largest(const TrialModel& model, const Tried& tried, const PosteriorScore& score) {
  const ModelCoordinates& coordinates = model.coordinates();
  const Eigen::MatrixXd best = tried.points.topRows(std::min(kCentres, tried.points.rows()));
  std::vector<Eigen::VectorXd> centres;
  for (Eigen::Index i = 0; i < best.rows(); ++i) centres.push_back(best.row(i));
  Rng rng = Rng::for_trial(0, TrialId{0}, "convergence");
  Eigen::MatrixXd candidates(kCandidates + best.rows(), best.cols());
  candidates << draw_candidates(coordinates, centres, kCandidates, rng), best;
  SearchProblem problem = search_problem(coordinates, model.process(), score);
  const ConstraintOutlook constraints = model.constraints().value();
  for (auto penalty : {model.log_success(), constraints.log_probability(coordinates)}) {
    if (penalty) problem = with_penalty(std::move(problem), *std::move(penalty));
  }
  return maximize(problem, candidates, {.starts = 4}).front().score;
}

double exploration(const TrialModel& model) {
  double dimension = 0.0;
  for (Eigen::Index j = 0; j < model.coordinates().dimension(); ++j) {
    if (model.coordinates().levels(j) != 1) ++dimension;
  }
  const auto n = static_cast<double>(model.taught().size());
  return 0.4 * std::log(dimension * n * n * std::numbers::pi * std::numbers::pi / (6.0 * kDelta));
}

// min over the tried configurations of μ + √β σ, standardised; it is never below μ.
double lowest_upper_bound(const TrialModel& model, const Tried& tried, double root_beta) {
  double lowest = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; i < tried.means.size() && tried.means[i] < lowest; ++i) {
    const PointPosterior point =
        model.process().at(model.coordinates().columns(tried.points.row(i)).row(0));
    lowest = std::min(lowest, point.mean + root_beta * std::sqrt(point.variance));
  }
  return lowest;
}

double spread_of_the_good(std::vector<double> losses) {
  const double median = quantile(losses, 0.5);
  std::erase_if(losses, [&](double loss) { return loss > median; });
  return quantile(losses, 0.75) - quantile(losses, 0.25);
}

}  // namespace

std::optional<double> regret_bound(const TrialModel& model) {
  if (model.taught().size() - model.failed() < kFewestForRegretBound) return std::nullopt;
  const double root_beta = std::sqrt(exploration(model));
  const Tried tried = tried_by_mean(model);
  const double lowest =
      -largest(model, tried, [&](double mean, double variance) -> AcquisitionValue {
        const double deviation = std::sqrt(variance);
        return {root_beta * deviation - mean, -1.0, 0.5 * root_beta / deviation};
      });
  return model.difference(std::max(lowest_upper_bound(model, tried, root_beta) - lowest, 0.0));
}

double negligible_regret(const TrialModel& model) {
  std::vector<double> losses;
  for (const Taught& each : model.taught()) {
    if (each.can_be_best()) losses.push_back(each.loss);
  }
  return std::max(model.noise(), kNegligibleShare * spread_of_the_good(std::move(losses)));
}

Stagnation stagnation(const TrialModel& model) {
  const auto taught = model.taught();
  const std::size_t n = taught.size(), of_the_job = n - model.earlier();
  Stagnation result;
  result.window = std::max({std::size_t{10}, 3 * model.space().size(), (of_the_job + 9) / 10});
  double best = std::numeric_limits<double>::infinity(), best_before = best;
  std::vector<double> losses;
  for (std::size_t i = 0; i < n; ++i) {
    if (i + result.window == n) best_before = best;
    if (!taught[i].can_be_best()) continue;
    losses.push_back(taught[i].loss);
    if (taught[i].loss >= best) continue;
    best = taught[i].loss;
    result.best = taught[i].trial;
    result.since_best = n - 1 - i;
  }
  if (std::isfinite(best_before)) result.improvement = best_before - best;
  result.spread = spread_of_the_good(std::move(losses));
  const LogExpectedImprovement acquisition(model.incumbent());
  result.expected_improvement =
      model.difference(std::exp(largest(model, tried_by_mean(model), acquisition)));
  return result;
}

std::optional<double> Stagnation::share(std::optional<double> of) const {
  if (!of || spread == 0.0) return std::nullopt;
  return *of / spread;
}

bool Stagnation::stagnates() const {
  return improvement_share().value_or(1.0) < kNegligibleShare &&
         expected_share().value_or(1.0) < kNegligibleShare;
}

}  // namespace tuner
