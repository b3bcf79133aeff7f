// The Gaussian process of a job's trials, for readers: what the strategy's model is after the same
// trials, in the unit and the sign of the objective.
//
//   value = objective(mean + deviation z)      z: what the process predicts
//
// In the flow: built from the trials in the store whenever somebody asks; metrics derive
// importance, explanations and convergence from it. Trials are learnt in the order in which they
// ended; those that failed have no loss, and are in log_success() alone; those that violate a
// constraint are never the best. What was known before the job counts as it does for the strategy: earlier results of the same task
// come first, and what related tasks make expect is a part of the prior mean (related_mean.h). Losses above the ceiling are cut before the process sees them
// (tuner/gp/targets.h), so that what is predicted near cut_value() may in truth be anything beyond it.
//
// Shapes  u has D entries in [0,1] and is snapped; many points are rows.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/gp/surrogate.h"
#include "tuner/gp/targets.h"
#include "tuner/job/aims.h"
#include "tuner/job/objective.h"
#include "tuner/job/prior.h"
#include "tuner/job/trial.h"
#include "tuner/model/constraint_models.h"
#include "tuner/model/model_coordinates.h"
#include "tuner/model/success_model.h"

namespace tuner {

// What one trial taught; the loss is infinite for a configuration that failed.
struct Taught {
  TrialId trial;  // kBeforeTheJob for an earlier result
  Eigen::VectorXd u;
  double loss = 0.0;
  std::vector<double> excesses = {};  // see excesses_of()

  // Whether it has a value and keeps every constraint; the best, moreover, is a trial of the job itself.
  bool keeps_constraints() const;
  bool can_be_best() const { return trial != kBeforeTheJob && keeps_constraints(); }
};

// The budget whose values a model of a space of so many parameters learns: the highest with D + 2 values at least, or the lowest;
// nullopt: the trials have no budgets.
std::optional<std::int64_t> modelled_budget(std::span<const Trial> trials,
                                            const Aims& aims,
                                            std::size_t parameters);

// Of all trials that teach anything, in the order of their ends, then of their numbers.
// Configurations that the space does not allow are left out; and values of other budgets than modelled_budget().
std::vector<Taught> taught_by(std::span<const Trial> trials,
                              const Aims& aims,
                              const Encoding& encoding);

// The same after what was known before the job.
std::vector<Taught> taught_in_all(std::span<const Trial> trials,
                                  const Aims& aims,
                                  const Prior& prior,
                                  const Encoding& encoding);

// What a model is asked about.
struct ModelScope {
  // The whole space, where a model for the search, whose trials crowd around the best, would cut nearly all of it off: the ceiling
  // (tuner/gp/targets.h) is that of the losses that the nearest trials give evenly spread points.
  bool whole_space = false;
  // What complete trainings come to: the last values of trials that were stopped early are left out while enough others are there.
  bool complete_only = false;
};

// A mean and the 95 % interval around it; lower <= mean <= upper whatever the goal is.
struct Prediction {
  double mean = 0.0, lower = 0.0, upper = 0.0;
};

class TrialModel {
 public:
  static constexpr std::size_t kFewestValues = 5;  // as many as the strategy waits for

  // Contract: at least one objective; the first is modelled. kFailedPrecondition says what is
  // missing: values, any difference between them, or one that keeps every constraint. kNumerical: a
  // process cannot be built.
  static Result<TrialModel> create(const SearchSpace& space,
                                   const Aims& aims,
                                   std::span<const Trial> trials,
                                   const Prior& prior = {},
                                   const ModelScope& scope = {});
  // The same for a moment at which no trial of the job itself can be the best yet: best() is not to be asked then.
  static Result<TrialModel> create_early(const SearchSpace& space,
                                         const Aims& aims,
                                         std::span<const Trial> trials,
                                         const Prior& prior,
                                         const ModelScope& scope = {});

  const ModelCoordinates& coordinates() const { return coordinates_; }
  const SearchSpace& space() const { return coordinates_.encoding().space(); }
  const Objective& objective() const { return objective_; }
  std::span<const Taught> taught() const { return taught_; }
  std::size_t failed() const { return taught_.size() - valued_.size(); }  // of them
  std::size_t earlier() const;  // of them: results from before the job
  const GaussianProcess& process() const { return **surrogate_.model(); }
  // ln of the probability that a configuration works; nullopt where none failed. See success_model.h.
  std::optional<SearchProblem> log_success() const {
    return success_.log_probability(coordinates_);
  }
  // See ConstraintModels::outlook().
  Result<ConstraintOutlook> constraints(const Eigen::MatrixXd& running = {}) const {
    return constraints_.outlook(running);
  }
  // See Surrogate::without().
  Result<GaussianProcess> without(Eigen::Index part, Eigen::Index parts) const {
    return surrogate_.without(part, parts);
  }

  // In the objective's unit: a standardised value, and a difference of standardised values.
  double value(double z) const { return objective_.to_value(scale_.mean + scale_.deviation * z); }
  double difference(double dz) const { return scale_.deviation * dz; }
  Prediction prediction(double mean, double variance) const;
  double noise() const;  // standard deviation of a repetition
  // Everything worse counts as this value; nullopt when nothing was.
  std::optional<double> cut_value() const;

  // The trial that is recommended, among those that can be the best (Surrogate::ranked_by_repetition): index into taught().
  std::size_t best() const;
  // The smallest posterior mean of what keeps every constraint: what there is to improve on.
  double incumbent() const;
  // The posterior means of the trials with a value, in the order of taught(), in standardised units.
  Eigen::VectorXd expected() const { return surrogate_.means().value(); }
  // Posterior means in standardised units; points need not be snapped. Memory is bounded.
  Eigen::VectorXd means(const Eigen::MatrixXd& points) const { return means(points, process()); }
  Eigen::VectorXd means(const Eigen::MatrixXd& points, const GaussianProcess& process) const;
  Prediction predict(const Eigen::VectorXd& u) const;

 private:
  TrialModel(const SearchSpace& space,
             const Aims& aims,
             std::vector<Taught> taught,
             double ceiling,  // of losses
             const Prior& prior);
  Result<void> check() const;

  ModelCoordinates coordinates_;
  Objective objective_;
  std::vector<Taught> taught_;
  std::vector<std::size_t> valued_;  // by observation of the process: index into taught_
  LossScale scale_;
  std::shared_ptr<RowTable> rows_;
  Surrogate surrogate_;
  ConstraintModels constraints_;
  SuccessModel success_;
};

}  // namespace tuner
