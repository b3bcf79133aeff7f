#include "metrics/model_summary.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "tuner/gp/normal.h"

namespace tuner {
namespace {

constexpr double kVisible = 0.005;  // of the standard deviation of all values

std::vector<LengthScale> length_scales(const TrialModel& model) {
  std::vector<LengthScale> scales;
  Eigen::Index group = 0;
  for (Eigen::Index j = 0; j < model.coordinates().dimension(); ++j) {
    if (model.coordinates().levels(j) == 1) continue;
    const std::string& name = model.space().parameters()[static_cast<std::size_t>(j)].name;
    scales.push_back({name, model.process().parameters().length_scales[group++]});
  }
  std::stable_sort(
      scales.begin(), scales.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
  return scales;
}

double correlation(const Eigen::ArrayXd& a, const Eigen::ArrayXd& b) {
  const Eigen::ArrayXd x = a - a.mean(), y = b - b.mean();
  const double scale = std::sqrt(x.square().sum() * y.square().sum());
  return scale > 0.0 ? (x * y).sum() / scale : 0.0;
}

// Values at the ceiling are cut: what is predicted of them is no statement about a value.
Calibration calibration(const TrialModel& model) {
  const LeaveOneOut out = model.process().leave_one_out();
  const double ceiling = out.targets.maxCoeff();
  std::vector<Eigen::Index> rows;
  for (Eigen::Index i = 0; i < out.targets.size(); ++i) {
    if (!model.cut_value() || out.targets[i] < ceiling) rows.push_back(i);
  }
  Calibration result{rows.size(), 0.0, correlation(out.targets(rows), out.mean(rows))};
  for (const Eigen::Index i : rows) {
    const double error = std::abs(out.targets[i] - out.mean[i]);
    if (error <= kTwoSided95 * std::sqrt(out.variance[i])) ++result.inside;
  }
  if (!rows.empty()) result.inside /= static_cast<double>(rows.size());
  return result;
}

}  // namespace

BestMean best_mean(const TrialModel& model) {
  const auto taught = model.taught();
  const Taught& best = taught[model.best()];
  const Taught& luckiest =
      *std::min_element(taught.begin(), taught.end(), [](const Taught& a, const Taught& b) {
        return std::tuple(!a.can_be_best(), a.loss, a.trial) <
               std::tuple(!b.can_be_best(), b.loss, b.trial);
      });
  const Objective& objective = model.objective();
  BestMean result{best.trial,
                  objective.to_value(best.loss),
                  model.predict(best.u),
                  luckiest.trial,
                  objective.to_value(luckiest.loss),
                  model.predict(luckiest.u)};
  const double luck = std::abs(result.luckiest_mean.mean - result.luckiest_value);
  const double lead = std::abs(result.luckiest_mean.mean - result.mean.mean);
  result.tells_more = std::max(luck, lead) > model.difference(kVisible);
  return result;
}

ModelSummary summarise(const TrialModel& model) {
  const GpParameters& parameters = model.process().parameters();
  return {model.taught().size() - model.failed(),
          model.failed(),
          model.earlier(),
          length_scales(model),
          model.difference(std::sqrt(parameters.signal_variance)),
          model.noise(),
          model.cut_value(),
          calibration(model),
          best_mean(model)};
}

}  // namespace tuner
