#include "metrics/explanation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tuner/base/sobol.h"
#include "tuner/gp/acquisition.h"
#include "tuner/gp/kernel.h"
#include "tuner/gp/normal.h"
#include "tuner/job/best.h"
#include "tuner/model/model_search.h"
#include "tuner/space/projection.h"

namespace tuner {
namespace {

constexpr std::uint32_t kCompared = 1024;
constexpr std::uint32_t kMostDrawn = 16 * kCompared;  // where most combinations are forbidden
constexpr std::size_t kNearest = 3;

// The columns of the trials, one row each.
Eigen::MatrixXd columns_of(const TrialModel& model, std::span<const Trial> running) {
  std::vector<Eigen::VectorXd> points;
  for (const Trial& trial : running) {
    if (model.space().check(trial.suggestion.configuration)) {
      points.push_back(model.coordinates().encoding().encode(trial.suggestion.configuration));
    }
  }
  Eigen::MatrixXd rows(points.size(), model.coordinates().dimension());
  for (std::size_t i = 0; i < points.size(); ++i)
    rows.row(static_cast<Eigen::Index>(i)) = points[i];
  return model.coordinates().columns(rows);
}

// The smallest mean at points that were or are being tried and are expected to keep every constraint; nullopt: there is none.
std::optional<double> incumbent_of(const TrialModel& model,
                                   const GaussianProcess& process,
                                   const ConstraintOutlook& constraints) {
  if (constraints.violations().size() == 0) return process.smallest_mean();
  Eigen::VectorXd means(constraints.violations().size());  // of the results, then of what runs
  means.head(means.size() - process.pending()) = model.expected();
  if (process.pending() > 0) means.tail(process.pending()) = process.pending_means();
  std::optional<double> smallest;
  for (Eigen::Index i = 0; i < means.size(); ++i) {
    if (constraints.violations()[i] > 0.0) continue;
    smallest = std::min(smallest.value_or(means[i]), means[i]);
  }
  return smallest;
}

// ln of EI times the probabilities that configurations work and that they keep the constraints, of points as rows.
Eigen::VectorXd acquisitions(const TrialModel& model,
                             const GaussianProcess& process,
                             const ConstraintOutlook& constraints,
                             const LogExpectedImprovement& acquisition,
                             const Eigen::MatrixXd& points) {
  const Posterior posterior = posterior_at(model.coordinates(), process, points);
  Eigen::VectorXd values = posterior.mean.binaryExpr(
      posterior.variance,
      [&](double mean, double variance) { return acquisition(mean, variance).value; });
  for (const auto& probability :
       {model.log_success(), constraints.log_probability(model.coordinates())}) {
    if (probability) values += probability->scores(points);
  }
  return values;
}

// Allowed ones; fewer than kCompared where hardly any is.
Eigen::MatrixXd random_points(const TrialModel& model) {
  const ScrambledSobol sobol(model.space().size(), 0);
  Eigen::MatrixXd points(kCompared, model.coordinates().dimension());
  Eigen::Index count = 0;
  for (std::uint32_t i = 0; i < kMostDrawn && count < points.rows(); ++i) {
    const std::vector<double> point = sobol.point(i);
    const Eigen::VectorXd u =
        model.coordinates().snap(Eigen::Map<const Eigen::VectorXd>(point.data(), points.cols()));
    if (is_allowed(model.coordinates().encoding(), u)) points.row(count++) = u;
  }
  return points.topRows(count);
}

std::vector<NearTrial> nearest(const TrialModel& model, const Eigen::RowVectorXd& columns) {
  const auto taught = model.taught();
  const auto scaled = [&](const Eigen::MatrixXd& rows) {
    return scale_columns(
        rows, model.coordinates().groups(), model.process().parameters().length_scales);
  };
  const Eigen::MatrixXd here = scaled(columns);
  std::vector<NearTrial> near;
  for (const Taught& each : taught) {
    Eigen::MatrixXd r2 =
        squared_distances(scaled(model.coordinates().columns(each.u.transpose())), here);
    NearTrial candidate{each.trial, std::sqrt(r2(0, 0))};
    correlate(r2);
    candidate.correlation = r2(0, 0);
    if (std::isfinite(each.loss)) candidate.value = model.objective().to_value(each.loss);
    near.push_back(candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const NearTrial& a, const NearTrial& b) {
    return a.distance < b.distance;
  });
  near.resize(std::min(near.size(), kNearest));
  return near;
}

}  // namespace

Moment moment_of(const Trial& trial, std::span<const Trial> trials) {
  Moment moment;
  for (const Trial& other : trials) {
    if (other.id == trial.id) continue;
    if (is_terminal(other.status) && other.ended_at && *other.ended_at <= trial.created_at) {
      moment.ended.push_back(other);
    } else if (other.id < trial.id) {
      moment.running.push_back(other);
    }
  }
  return moment;
}

Result<TrialExplanation> explain_trial(const SearchSpace& space,
                                       const Aims& aims,
                                       std::span<const Trial> trials,
                                       const Trial& trial,
                                       const Prior& prior) {
  TUNER_RETURN_IF_ERROR(space.check(trial.suggestion.configuration));
  const Moment moment = moment_of(trial, trials);
  TUNER_ASSIGN_OR_RETURN(const TrialModel model,
                         TrialModel::create_early(space, aims, moment.ended, prior));
  const Eigen::MatrixXd running = columns_of(model, moment.running);
  const GaussianProcess process = model.process().with_pending(running);
  TUNER_ASSIGN_OR_RETURN(const ConstraintOutlook constraints, model.constraints(running));
  const Eigen::VectorXd u = model.coordinates().encoding().encode(trial.suggestion.configuration);
  const Eigen::RowVectorXd columns = model.coordinates().columns(u.transpose());
  const PointPosterior point = process.at(columns.transpose());
  const std::optional<double> incumbent = incumbent_of(model, process, constraints);
  if (!incumbent) {
    return fail(ErrorCode::kFailedPrecondition,
                "no trial was expected to keep every constraint: there was nothing to improve on, "
                "and the search was for one that does");
  }
  const LogExpectedImprovement acquisition(*incumbent);
  const double here = acquisitions(model, process, constraints, acquisition, u.transpose())[0];
  const Eigen::VectorXd elsewhere =
      acquisitions(model, process, constraints, acquisition, random_points(model));
  const double zeta = (*incumbent - point.mean) / std::sqrt(point.variance);

  TrialExplanation result;
  result.learnt_from = model.taught().size();
  result.earlier = model.earlier();
  result.running = static_cast<std::size_t>(process.pending());
  result.mean = model.prediction(point.mean, point.variance);
  result.value = model.prediction(point.mean, point.variance + process.parameters().noise_variance);
  const std::vector<double> losses = losses_of(trial, aims);
  if (!losses.empty()) result.seen = model.objective().to_value(losses.front());
  result.known_budget = modelled_budget(moment.ended, aims, space.size());
  result.budget = trial.suggestion.budget;
  result.cut_value = model.cut_value();
  result.best_mean = model.value(*incumbent);
  result.expected_improvement = model.difference(std::exp(here));
  result.compared = static_cast<std::size_t>(elsewhere.size());
  result.promising_more = static_cast<std::size_t>((elsewhere.array() > here).count());
  if (elsewhere.size() > 0) result.random_best = model.difference(std::exp(elsewhere.maxCoeff()));
  result.from_mean = std::max(zeta * log_h(zeta).cdf_ratio, 0.0);
  result.known = 1.0 - point.variance / process.parameters().signal_variance;
  result.nearest = nearest(model, columns);
  return result;
}

}  // namespace tuner
