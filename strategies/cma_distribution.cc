#include "strategies/cma_distribution.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <utility>

#include "tuner/base/check.h"

namespace tuner {
namespace {

constexpr double kSmallestEigenvalue = 1e-30;

}  // namespace

CmaDistribution::CmaDistribution(Eigen::VectorXd mean, double sigma, Eigen::Index lambda)
    : rates_(mean.size(), lambda, mean.size() > kMostFull),
      mean_(std::move(mean)),
      scale_(Eigen::VectorXd::Ones(mean_.size())),
      sigma_(sigma),
      roots_(Eigen::VectorXd::Ones(mean_.size())),
      sigma_path_(Eigen::VectorXd::Zero(mean_.size())),
      covariance_path_(Eigen::VectorXd::Zero(mean_.size())) {
  const Eigen::Index d = mean_.size();
  if (d > kMostFull) {
    covariance_ = Eigen::VectorXd::Ones(d);
  } else {
    covariance_ = basis_ = Eigen::MatrixXd::Identity(d, d);
  }
}

double CmaDistribution::deviation(Eigen::Index j) const {
  const double variance = separable() ? covariance_(j, 0) : covariance_(j, j);
  return sigma_ * scale_[j] * std::sqrt(variance);
}

bool CmaDistribution::is_finite() const {
  return std::isfinite(sigma_) && sigma_ > 0.0 && mean_.allFinite() && covariance_.allFinite() &&
         roots_.allFinite();
}

Eigen::VectorXd CmaDistribution::sample(const Eigen::VectorXd& z) const {
  Eigen::VectorXd y = roots_.cwiseProduct(z);
  if (!separable()) y = basis_ * y;
  return mean_ + sigma_ * scale_.cwiseProduct(y);
}

Eigen::VectorXd CmaDistribution::whitened(const Eigen::VectorXd& y) const {
  if (separable()) return y.cwiseQuotient(roots_);
  return (basis_.transpose() * y).cwiseQuotient(roots_);
}

Eigen::VectorXd CmaDistribution::pulled_in(const Eigen::VectorXd& x) const {
  const auto d = static_cast<double>(mean_.size());
  const double length = whitened((x - mean_).cwiseQuotient(sigma_ * scale_)).norm();
  const double most = std::sqrt(d) + 2.0 * d / (d + 2.0);
  return length > most ? Eigen::VectorXd(mean_ + (most / length) * (x - mean_)) : x;
}

void CmaDistribution::update(const Eigen::MatrixXd& ranked) {
  TUNER_CHECK(ranked.rows() >= 1 && ranked.cols() == mean_.size(),
              "an update needs results of the distribution's dimension");
  const Eigen::Index parents = std::min(rates_.weights.size(), ranked.rows());
  Eigen::VectorXd weights = rates_.weights.head(parents);
  weights /= weights.sum();
  const double effective = 1.0 / weights.squaredNorm();
  const Eigen::MatrixXd steps = (ranked.topRows(parents).rowwise() - mean_.transpose()) *
                                (sigma_ * scale_).cwiseInverse().asDiagonal();
  const Eigen::VectorXd step = steps.transpose() * weights;
  ++generation_;
  mean_ += sigma_ * scale_.cwiseProduct(step);
  const double cs = rates_.path_sigma, cc = rates_.path_covariance;
  Eigen::VectorXd white = whitened(step);
  if (!separable()) white = basis_ * white;
  sigma_path_ = (1.0 - cs) * sigma_path_ + std::sqrt(cs * (2.0 - cs) * effective) * white;
  const double length = sigma_path_.norm() / rates_.expected_norm;
  const double settled =
      std::sqrt(1.0 - std::pow(1.0 - cs, 2.0 * static_cast<double>(generation_)));
  const bool usual = length / settled < 1.4 + 2.0 / (static_cast<double>(mean_.size()) + 1.0);
  covariance_path_ *= 1.0 - cc;
  if (usual) covariance_path_ += std::sqrt(cc * (2.0 - cc) * effective) * step;
  adapt_covariance(steps, weights, usual);
  sigma_ *= std::exp(std::min(1.0, cs / rates_.damping * (length - 1.0)));
}

void CmaDistribution::adapt_covariance(const Eigen::MatrixXd& steps,
                                       const Eigen::VectorXd& weights,
                                       bool usual) {
  const double c1 = rates_.rank_one, cmu = rates_.rank_mu, cc = rates_.path_covariance;
  covariance_ *= 1.0 - c1 - cmu + (usual ? 0.0 : c1 * cc * (2.0 - cc));
  if (separable()) {
    covariance_ += c1 * covariance_path_.cwiseAbs2();
    covariance_ += cmu * (steps.cwiseAbs2().transpose() * weights);
  } else {
    covariance_.noalias() += c1 * covariance_path_ * covariance_path_.transpose();
    covariance_.noalias() += cmu * steps.transpose() * weights.asDiagonal() * steps;
  }
  if (generation_ - decomposed_at_ >= rates_.eigen_gap) decompose();
}

void CmaDistribution::decompose() {
  decomposed_at_ = generation_;
  if (separable()) {
    roots_ = covariance_.col(0).cwiseMax(kSmallestEigenvalue).cwiseSqrt();
    return;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance_);
  basis_ = solver.eigenvectors();
  roots_ = solver.eigenvalues().cwiseMax(kSmallestEigenvalue).cwiseSqrt();
}

void CmaDistribution::set_coordinate(Eigen::Index j, double mean, double deviation) {
  scale_[j] *= deviation / this->deviation(j);
  mean_[j] = mean;
}

void CmaDistribution::limit_deviation(double most) {
  double largest = 0.0;
  for (Eigen::Index j = 0; j < mean_.size(); ++j) largest = std::max(largest, deviation(j));
  if (largest > most) sigma_ *= most / largest;
}

}  // namespace tuner
