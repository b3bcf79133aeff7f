#include "strategies/cma_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "strategies/level_margin.h"

namespace tuner {
namespace {

constexpr double kCategoryRate = 0.2;
constexpr double kConverged = 1e-6;  // of the range, in every continuous coordinate
constexpr double kLargestAxisRatio = 1e7;
constexpr double kLargestDeviation = 1.0;
constexpr Eigen::Index kPatience = 40;  // generations without a better result
constexpr double kUnused = 0.5;

double reflected(double u) {
  u = std::abs(std::fmod(u, 2.0));
  return u > 1.0 ? 2.0 - u : u;
}

double centre_of_value(Eigen::Index value, Eigen::Index count) {
  return (static_cast<double>(value) + 0.5) / static_cast<double>(count);
}

std::vector<Eigen::Index> numbers_of(const ModelCoordinates& coordinates) {
  std::vector<Eigen::Index> numbers;
  for (Eigen::Index j = 0; j < coordinates.dimension(); ++j) {
    if (coordinates.levels(j) != 1 && !coordinates.is_categorical(j)) numbers.push_back(j);
  }
  return numbers;
}

std::vector<Eigen::Index> categories_of(const ModelCoordinates& coordinates) {
  std::vector<Eigen::Index> categories;
  for (Eigen::Index j = 0; j < coordinates.dimension(); ++j) {
    if (coordinates.levels(j) > 1 && coordinates.is_categorical(j)) categories.push_back(j);
  }
  return categories;
}

}  // namespace

CmaRun::CmaRun(const ModelCoordinates& coordinates, const CmaStart& start)
    : coordinates_(coordinates),
      lambda_(start.lambda),
      numbers_(numbers_of(coordinates)),
      rates_(std::max<Eigen::Index>(1, static_cast<Eigen::Index>(numbers_.size())),
             lambda_,
             numbers_.size() > static_cast<std::size_t>(CmaDistribution::kMostFull)) {
  const std::vector<Eigen::Index> categories = categories_of(coordinates);
  const std::size_t count = std::max<std::size_t>(1, numbers_.size() + categories.size());
  alpha_ = 1.0 / (static_cast<double>(lambda_) * static_cast<double>(count));
  for (const Eigen::Index j : categories) {
    const auto values = static_cast<Eigen::Index>(coordinates.levels(j));
    categories_.push_back({j, {values, alpha_ / static_cast<double>(values)}});
  }
  if (numbers_.empty()) return;
  Eigen::VectorXd mean(numbers_.size());
  for (Eigen::Index i = 0; i < mean.size(); ++i) {
    mean[i] = start.centre[numbers_[static_cast<std::size_t>(i)]];
  }
  distribution_.emplace(std::move(mean), start.sigma, lambda_);
  keep_margins();
}

Eigen::VectorXd CmaRun::draw(Rng& rng) const {
  Eigen::VectorXd u = Eigen::VectorXd::Constant(coordinates_.dimension(), kUnused);
  if (distribution_) {
    Eigen::VectorXd z(numbers_.size());
    for (double& entry : z) entry = rng.normal();
    const Eigen::VectorXd x = distribution_->sample(z);
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const Eigen::Index j = numbers_[static_cast<std::size_t>(i)];
      u[j] = is_continuous(j) ? reflected(x[i]) : x[i];
    }
  }
  for (const Category& category : categories_) {
    u[category.coordinate] = centre_of_value(category.weights.draw(rng.uniform()),
                                             category.weights.probabilities().size());
  }
  return u;
}

void CmaRun::learn(std::vector<CmaResult> results) {
  ++generation_;
  std::stable_sort(results.begin(), results.end(), [](const CmaResult& a, const CmaResult& b) {
    return a.standing < b.standing;
  });
  while (!results.empty() && !results.back().standing.works()) results.pop_back();
  if (results.empty()) {
    finished_ = true;
    return;
  }
  if (results.front().standing < best_) {
    best_ = results.front().standing;
    improved_at_ = generation_;
  }
  if (results.front().standing < results.back().standing) adapt(results);
  finished_ = exhausted(results.front().draw);
}

void CmaRun::adapt(const std::vector<CmaResult>& ranked) {
  const auto count = static_cast<Eigen::Index>(ranked.size());
  if (distribution_) {
    Eigen::MatrixXd samples(count, static_cast<Eigen::Index>(numbers_.size()));
    for (Eigen::Index i = 0; i < count; ++i) {
      const CmaResult& result = ranked[static_cast<std::size_t>(i)];
      const Eigen::VectorXd x = result.draw(numbers_);
      samples.row(i) = result.foreign ? distribution_->pulled_in(x) : x;
    }
    distribution_->update(samples);
    distribution_->limit_deviation(kLargestDeviation);
    keep_margins();
  }
  const Eigen::Index parents = std::min(rates_.weights.size(), count);
  const Eigen::VectorXd weights = rates_.weights.head(parents) / rates_.weights.head(parents).sum();
  Eigen::VectorXi values(parents);
  for (Category& category : categories_) {
    const Domain& domain = coordinates_.domain(category.coordinate);
    for (Eigen::Index i = 0; i < parents; ++i) {
      const double u = ranked[static_cast<std::size_t>(i)].draw[category.coordinate];
      values[i] = static_cast<int>(level_at(domain, u));
    }
    category.weights.update(values, weights, kCategoryRate);
  }
}

void CmaRun::keep_margins() {
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    const Eigen::Index j = numbers_[i];
    if (is_continuous(j)) continue;
    const auto index = static_cast<Eigen::Index>(i);
    const Domain& domain = coordinates_.domain(j);
    const double mean = distribution_->mean()[index];
    const CoordinateNormal corrected = with_margin(
        {mean, distribution_->deviation(index)}, level_bin(domain, level_at(domain, mean)), alpha_);
    distribution_->set_coordinate(index, corrected.mean, corrected.deviation);
  }
}

// What is inactive in the best result is not selected, and never converges.
bool CmaRun::exhausted(const Eigen::VectorXd& best) const {
  const auto dimension = static_cast<Eigen::Index>(numbers_.size() + categories_.size());
  if (generation_ - improved_at_ > kPatience + 30 * dimension / lambda_) return true;
  if (!distribution_) return false;
  if (!distribution_->is_finite() || distribution_->axis_ratio() > kLargestAxisRatio) return true;
  const std::vector<char> active = coordinates_.activity(best);
  bool continuous = false;
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    const Eigen::Index j = numbers_[i];
    if (!is_continuous(j) || active[static_cast<std::size_t>(j)] == 0) continue;
    if (distribution_->deviation(static_cast<Eigen::Index>(i)) > kConverged) return false;
    continuous = true;
  }
  return continuous;
}

}  // namespace tuner
