#include "strategies/loss_models.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "strategies/front_direction.h"
#include "strategies/front_ranks.h"
#include "tuner/base/check.h"
#include "tuner/job/constraint.h"
#include "tuner/job/front.h"
#include "tuner/model/related_mean.h"

namespace tuner {
namespace {

using Rows = std::vector<Eigen::Index>;

// Of the first `count` entries, which are at least 0, those that are 0; where there are none, the smallest ones.
Rows least_violating(const Eigen::VectorXd& violations, std::size_t count) {
  Rows rows(count);
  std::iota(rows.begin(), rows.end(), Eigen::Index{0});
  std::stable_sort(
      rows.begin(), rows.end(), [&](auto a, auto b) { return violations[a] < violations[b]; });
  const auto kept = static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [&](Eigen::Index row) { return violations[row] == 0.0; }));
  rows.resize(kept > 0 ? kept : std::min(kCentres, count));
  return rows;
}

}  // namespace

LossModels::LossModels(const ModelCoordinates& coordinates,
                       std::size_t objectives,
                       const RelatedTasks& related)
    : coordinates_(coordinates),
      points_(coordinates.dimension()),
      rows_(std::make_shared<RowTable>(static_cast<Eigen::Index>(coordinates.groups().size()))),
      constraints_(coordinates.groups(), rows_),
      success_(coordinates.groups(), rows_) {
  TUNER_CHECK(objectives >= 1, "there is something to minimise");
  for (auto& expected : related_means(coordinates, related, objectives)) {
    surrogates_.emplace_back(
        coordinates.groups(),
        rows_,
        objectives < kFewestForDirections ? standardise_losses : standardise_trade_offs,
        std::move(expected));
  }
}

void LossModels::add(TrialId trial,
                     const Eigen::VectorXd& u,
                     const std::vector<double>& losses,
                     const std::vector<double>& excesses) {
  TUNER_CHECK(losses.size() == surrogates_.size(), "there is a loss for every objective");
  rows_->add(coordinates_.columns(u.transpose()).row(0));
  const bool failed = !std::isfinite(losses.front());
  success_.add_of_last_row(failed);
  if (!failed) valued_.push_back(static_cast<std::uint32_t>(size()));
  trials_.push_back(trial);
  points_.add(u);
  if (failed) return;
  if (losses == best_) ++ties_;
  if (best_.empty() || (losses.size() == 1 && losses < best_)) {
    best_ = losses;
    ties_ = 1;
  }
  for (std::size_t j = 0; j < losses.size(); ++j) surrogates_[j].add_of_last_row(losses[j]);
  if (losses.size() >= kFewestForDirections)
    losses_.insert(losses_.end(), losses.begin(), losses.end());
  constraints_.add_of_last_row(excesses);
  keeps_.push_back(violation_of(excesses) == 0.0 ? 1 : 0);
}

std::vector<char> LossModels::worked() const {
  std::vector<char> worked(size(), 0);
  for (std::size_t row = 0; row < valued_.size(); ++row) worked[valued_[row]] = keeps_[row];
  return worked;
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
  constraints_.rest();
  success_.rest();
}

Eigen::MatrixXd LossModels::means() const {
  Eigen::MatrixXd means(valued_.size(), surrogates_.size());
  for (std::size_t j = 0; j < surrogates_.size(); ++j) {
    means.col(static_cast<Eigen::Index>(j)) = surrogates_[j].means().value();
  }
  return means;
}

std::vector<Eigen::VectorXd> LossModels::promising(const ConstraintOutlook& outlook) const {
  Rows among(valued());
  std::iota(among.begin(), among.end(), Eigen::Index{0});
  if (!constraints_.empty()) among = least_violating(outlook.violations(), valued());
  return points_of(surrogates_.size() == 1 ? best_five(among) : front(among));
}

std::vector<Eigen::VectorXd> LossModels::points_of(const Rows& rows) const {
  std::vector<Eigen::VectorXd> points;
  for (const Eigen::Index row : rows) points.push_back(points_.row(point_of(row)));
  return points;
}

Surrogate LossModels::along(const Eigen::VectorXd& direction) const {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto count = static_cast<Eigen::Index>(valued());
  const Eigen::Map<const RowMajor> losses(losses_.data(), count, direction.size());
  const Eigen::VectorXd distances = distances_along(direction, losses);
  Surrogate surrogate(coordinates_.groups());
  for (Eigen::Index row = 0; row < count; ++row)
    surrogate.add(rows_->row(point_of(row)), distances[row]);
  return surrogate;
}

Rows LossModels::best_five(const Rows& among) const {
  if (among.size() == valued()) return surrogates_.front().ranked(kCentres);
  const Eigen::VectorXd means = surrogates_.front().means().value();
  Rows best = among;
  std::stable_sort(best.begin(), best.end(), [&](Eigen::Index a, Eigen::Index b) {
    return means[a] < means[b];
  });
  best.resize(std::min(best.size(), kCentres));
  return best;
}

Rows LossModels::front(const Rows& among) const {
  const Eigen::MatrixXd means = this->means();
  std::vector<std::vector<double>> losses;
  for (const Eigen::Index i : among) {
    const Eigen::RowVectorXd row = means.row(i);
    losses.emplace_back(row.begin(), row.end());
  }
  const std::vector<std::size_t> front = front_of(losses);
  std::vector<std::vector<double>> front_losses;
  for (const std::size_t i : front) front_losses.push_back(losses[i]);
  Rows rows;
  for (const std::size_t k : front_order(front_losses)) rows.push_back(among[front[k]]);
  return rows;
}

double LossModels::share_of_ties() const {
  if (valued() < 2) return valued() == 1 ? 0.5 : 0.0;
  if (objectives() > 1) return ties_ == valued() ? 1.0 : 0.0;
  return static_cast<double>(ties_ - 1) / static_cast<double>(valued() - 1);
}

std::optional<TrialId> LossModels::best() const {
  for (const Eigen::Index row : surrogates_.front().ranked_by_repetition()) {
    const TrialId trial = trials_[point_of(row)];
    if (keeps_[static_cast<std::size_t>(row)] != 0 && trial != kBeforeTheJob) return trial;
  }
  return std::nullopt;
}

}  // namespace tuner
