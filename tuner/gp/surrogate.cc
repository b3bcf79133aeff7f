#include "tuner/gp/surrogate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "tuner/base/check.h"

namespace tuner {
namespace {

constexpr Eigen::Index kAllRows = 768;  // up to here the process has every observation
constexpr Eigen::Index kSomeRows = 512, kNewRows = 64;  // beyond: of a factorisation, and appended

// The number of observations at the last factorisation.
Eigen::Index last_build_count(Eigen::Index count, Eigen::Index fitted_at) {
  return count <= kAllRows ? fitted_at : count - (count - fitted_at) % kNewRows;
}

// Of values with their observations, the observations of the lowest `count`.
std::vector<Eigen::Index> lowest_first(std::vector<std::pair<double, Eigen::Index>> order,
                                       std::size_t count) {
  std::sort(order.begin(), order.end());
  std::vector<Eigen::Index> observations;
  for (std::size_t i = 0; i < std::min(count, order.size()); ++i)
    observations.push_back(order[i].second);
  return observations;
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

std::vector<Eigen::Index> Surrogate::ranked(std::size_t count) const {
  if (size() == 0 || !update()) return {};
  const Eigen::VectorXd means = built_->process.observed_means();
  std::vector<std::pair<double, Eigen::Index>> order;
  for (std::size_t i = 0; i < built_->rows.size(); ++i) {
    order.emplace_back(means[static_cast<Eigen::Index>(i)], built_->rows[i]);
  }
  return lowest_first(std::move(order), count);
}

std::vector<Eigen::Index> Surrogate::ranked_by_repetition() const {
  if (size() == 0) return {};
  const auto means = this->means();
  if (!means) return {};
  const Eigen::VectorXd z = targets_(losses_);
  std::vector<std::pair<double, Eigen::Index>> order;
  for (const std::vector<Eigen::Index>& equal : equal_rows()) {
    const auto k = static_cast<double>(equal.size());
    const double mean = (*means)[equal.front()];
    const double off = z(equal).mean() - mean;
    for (const Eigen::Index i : equal) order.emplace_back(mean + k / (k + 1.0) * off, i);
  }
  const std::size_t all = order.size();
  return lowest_first(std::move(order), all);
}

// The observations in groups of equal rows.
std::vector<std::vector<Eigen::Index>> Surrogate::equal_rows() const {
  const auto row = [this](Eigen::Index i) {
    return table_->row(places_[static_cast<std::size_t>(i)]);
  };
  std::vector<Eigen::Index> order(places_.size());
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::stable_sort(order.begin(), order.end(), [&row](auto a, auto b) {
    const auto x = row(a), y = row(b);
    return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
  });
  std::vector<std::vector<Eigen::Index>> groups;
  for (const Eigen::Index i : order) {
    if (groups.empty() || row(groups.back().front()) != row(i)) groups.emplace_back();
    groups.back().push_back(i);
  }
  return groups;
}

}  // namespace tuner
