#include "strategies/cma_starts.h"

#include <algorithm>
#include <cmath>

#include "tuner/base/rng.h"

namespace tuner {
namespace {

constexpr Eigen::Index kMostLambda = 1024;

}  // namespace

CmaStarts::CmaStarts(Eigen::Index dimension, std::uint64_t seed)
    : dimension_(dimension),
      seed_(seed),
      usual_lambda_(usual_lambda(dimension)),
      large_lambda_(usual_lambda_) {}

CmaStart CmaStarts::first(std::vector<ImportedResult> imported) const {
  CmaStart start{Eigen::VectorXd::Constant(dimension_, 0.5), kSigma, usual_lambda_};
  if (imported.empty() || dimension_ == 0) return start;
  std::stable_sort(imported.begin(), imported.end(), [](const auto& a, const auto& b) {
    return a.standing < b.standing;
  });
  imported.resize((imported.size() + 9) / 10);
  const auto count = static_cast<double>(imported.size());
  start.centre.setZero();
  for (const ImportedResult& result : imported) start.centre += result.u / count;
  double scatter = 0.0;
  for (const ImportedResult& result : imported) scatter += (result.u - start.centre).squaredNorm();
  const double variance =
      (scatter / static_cast<double>(dimension_) + kSigma * kSigma) / (count + 1.0);
  start.sigma = std::min(kSigma, std::sqrt(variance));
  return start;
}

CmaStart CmaStarts::next(std::uint64_t results) {
  (large_ ? large_results_ : small_results_) += results;
  Rng rng = Rng::for_trial(seed_, TrialId{++starts_}, "cma_es start");
  CmaStart start{Eigen::VectorXd(dimension_), kSigma, usual_lambda_};
  for (double& entry : start.centre) entry = rng.uniform();
  large_ = large_results_ <= small_results_;
  if (large_) {
    large_lambda_ = std::min(2 * large_lambda_, kMostLambda);
    start.lambda = large_lambda_;
    return start;
  }
  const double u = rng.uniform();
  const double ratio =
      0.5 * static_cast<double>(large_lambda_) / static_cast<double>(usual_lambda_);
  start.lambda = std::max(
      usual_lambda_,
      static_cast<Eigen::Index>(static_cast<double>(usual_lambda_) * std::pow(ratio, u * u)));
  start.sigma = kSigma * std::pow(10.0, -2.0 * rng.uniform());
  return start;
}

}  // namespace tuner
