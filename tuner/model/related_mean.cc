#include "tuner/model/related_mean.h"

#include <algorithm>

#include "tuner/base/rng.h"
#include "tuner/gp/gaussian_process.h"
#include "tuner/gp/gp_fit.h"
#include "tuner/model/related_results.h"

namespace tuner {
namespace {

constexpr Eigen::Index kMostRows = 512;
constexpr double kNoDifference = 100.0;  // a length scale that makes a function constant

// Columns and scores of all tasks, one after the other.
GpData scored_rows(const ModelCoordinates& coordinates,
                   const RelatedTasks& tasks,
                   std::size_t objective) {
  std::vector<RelatedResult> results;
  for (const auto& task : tasks) {
    const auto ranked = ranked_results(coordinates.encoding().space(), task, objective);
    results.insert(results.end(), ranked.begin(), ranked.end());
  }
  Eigen::MatrixXd points(results.size(), coordinates.dimension());
  GpData data{{}, coordinates.groups(), Eigen::VectorXd(results.size())};
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    points.row(row) = coordinates.encoding().encode(results[i].configuration);
    data.z[row] = normal_quantile(results[i].rank);
  }
  data.x = coordinates.columns(points);
  const std::vector<Eigen::Index> rows = representative_rows(data.x, data.z, kMostRows);
  return {data.x(rows, Eigen::all), data.groups, data.z(rows)};
}

// Of a group whose columns do not vary, the results know nothing.
void ignore_constant_groups(const GpData& data, Eigen::VectorXd& length_scales) {
  Eigen::ArrayXd spread = Eigen::ArrayXd::Zero(length_scales.size());
  for (std::size_t c = 0; c < data.groups.size(); ++c) {
    const auto column = data.x.col(static_cast<Eigen::Index>(c));
    double& widest = spread[data.groups[c]];
    widest = std::max(widest, column.maxCoeff() - column.minCoeff());
  }
  length_scales = (spread > 0.0).select(length_scales.array(), kNoDifference);
}

std::shared_ptr<const MeanFunction> mean_of(const GpData& data) {
  if (data.z.size() == 0) return nullptr;
  GpParameters parameters = fit_gp(data).parameters;
  ignore_constant_groups(data, parameters.length_scales);
  const auto process = GaussianProcess::create(parameters, data.groups, data.x, data.z);
  return process ? std::make_shared<const MeanFunction>(process->mean_function()) : nullptr;
}

}  // namespace

std::vector<std::shared_ptr<const MeanFunction>> related_means(const ModelCoordinates& coordinates,
                                                               const RelatedTasks& tasks,
                                                               std::size_t objectives) {
  std::vector<std::shared_ptr<const MeanFunction>> means;
  for (std::size_t j = 0; j < objectives; ++j) {
    means.push_back(mean_of(scored_rows(coordinates, tasks, j)));
  }
  return means;
}

}  // namespace tuner
