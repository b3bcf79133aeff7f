#include "strategies/loss_models.h"

#include <cmath>

#include "strategies/front_ranks.h"
#include "tuner/base/check.h"
#include "tuner/job/front.h"

namespace tuner {

LossModels::LossModels(const ModelCoordinates& coordinates, std::size_t objectives)
    : coordinates_(coordinates),
      points_(coordinates.dimension()),
      rows_(std::make_shared<RowTable>(static_cast<Eigen::Index>(coordinates.groups().size()))),
      surrogates_(objectives, Surrogate(coordinates.groups(), rows_)),
      success_(coordinates.groups(), rows_) {
  TUNER_CHECK(objectives >= 1, "there is something to minimise");
}

void LossModels::add(TrialId trial, const Eigen::VectorXd& u, const std::vector<double>& losses) {
  TUNER_CHECK(losses.size() == surrogates_.size(), "there is a loss for every objective");
  rows_->add(coordinates_.columns(u.transpose()).row(0));
  const bool failed = !std::isfinite(losses.front());
  success_.add_of_last_row(failed);
  if (!failed) valued_.push_back(static_cast<std::uint32_t>(size()));
  trials_.push_back(trial);
  points_.add(u);
  if (failed) return;
  for (std::size_t j = 0; j < losses.size(); ++j) surrogates_[j].add_of_last_row(losses[j]);
}

Result<Processes> LossModels::processes() const {
  Processes processes;
  for (const Surrogate& surrogate : surrogates_) {
    TUNER_ASSIGN_OR_RETURN(const GaussianProcess* process, surrogate.model());
    processes.push_back(process);
  }
  return processes;
}

void LossModels::rest() {
  for (Surrogate& surrogate : surrogates_) surrogate.rest();
  success_.rest();
}

Eigen::MatrixXd LossModels::means() const {
  Eigen::MatrixXd means(valued_.size(), surrogates_.size());
  for (std::size_t j = 0; j < surrogates_.size(); ++j) {
    means.col(static_cast<Eigen::Index>(j)) = surrogates_[j].means().value();
  }
  return means;
}

std::vector<Eigen::VectorXd> LossModels::promising() const {
  std::vector<Eigen::VectorXd> points;
  if (surrogates_.size() == 1) {
    for (const Eigen::Index row : surrogates_.front().ranked(5))
      points.push_back(points_.row(point_of(row)));
    return points;
  }
  for (const Eigen::Index row : front()) points.push_back(points_.row(point_of(row)));
  return points;
}

std::vector<Eigen::Index> LossModels::front() const {
  const Eigen::MatrixXd means = this->means();
  std::vector<std::vector<double>> losses;
  for (Eigen::Index i = 0; i < means.rows(); ++i) {
    const Eigen::RowVectorXd row = means.row(i);
    losses.emplace_back(row.begin(), row.end());
  }
  const std::vector<std::size_t> front = front_of(losses);
  std::vector<std::vector<double>> front_losses;
  for (const std::size_t i : front) front_losses.push_back(losses[i]);
  std::vector<Eigen::Index> rows;
  for (const std::size_t k : front_order(front_losses))
    rows.push_back(static_cast<Eigen::Index>(front[k]));
  return rows;
}

std::optional<TrialId> LossModels::best() const {
  const std::vector<Eigen::Index> best = surrogates_.front().ranked(1);
  if (best.empty()) return std::nullopt;
  return trials_[point_of(best.front())];
}

}  // namespace tuner
