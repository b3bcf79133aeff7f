#include "tuner/model/trial_model.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "tuner/base/check.h"
#include "tuner/base/sobol.h"
#include "tuner/gp/normal.h"
#include "tuner/job/best.h"
#include "tuner/model/lesson.h"
#include "tuner/model/related_mean.h"

namespace tuner {
namespace {

constexpr Eigen::Index kBlock = 256;    // rows that are predicted at once
constexpr std::uint32_t kSpread = 512;  // points that stand for the space

std::vector<double> losses_in(std::span<const Taught> taught) {
  std::vector<double> losses;
  for (const Taught& each : taught) {
    if (std::isfinite(each.loss)) losses.push_back(each.loss);
  }
  return losses;
}

std::string failures_text(std::size_t failed) {
  if (failed == 0) return "";
  return failed == 1 ? ", and 1 whose configuration failed"
                     : ", and " + std::to_string(failed) + " whose configurations failed";
}

// Values of complete trainings alone, if there are enough.
std::vector<Trial> complete(std::span<const Trial> trials, const Aims& aims, std::size_t enough) {
  std::vector<Trial> kept;
  std::size_t values = 0;
  for (const Trial& trial : trials) {
    if (trial.status == TrialStatus::kStoppedEarly) continue;
    if (!losses_of(trial, aims).empty()) ++values;
    kept.push_back(trial);
  }
  return values >= enough ? kept : std::vector<Trial>(trials.begin(), trials.end());
}

std::size_t nearest_to(const Eigen::VectorXd& point, std::span<const Taught> taught) {
  std::size_t nearest = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < taught.size(); ++i) {
    const double distance = (taught[i].u - point).squaredNorm();
    if (!std::isfinite(taught[i].loss) || distance >= least) continue;
    least = distance;
    nearest = i;
  }
  return nearest;
}

// See ModelScope::whole_space. Contract: a loss is finite.
double ceiling_over_space(std::span<const Taught> taught, const SearchSpace& space) {
  const ScrambledSobol sobol(space.size(), 0);
  std::vector<double> losses;
  for (std::uint32_t i = 0; i < kSpread; ++i) {
    const std::vector<double> point = sobol.point(i);
    const auto u =
        Eigen::Map<const Eigen::VectorXd>(point.data(), static_cast<Eigen::Index>(point.size()));
    losses.push_back(taught[nearest_to(u, taught)].loss);
  }
  const std::vector<double> all = losses_in(taught);
  losses.push_back(*std::ranges::min_element(all));
  return loss_scale(losses).ceiling;
}

std::vector<Taught> taught_before(const Prior& prior, const Encoding& encoding) {
  std::vector<Taught> taught;
  for (const EarlierResult& each : prior.earlier) {
    const auto loss = lesson(each.status, each.failure, each.losses);
    if (!loss || !encoding.space().check(each.configuration)) continue;
    taught.push_back({kBeforeTheJob, encoding.encode(each.configuration), *loss, each.excesses});
  }
  return taught;
}

}  // namespace

bool Taught::keeps_constraints() const {
  return std::isfinite(loss) && violation_of(excesses) == 0.0;
}

std::optional<std::int64_t> modelled_budget(std::span<const Trial> trials,
                                            const Aims& aims,
                                            std::size_t parameters) {
  std::map<std::int64_t, std::size_t> values;
  for (const Trial& trial : trials) {
    const auto budget = trial.suggestion.budget;
    if (budget && !losses_of(trial, aims).empty()) ++values[*budget];
  }
  if (values.empty()) return std::nullopt;
  for (auto each = values.rbegin(); each != values.rend(); ++each) {
    if (each->second >= parameters + 2) return each->first;
  }
  return values.begin()->first;
}

std::vector<Taught> taught_by(std::span<const Trial> trials,
                              const Aims& aims,
                              const Encoding& encoding) {
  std::vector<const Trial*> ended;
  for (const Trial& trial : trials) {
    if (is_terminal(trial.status)) ended.push_back(&trial);
  }
  std::sort(ended.begin(), ended.end(), [](const Trial* a, const Trial* b) {
    return std::tie(a->ended_at, a->id) < std::tie(b->ended_at, b->id);
  });
  const auto common = modelled_budget(trials, aims, encoding.space().size());
  std::vector<Taught> taught;
  for (const Trial* trial : ended) {
    const Configuration& configuration = trial->suggestion.configuration;
    const auto loss = lesson(trial->status, trial->failure, losses_of(*trial, aims));
    if (!loss || !encoding.space().check(configuration)) continue;
    const auto budget = trial->suggestion.budget;
    if (budget && budget != common && std::isfinite(*loss)) continue;
    taught.push_back({trial->id, encoding.encode(configuration), *loss, excesses_of(*trial, aims)});
  }
  return taught;
}

std::vector<Taught> taught_in_all(std::span<const Trial> trials,
                                  const Aims& aims,
                                  const Prior& prior,
                                  const Encoding& encoding) {
  std::vector<Taught> taught = taught_before(prior, encoding);
  for (Taught& each : taught_by(trials, aims, encoding)) taught.push_back(std::move(each));
  return taught;
}

TrialModel::TrialModel(const SearchSpace& space,
                       const Aims& aims,
                       std::vector<Taught> taught,
                       double ceiling,
                       const Prior& prior)
    : coordinates_(space),
      objective_(aims.objectives.front()),
      taught_(std::move(taught)),
      scale_(loss_scale_below(losses_in(taught_), ceiling)),
      rows_(std::make_shared<RowTable>(static_cast<Eigen::Index>(coordinates_.groups().size()))),
      surrogate_(
          coordinates_.groups(),
          rows_,
          [ceiling](std::span<const double> losses) {
            return standardise_losses_below(losses, ceiling);
          },
          related_means(coordinates_, prior.related, aims.objectives.size()).front()),
      constraints_(coordinates_.groups(), rows_),
      success_(coordinates_.groups(), rows_) {
  for (std::size_t i = 0; i < taught_.size(); ++i) {
    rows_->add(coordinates_.columns(taught_[i].u.transpose()).row(0));
    const bool failed = !std::isfinite(taught_[i].loss);
    success_.add_of_last_row(failed);
    if (failed) continue;
    surrogate_.add_of_last_row(taught_[i].loss);
    constraints_.add_of_last_row(taught_[i].excesses);
    valued_.push_back(i);
  }
}

Result<TrialModel> TrialModel::create(const SearchSpace& space,
                                      const Aims& aims,
                                      std::span<const Trial> trials,
                                      const Prior& prior,
                                      const ModelScope& scope) {
  TUNER_ASSIGN_OR_RETURN(TrialModel model, create_early(space, aims, trials, prior, scope));
  const auto& taught = model.taught_;
  if (std::none_of(taught.begin(), taught.end(), std::mem_fn(&Taught::can_be_best))) {
    return fail(ErrorCode::kFailedPrecondition,
                "all of the " + std::to_string(model.valued_.size()) +
                    " values that could be the best are from before the job");
  }
  return model;
}

Result<TrialModel> TrialModel::create_early(const SearchSpace& space,
                                            const Aims& aims,
                                            std::span<const Trial> trials,
                                            const Prior& prior,
                                            const ModelScope& scope) {
  const std::size_t enough = std::max(kFewestValues, space.size() + 2);
  const std::vector<Trial> chosen = scope.complete_only
                                        ? complete(trials, aims, enough)
                                        : std::vector<Trial>(trials.begin(), trials.end());
  std::vector<Taught> taught = taught_in_all(chosen, aims, prior, Encoding(space));
  const std::vector<double> losses = losses_in(taught);
  const double ceiling = scope.whole_space && !losses.empty() ? ceiling_over_space(taught, space)
                                                              : loss_scale(losses).ceiling;
  TrialModel model(space, aims, std::move(taught), ceiling, prior);
  TUNER_RETURN_IF_ERROR(model.check());
  TUNER_RETURN_IF_ERROR(model.surrogate_.model());
  TUNER_RETURN_IF_ERROR(model.constraints());
  return model;
}

Result<void> TrialModel::check() const {
  const std::size_t values = valued_.size();
  if (values < kFewestValues) {
    return fail(ErrorCode::kFailedPrecondition,
                "a model needs " + std::to_string(kFewestValues) + " trials with a value; there " +
                    (values == 1 ? "is " : "are ") + std::to_string(values) +
                    failures_text(failed()));
  }
  if (scale_.deviation == 0.0) {
    return fail(ErrorCode::kFailedPrecondition,
                "all " + std::to_string(values) + " values are equal (" + shortest(value(0.0)) +
                    "): there is no difference to explain");
  }
  if (coordinates_.groups().empty()) {
    return fail(ErrorCode::kFailedPrecondition,
                "no parameter has more than one value: there is nothing that could explain a "
                "difference");
  }
  if (std::none_of(taught_.begin(), taught_.end(), std::mem_fn(&Taught::keeps_constraints))) {
    return fail(ErrorCode::kFailedPrecondition,
                "none of the " + std::to_string(values) +
                    " trials with a value keeps every constraint: there is no best one to improve "
                    "on");
  }
  return {};
}

Prediction TrialModel::prediction(double mean, double variance) const {
  const double half = kTwoSided95 * std::sqrt(variance);
  const auto [lower, upper] = std::minmax({value(mean - half), value(mean + half)});
  return {value(mean), lower, upper};
}

double TrialModel::noise() const {
  return difference(std::sqrt(process().parameters().noise_variance));
}

std::optional<double> TrialModel::cut_value() const {
  const bool cut = std::any_of(taught_.begin(), taught_.end(), [&](const Taught& each) {
    return std::isfinite(each.loss) && each.loss > scale_.ceiling;
  });
  if (!cut) return std::nullopt;
  return objective_.to_value(scale_.ceiling);
}

std::size_t TrialModel::earlier() const {
  return static_cast<std::size_t>(
      std::count_if(taught_.begin(), taught_.end(), [](const Taught& each) {
        return each.trial == kBeforeTheJob;
      }));
}

std::size_t TrialModel::best() const {
  for (const Eigen::Index row : surrogate_.ranked_by_repetition()) {
    const std::size_t i = valued_[static_cast<std::size_t>(row)];
    if (taught_[i].can_be_best()) return i;
  }
  TUNER_CHECK(false, "a trial of the job can be the best");
  return 0;
}

double TrialModel::incumbent() const {
  if (constraints_.empty()) return process().smallest_mean();
  const Eigen::VectorXd means = expected();
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < valued_.size(); ++i) {
    if (taught_[valued_[i]].keeps_constraints())
      smallest = std::min(smallest, means[static_cast<Eigen::Index>(i)]);
  }
  return smallest;
}

Eigen::VectorXd TrialModel::means(const Eigen::MatrixXd& points,
                                  const GaussianProcess& process) const {
  Eigen::VectorXd means(points.rows());
  for (Eigen::Index first = 0; first < points.rows(); first += kBlock) {
    const Eigen::Index count = std::min(kBlock, points.rows() - first);
    Eigen::MatrixXd block = points.middleRows(first, count);
    for (Eigen::Index i = 0; i < count; ++i) {
      block.row(i) = coordinates_.snap(block.row(i).transpose());
    }
    means.segment(first, count) = process.means(coordinates_.columns(block));
  }
  return means;
}

Prediction TrialModel::predict(const Eigen::VectorXd& u) const {
  const Posterior posterior = process().predict(coordinates_.columns(u.transpose()));
  return prediction(posterior.mean[0], posterior.variance[0]);
}

}  // namespace tuner
