#include "tuner/gp/surrogate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "tuner/base/check.h"

namespace tuner {
namespace {

constexpr Eigen::Index kAllRows = 1024;  // up to here the process has every observation
constexpr Eigen::Index kSomeRows = 512, kNewRows = 64;  // beyond: of a factorisation, and appended

// The number of observations at the last factorisation.
Eigen::Index last_build_count(Eigen::Index count, Eigen::Index fitted_at) {
  return count <= kAllRows ? fitted_at : count - (count - fitted_at) % kNewRows;
}

}  // namespace

void Surrogate::add(const Eigen::VectorXd& row, double loss) {
  table_->add(row);
  add_of_last_row(loss);
}

void Surrogate::add_of_last_row(double loss) {
  const auto row = table_->row(table_->size() - 1);
  TUNER_CHECK(row.size() == static_cast<Eigen::Index>(groups_.size()) && row.allFinite() &&
                  std::isfinite(loss),
              "an observation is a finite row of the model's columns with a finite loss");
  places_.push_back(static_cast<std::uint32_t>(table_->size() - 1));
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
  const Eigen::Index built_at = last_build_count(size(), fitted_at);
  std::optional<Sample> latest;
  if (!fitted_ || fitted_->at != fitted_at) {
    latest = sample(fitted_at);
    fitted_ = Fitted{fitted_at, fit(latest->x, latest->z)};
    built_.reset();
  }
  if (!built_ || built_->at != built_at) {
    if (!latest || built_at != fitted_at) latest = sample(built_at);
    built_.reset();
    TUNER_ASSIGN_OR_RETURN(built_, build(*latest, built_at));
  }
  append_since(*built_);
  return {};
}

GpParameters Surrogate::fit(const Eigen::MatrixXd& x, const Eigen::VectorXd& z) const {
  GpData data{x, groups_, z};
  if (expected_) data.g = expected_->values(x);
  return fit_gp(data).parameters;
}

Surrogate::Sample Surrogate::sample(Eigen::Index count) const {
  Sample sample{std::vector<Eigen::Index>(static_cast<std::size_t>(count)), {}, {}};
  std::iota(sample.rows.begin(), sample.rows.end(), Eigen::Index{0});
  sample.x = gather(sample.rows);
  sample.z = targets_({losses_.data(), sample.rows.size()});
  if (count <= kAllRows) return sample;
  const std::vector<Eigen::Index> some = representative_rows(sample.x, sample.z, kSomeRows);
  return {some, sample.x(some, Eigen::all), sample.z(some)};
}

Result<Surrogate::Built> Surrogate::build(const Sample& sample, Eigen::Index count) const {
  const std::vector<Eigen::Index> order = leading_first(sample);
  TUNER_ASSIGN_OR_RETURN(
      GaussianProcess process,
      GaussianProcess::create(
          fitted_->parameters, groups_, sample.x(order, Eigen::all), sample.z(order), expected_));
  std::vector<Eigen::Index> rows;
  for (const Eigen::Index place : order)
    rows.push_back(sample.rows[static_cast<std::size_t>(place)]);
  return Built{count, count, std::move(rows), std::move(process)};
}

// Places of the rows of the sample.
std::vector<Eigen::Index> Surrogate::leading_first(const Sample& sample) {
  const std::vector<Eigen::Index> leading = representative_rows(sample.x, sample.z, kLeadingRows);
  std::vector<Eigen::Index> order = leading;
  for (Eigen::Index i = 0; i < sample.z.size(); ++i) {
    if (!std::binary_search(leading.begin(), leading.end(), i)) order.push_back(i);
  }
  return order;
}

// Every new loss moves the standardisation, so all targets are set again.
void Surrogate::append_since(Built& built) const {
  std::vector<Eigen::Index> added;
  for (Eigen::Index i = built.used; i < size(); ++i) added.push_back(i);
  if (added.empty()) return;
  built.rows.insert(built.rows.end(), added.begin(), added.end());
  built.used = size();
  built.process.append(gather(added), targets_(losses_)(built.rows));
}

Eigen::MatrixXd Surrogate::gather(const std::vector<Eigen::Index>& rows) const {
  std::vector<std::uint32_t> places;
  for (const Eigen::Index row : rows) places.push_back(places_[static_cast<std::size_t>(row)]);
  return table_->gather(places);
}

Result<GaussianProcess> Surrogate::without(Eigen::Index part, Eigen::Index parts) const {
  TUNER_RETURN_IF_ERROR(update());
  std::vector<Eigen::Index> kept;
  for (std::size_t i = 0; i < built_->rows.size(); ++i) {
    if (static_cast<Eigen::Index>(i) % parts != part) kept.push_back(built_->rows[i]);
  }
  if (kept.empty()) return fail(ErrorCode::kNumerical, "no observation is left");
  const Eigen::MatrixXd x = gather(kept);
  const Eigen::VectorXd z = targets_(losses_)(kept);
  return GaussianProcess::create(fit(x, z), groups_, x, z, expected_);
}

Result<Eigen::VectorXd> Surrogate::means() const {
  TUNER_RETURN_IF_ERROR(update());
  Eigen::VectorXd means(size());
  means(built_->rows) = built_->process.observed_means();
  std::vector<Eigen::Index> others;
  std::vector<char> known(static_cast<std::size_t>(size()), 0);
  for (const Eigen::Index row : built_->rows) known[static_cast<std::size_t>(row)] = 1;
  for (Eigen::Index row = 0; row < size(); ++row) {
    if (!known[static_cast<std::size_t>(row)]) others.push_back(row);
  }
  if (!others.empty()) means(others) = built_->process.means(gather(others));
  return means;
}

std::vector<Eigen::Index> Surrogate::by(const Eigen::VectorXd& values) const {
  std::vector<std::pair<double, Eigen::Index>> order;
  for (std::size_t i = 0; i < built_->rows.size(); ++i) {
    order.emplace_back(values[static_cast<Eigen::Index>(i)], built_->rows[i]);
  }
  std::sort(order.begin(), order.end());
  std::vector<Eigen::Index> observations;
  for (const auto& [value, row] : order) observations.push_back(row);
  return observations;
}

std::vector<Eigen::Index> Surrogate::ranked(std::size_t count) const {
  if (size() == 0 || !update()) return {};
  std::vector<Eigen::Index> best = by(built_->process.observed_means());
  best.resize(std::min(count, best.size()));
  return best;
}

std::vector<Eigen::Index> Surrogate::ranked_by_repetition() const {
  if (size() == 0 || !update()) return {};
  return by(built_->process.repeated_means());
}

Result<Posterior> Surrogate::repeated(Eigen::Index observation) const {
  TUNER_RETURN_IF_ERROR(update());
  const auto& rows = built_->rows;
  const auto place = std::find(rows.begin(), rows.end(), observation);
  if (place != rows.end()) return built_->process.repeated(place - rows.begin());
  Built with = *built_;
  with.rows.push_back(observation);
  with.process.append(gather({observation}), targets_(losses_)(with.rows));
  return with.process.repeated(with.process.observed() - 1);
}

}  // namespace tuner
