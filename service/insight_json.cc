#include "service/insight_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tuner {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json();
}

Json prediction_json(const Prediction& prediction) {
  return {{"mean", number(prediction.mean)},
          {"lower", number(prediction.lower)},
          {"upper", number(prediction.upper)}};
}

Json value_json(const ParameterValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  return std::get<Category>(value).text;
}

Json stagnation_json(const Stagnation& stagnation) {
  return {{"best", stagnation.best.number},
          {"since_best", stagnation.since_best},
          {"window", stagnation.window},
          {"spread", number(stagnation.spread)},
          {"improvement", number(stagnation.improvement)},
          {"improvement_share", number(stagnation.improvement_share())},
          {"expected_improvement", number(stagnation.expected_improvement)},
          {"expected_share", number(stagnation.expected_share())},
          {"stagnates", stagnation.stagnates()}};
}

}  // namespace

Json best_mean_json(const BestMean& best) {
  return {{"trial", best.trial.number},
          {"seen", number(best.seen)},
          {"predicted", prediction_json(best.mean)},
          {"best_value_trial", best.luckiest.number},
          {"best_value", number(best.luckiest_value)},
          {"best_value_predicted", prediction_json(best.luckiest_mean)}};
}

Json summary_json(const ModelSummary& summary,
                  const std::optional<double>& regret_bound,
                  const Stagnation& stagnation) {
  Json scales = Json::array();
  for (const LengthScale& each : summary.length_scales) {
    scales.push_back({{"parameter", each.parameter}, {"length_scale", number(each.value)}});
  }
  const Calibration& calibration = summary.calibration;
  return {{"values", summary.values},
          {"failed", summary.failed},
          {"earlier", summary.earlier},
          {"best_mean", best_mean_json(summary.best)},
          {"signal", number(summary.signal)},
          {"noise", number(summary.noise)},
          {"cut_value", number(summary.cut_value)},
          {"calibration",
           {{"values", calibration.values},
            {"inside", number(calibration.inside)},
            {"correlation", number(calibration.correlation)}}},
          {"regret_bound", number(regret_bound)},
          {"stagnation", stagnation_json(stagnation)},
          {"length_scales", std::move(scales)}};
}

Json sobol_json(const SobolIndices& indices, bool whole_space) {
  Json parameters = Json::array();
  for (const SobolIndex& each : indices.parameters) {
    parameters.push_back({{"parameter", each.parameter},
                          {"total", number(each.total)},
                          {"total_error", number(each.total_error)},
                          {"alone", number(each.first)},
                          {"alone_error", number(each.first_error)}});
  }
  return {{"region", whole_space ? "whole space" : "better half"},
          {"deviation", number(indices.deviation)},
          {"median", number(indices.median)},
          {"parameters", std::move(parameters)}};
}

Json ped_anova_json(const PedAnova& result) {
  Json parameters = Json::array();
  for (const ParameterShare& each : result.parameters) {
    parameters.push_back({{"parameter", each.parameter},
                          {"share", number(each.share)},
                          {"importance", number(each.importance)},
                          {"clear", each.clear}});
  }
  return {{"trials", result.trials},
          {"best", result.top},
          {"threshold", number(result.threshold)},
          {"parameters", std::move(parameters)}};
}

Json dependence_json(const PartialDependence& dependence) {
  Json points = Json::array();
  for (const DependencePoint& point : dependence.points) {
    Json each = prediction_json(point.average);
    each["value"] = value_json(point.value);
    points.push_back(std::move(each));
  }
  Json curves = Json::array();
  for (const IndividualCurve& curve : dependence.curves) {
    Json means = Json::array();
    for (const double mean : curve.means) means.push_back(number(mean));
    curves.push_back({{"trial", curve.trial.number}, {"means", std::move(means)}});
  }
  return {{"parameter", dependence.parameter},
          {"completions", dependence.completions},
          {"left_out", dependence.left_out},
          {"points", std::move(points)},
          {"curves", std::move(curves)}};
}

Json explanation_json(const TrialExplanation& explanation, std::size_t objectives) {
  const bool single = objectives == 1;
  const auto promise = [single](double value) { return single ? number(value) : Json(); };
  Json nearest = Json::array();
  for (const NearTrial& each : explanation.nearest) {
    nearest.push_back({{"trial", each.trial == kBeforeTheJob ? Json() : Json(each.trial.number)},
                       {"distance", number(each.distance)},
                       {"correlation", number(each.correlation)},
                       {"value", number(each.value)}});
  }
  return {{"learnt_from", explanation.learnt_from},
          {"earlier", explanation.earlier},
          {"running", explanation.running},
          {"predicted", prediction_json(explanation.mean)},
          {"predicted_value", prediction_json(explanation.value)},
          {"seen", number(explanation.seen)},
          {"budget", explanation.budget ? Json(*explanation.budget) : Json()},
          {"known_budget", explanation.known_budget ? Json(*explanation.known_budget) : Json()},
          {"cut_value", number(explanation.cut_value)},
          {"best_mean", promise(explanation.best_mean)},
          {"expected_improvement", promise(explanation.expected_improvement)},
          {"compared", explanation.compared},
          {"promising_more", single ? Json(explanation.promising_more) : Json()},
          {"random_best", promise(explanation.random_best)},
          {"from_mean", promise(explanation.from_mean)},
          {"known", number(explanation.known)},
          {"nearest", std::move(nearest)}};
}

}  // namespace tuner
