#include "tuner/gp/surrogate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tuner/base/check.h"
#include "tuner/gp/targets.h"

namespace tuner {
namespace {

constexpr Eigen::Index kFitRows = 256;  // more change the optimum little and cost n³ per evaluation
constexpr Eigen::Index kModelRows =
    1024;  // at most at a fit; a factor of this size takes some 10 ms

}  // namespace

void Surrogate::add(const Eigen::VectorXd& row, double loss) {
  TUNER_CHECK(row.size() == static_cast<Eigen::Index>(groups_.size()) && row.allFinite(),
              "an observation is a finite row of the model's columns");
  points_.push_back(row);
  losses_.push_back(loss);
}

Result<const GaussianProcess*> Surrogate::model() const {
  TUNER_RETURN_IF_ERROR(update());
  return &built_->process;
}

Result<void> Surrogate::update() const {
  TUNER_CHECK(size() > 0, "a model needs an observation");
  if (built_ && built_->used == size()) return {};
  const Eigen::Index fitted_at = last_fit_count(size());
  if (!built_ || built_->fitted_at != fitted_at) {
    built_.reset();
    TUNER_ASSIGN_OR_RETURN(built_, build(fitted_at));
  }
  append_since(*built_);
  return {};
}

Result<Surrogate::Built> Surrogate::build(Eigen::Index fitted_at) const {
  std::vector<Eigen::Index> all(static_cast<std::size_t>(fitted_at));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Eigen::Index>(i);
  const Eigen::MatrixXd x = gather(all);
  const Eigen::VectorXd z = standardise_losses({losses_.data(), all.size()});
  const std::vector<Eigen::Index> fit_rows = representative_rows(x, z, kFitRows);
  const GpFit fit = fit_gp({x(fit_rows, Eigen::all), groups_, z(fit_rows)});
  std::vector<Eigen::Index> rows = representative_rows(x, z, kModelRows);
  TUNER_ASSIGN_OR_RETURN(
      GaussianProcess process,
      GaussianProcess::create(fit.parameters, groups_, x(rows, Eigen::all), z(rows)));
  return Built{fitted_at, fitted_at, std::move(rows), std::move(process)};
}

// Every new loss moves the standardisation, so all targets are set again.
void Surrogate::append_since(Built& built) const {
  std::vector<Eigen::Index> added;
  for (Eigen::Index i = built.used; i < size(); ++i) added.push_back(i);
  if (added.empty()) return;
  built.rows.insert(built.rows.end(), added.begin(), added.end());
  built.used = size();
  built.process.append(gather(added), standardise_losses(losses_)(built.rows));
}

Eigen::MatrixXd Surrogate::gather(const std::vector<Eigen::Index>& rows) const {
  Eigen::MatrixXd x(rows.size(), groups_.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    x.row(static_cast<Eigen::Index>(i)) = points_[static_cast<std::size_t>(rows[i])];
  }
  return x;
}

Result<GaussianProcess> Surrogate::without(Eigen::Index part, Eigen::Index parts) const {
  TUNER_RETURN_IF_ERROR(update());
  std::vector<Eigen::Index> kept;
  for (std::size_t i = 0; i < built_->rows.size(); ++i) {
    if (static_cast<Eigen::Index>(i) % parts != part) kept.push_back(built_->rows[i]);
  }
  if (kept.empty()) return fail(ErrorCode::kNumerical, "no observation is left");
  const Eigen::MatrixXd x = gather(kept);
  const Eigen::VectorXd z = standardise_losses(losses_)(kept);
  const std::vector<Eigen::Index> fit_rows = representative_rows(x, z, kFitRows);
  const GpFit fit = fit_gp({x(fit_rows, Eigen::all), groups_, z(fit_rows)});
  return GaussianProcess::create(fit.parameters, groups_, x, z);
}

std::vector<Eigen::Index> Surrogate::ranked(std::size_t count) const {
  if (size() == 0 || !update()) return {};
  const Eigen::VectorXd means = built_->process.observed_means();
  std::vector<std::pair<double, Eigen::Index>> order;
  for (std::size_t i = 0; i < built_->rows.size(); ++i) {
    const Eigen::Index row = built_->rows[i];
    if (std::isfinite(losses_[static_cast<std::size_t>(row)])) {
      order.emplace_back(means[static_cast<Eigen::Index>(i)], row);
    }
  }
  std::sort(order.begin(), order.end());
  std::vector<Eigen::Index> best;
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i) best.push_back(order[i].second);
  return best;
}

}  // namespace tuner
