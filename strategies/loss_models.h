// What the Bayesian strategy has been told, and a model of every loss.
//
// In the flow: tells are added, asks get the processes, the points around which to look, and what is
// expected at the points that were tried. With one loss the order of points is that of their
// posterior means; with several it is that of the front of the means (front_ranks.h).
//
// Shapes  u has D entries and is snapped; M losses.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <vector>

#include "tuner/base/ids.h"
#include "tuner/base/result.h"
#include "tuner/gp/surrogate.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {

using Processes = std::vector<const GaussianProcess*>;  // one per loss

class LossModels {
 public:
  // `coordinates` must outlive the models. Contract: objectives >= 1.
  LossModels(const ModelCoordinates& coordinates, std::size_t objectives);

  // Losses as lessons() gives them: M of them, all infinite for a configuration that failed.
  void add(TrialId trial, const Eigen::VectorXd& u, const std::vector<double>& losses);

  std::size_t size() const { return points_.size(); }
  std::size_t objectives() const { return surrogates_.size(); }
  const std::vector<Eigen::VectorXd>& points() const { return points_; }

  // Valid until the next add(). kNumerical: one cannot be built. Contract: size() > 0.
  Result<Processes> processes() const;

  // The posterior means at the points that did not fail, one row each, in the order of add().
  // Contract: processes() succeeds.
  Eigen::MatrixXd means() const;

  // The points around which to look, best first: the five best of one loss, all of a front. None
  // that failed. Contract: as means().
  std::vector<Eigen::VectorXd> promising() const;

  // The trial with the best posterior mean of the first loss; nullopt: there is none, or no model.
  std::optional<TrialId> best() const;

 private:
  std::vector<Eigen::Index> front() const;  // rows of means(), the loneliest first

  const ModelCoordinates& coordinates_;
  std::vector<TrialId> trials_;
  std::vector<Eigen::VectorXd> points_;
  std::vector<Eigen::Index> succeeded_;  // indices of points
  std::vector<Surrogate> surrogates_;
};

}  // namespace tuner
