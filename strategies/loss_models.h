// What the Bayesian strategy has been told, a model of every loss, one of every constraint, and one
// of which configurations work.
//
// In the flow: tells are added, asks get the processes, the points around which to look, and what is
// expected at the points that were tried. With one loss the order of points is that of their
// posterior means; with several it is that of the front of the means (front_ranks.h). Points that are
// expected to violate a constraint come after all others.
//
// Shapes  u has D entries and is snapped; M losses.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tuner/base/ids.h"
#include "tuner/base/result.h"
#include "tuner/gp/row_table.h"
#include "tuner/gp/surrogate.h"
#include "tuner/job/prior.h"
#include "tuner/model/constraint_models.h"
#include "tuner/model/model_coordinates.h"
#include "tuner/model/model_search.h"
#include "tuner/model/success_model.h"

namespace tuner {

inline constexpr std::size_t kCentres = 5;  // points to look around, of one loss

class LossModels {
 public:
  // `coordinates` must outlive the models; `related` is what other tasks say of them. Contract: objectives >= 1.
  LossModels(const ModelCoordinates& coordinates,
             std::size_t objectives,
             const RelatedTasks& related = {});

  // Losses as lessons() gives them: M of them, all infinite for a configuration that failed; else with
  // one excess per constraint, always as many.
  void add(TrialId trial,
           const Eigen::VectorXd& u,
           const std::vector<double>& losses,
           const std::vector<double>& excesses = {});

  std::size_t size() const { return trials_.size(); }
  std::size_t valued() const { return valued_.size(); }  // of them: did not fail
  std::size_t objectives() const { return surrogates_.size(); }
  const RowTable& points() const { return points_; }
  std::vector<char> worked() const;  // by point: neither failed nor violated a constraint

  // Valid until the next add() or rest(). kNumerical: one cannot be built. Contract: valued() > 0.
  Result<Processes> processes() const;

  // See SuccessModel::log_probability().
  std::optional<SearchProblem> log_success() const {
    return success_.log_probability(coordinates_);
  }

  // What is expected of the constraints while trials run at `running`, columns by rows; valid until the
  // next add() or rest().
  Result<ConstraintOutlook> constraints(const Eigen::MatrixXd& running) const {
    return constraints_.outlook(running);
  }

  // As Surrogate::rest().
  void rest();

  // A model of the losses as they are seen along a direction (front_direction.h): rows as in means(). Contract: valued() > 0, three
  // losses or more.
  Surrogate along(const Eigen::VectorXd& direction) const;
  // The points of these rows of means(), in this order.
  std::vector<Eigen::VectorXd> points_of(const std::vector<Eigen::Index>& rows) const;

  // The posterior means at the points that did not fail, one row each, in the order of add().
  // Contract: processes() succeeds.
  Eigen::MatrixXd means() const;

  // The points around which to look, best first: the five best of one loss, all of a front. None
  // that failed. With constraints only what is expected to keep them, and where that is nothing, the
  // five that violate them least. Contract: as means(); `outlook` is of these models.
  std::vector<Eigen::VectorXd> promising(const ConstraintOutlook& outlook) const;

  // The share of results that are exactly as good as the best, beside it: 1 where nothing tells them apart, 0 where one is the best.
  // Of several losses either 1 or 0; one half of a single result.
  double share_of_ties() const;

  // Of the job's own trials whose results keep every constraint the one whose repetitions have the lowest
  // mean of the first loss (Surrogate::ranked_by_repetition); nullopt: there is none, or no model.
  std::optional<TrialId> best() const;

 private:
  // Rows of means().
  std::vector<Eigen::Index> front(
      const std::vector<Eigen::Index>& among) const;  // the loneliest first
  std::vector<Eigen::Index> best_five(const std::vector<Eigen::Index>& among) const;
  std::uint32_t point_of(Eigen::Index row) const { return valued_[static_cast<std::size_t>(row)]; }

  const ModelCoordinates& coordinates_;
  std::vector<TrialId> trials_;
  RowTable points_;
  std::shared_ptr<RowTable> rows_;     // the same as columns of the model
  std::vector<std::uint32_t> valued_;  // by row of the surrogates: indices of points
  std::vector<double> losses_;  // by row of the surrogates, M each, where there are three or more
  std::vector<double> best_;    // the lowest loss; of several the first ones
  std::size_t ties_ = 0;        // results that equal it
  std::vector<char> keeps_;     // by row of the surrogates: the result keeps every constraint
  std::vector<Surrogate> surrogates_;
  ConstraintModels constraints_;
  SuccessModel success_;
};

}  // namespace tuner
