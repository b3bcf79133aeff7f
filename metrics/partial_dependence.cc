#include "metrics/partial_dependence.h"

#include <Eigen/Core>
#include <algorithm>
#include <map>

#include "tuner/base/sobol.h"
#include "tuner/base/text.h"

namespace tuner {
namespace {

bool is_active(const TrialModel& model, const Eigen::VectorXd& u, const std::string& name) {
  return model.coordinates().encoding().decode(u).contains(name);
}

// Gives every ancestor of `parameter` a value that its conditions allow: the one that the ancestor's
// own coordinate points to, so that allowed values are met equally often.
void activate(const SearchSpace& space, std::size_t parameter, Eigen::VectorXd& u) {
  for (const Condition& condition : space.parameters()[parameter].when) {
    const std::size_t parent = *space.index_of(condition.parent);
    const auto j = static_cast<Eigen::Index>(parent);
    const double count = static_cast<double>(condition.values.size());
    const auto chosen = std::min(u[j] * count, count - 1.0);
    u[j] = encode_value(space.parameters()[parent].domain,
                        condition.values[static_cast<std::size_t>(chosen)]);
    activate(space, parent, u);
  }
}

// One row per completion; fewer than wanted where conditions contradict each other.
Eigen::MatrixXd completions(const TrialModel& model,
                            std::size_t parameter,
                            const DependenceOptions& options) {
  const SearchSpace& space = model.space();
  const ScrambledSobol sobol(space.size(), options.seed);
  Eigen::MatrixXd rows(options.completions, model.coordinates().dimension());
  Eigen::Index used = 0;
  for (std::uint32_t i = 0; i < options.completions; ++i) {
    const std::vector<double> point = sobol.point(i);
    Eigen::VectorXd u = Eigen::Map<const Eigen::VectorXd>(point.data(), rows.cols());
    const std::string& name = space.parameters()[parameter].name;
    if (!is_active(model, u, name)) activate(space, parameter, u);
    if (is_active(model, u, name)) rows.row(used++) = u;
  }
  return rows.topRows(used);
}

// Levels in their own order: all, equally spaced ones, or for categories the most frequent ones.
std::vector<ParameterValue> levels_shown(const TrialModel& model,
                                         const Parameter& parameter,
                                         std::size_t most) {
  const std::uint64_t count = level_count(parameter.domain);
  std::vector<std::uint64_t> chosen;
  if (count <= most) {
    for (std::uint64_t i = 0; i < count; ++i) chosen.push_back(i);
  } else if (std::holds_alternative<Categorical>(parameter.domain)) {
    std::map<std::uint64_t, std::size_t> tried;
    for (const Taught& each : model.taught()) {
      const Configuration configuration = model.coordinates().encoding().decode(each.u);
      const auto value = configuration.find(parameter.name);
      if (value != configuration.end()) ++tried[level_index(parameter.domain, value->second)];
    }
    for (const auto& [level, times] : tried) chosen.push_back(level);
    std::stable_sort(
        chosen.begin(), chosen.end(), [&](auto a, auto b) { return tried[a] > tried[b]; });
    chosen.resize(std::min(chosen.size(), most));
    std::sort(chosen.begin(), chosen.end());
  } else {
    for (std::size_t i = 0; i < most; ++i) {
      const double u = static_cast<double>(i) / static_cast<double>(most - 1);
      chosen.push_back(level_index(parameter.domain, decode_value(parameter.domain, u)));
    }
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  }
  std::vector<ParameterValue> values;
  for (const std::uint64_t i : chosen) values.push_back(level(parameter.domain, i));
  return values;
}

std::vector<ParameterValue> values_shown(const TrialModel& model,
                                         const Parameter& parameter,
                                         std::size_t most) {
  if (level_count(parameter.domain) > 0) return levels_shown(model, parameter, most);
  std::vector<ParameterValue> values;
  for (std::size_t i = 0; i < most; ++i) {
    const double u = static_cast<double>(i) / static_cast<double>(most - 1);
    values.push_back(decode_value(parameter.domain, u));
  }
  return values;
}

// The rows with coordinate j at `value`, snapped.
Eigen::MatrixXd with_value(const TrialModel& model,
                           Eigen::MatrixXd rows,
                           Eigen::Index j,
                           const ParameterValue& value) {
  const Domain& domain = model.space().parameters()[static_cast<std::size_t>(j)].domain;
  rows.col(j).setConstant(encode_value(domain, value));
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    rows.row(i) = model.coordinates().snap(rows.row(i).transpose());
  }
  return rows;
}

// The trials whose curves are shown, one row each.
Eigen::MatrixXd best_active(const TrialModel& model,
                            const std::string& name,
                            std::size_t count,
                            std::vector<IndividualCurve>& curves) {
  std::vector<const Taught*> active;
  for (const Taught& each : model.taught()) {
    if (each.can_be_best() && is_active(model, each.u, name)) active.push_back(&each);
  }
  Eigen::MatrixXd rows(active.size(), model.coordinates().dimension());
  for (std::size_t i = 0; i < active.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)) = active[i]->u;
  }
  const Eigen::VectorXd means = model.means(rows);
  std::vector<Eigen::Index> order(active.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Eigen::Index>(i);
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return means[a] < means[b];
  });
  order.resize(std::min(order.size(), count));
  for (const Eigen::Index i : order) {
    curves.push_back({active[static_cast<std::size_t>(i)]->trial, {}});
  }
  return rows(order, Eigen::all);
}

}  // namespace

Result<PartialDependence> partial_dependence(const TrialModel& model,
                                             std::string_view parameter,
                                             const DependenceOptions& options) {
  const SearchSpace& space = model.space();
  const auto index = space.index_of(parameter);
  if (!index) {
    std::vector<std::string> names;
    for (const Parameter& each : space.parameters()) names.push_back(each.name);
    return fail(ErrorCode::kNotFound,
                "no parameter named '" + std::string(parameter) + "'" +
                    (nearest_name(parameter, names) ? did_you_mean(parameter, names)
                                                    : "; there are " + quoted_list(names)));
  }
  const Parameter& described = space.parameters()[*index];
  const auto j = static_cast<Eigen::Index>(*index);
  if (model.coordinates().levels(j) == 1) {
    return fail(ErrorCode::kFailedPrecondition,
                "'" + described.name + "' has one value only: nothing depends on it");
  }
  const Eigen::MatrixXd rows = completions(model, *index, options);
  if (rows.rows() == 0) {
    return fail(ErrorCode::kFailedPrecondition,
                "the conditions of '" + described.name + "' are never fulfilled");
  }
  PartialDependence result{described.name, {}, {}, static_cast<std::size_t>(rows.rows()), 0};
  const Eigen::MatrixXd trials = best_active(model, described.name, options.curves, result.curves);
  for (const ParameterValue& value : values_shown(model, described, options.points)) {
    const Posterior average =
        model.process().average(model.coordinates().columns(with_value(model, rows, j, value)));
    result.points.push_back({value, model.prediction(average.mean[0], average.variance[0])});
    const Eigen::VectorXd means = model.means(with_value(model, trials, j, value));
    for (std::size_t i = 0; i < result.curves.size(); ++i) {
      result.curves[i].means.push_back(model.value(means[static_cast<Eigen::Index>(i)]));
    }
  }
  const std::uint64_t levels = model.coordinates().levels(j);
  result.left_out = levels > result.points.size() ? levels - result.points.size() : 0;
  return result;
}

}  // namespace tuner
