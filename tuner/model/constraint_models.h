// Where configurations keep the constraints: a Gaussian process of every constraint's excess.
//
//   p(x) = Π_c P(g_c(x) <= 0) = Π_c Φ((b_c − μ_c(x)) / σ_c(x))
//
// b_c is an excess of 0 in the unit of the process (standardise_excesses); the processes are independent.
//
// In the flow: the strategy adds every trial with losses, and ln p to its acquisition, beside the ln p of success_model.h;
// readers do the same. Running trials narrow the variances, as they do for the losses.
//
// Source  [Gardner2014], [Gelbart2014]; docs/numerics.md, section 20.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/gp/surrogate.h"
#include "tuner/model/model_search.h"

namespace tuner {

// What the models of the constraints say at a moment; refers to them, until the next add().
class ConstraintOutlook {
 public:
  ConstraintOutlook(ConstraintOutlook&&) = default;
  ConstraintOutlook& operator=(ConstraintOutlook&&) = default;

  // ln p as a function of configurations, at most 0; refers to `coordinates` and to this. nullopt: there is no constraint.
  std::optional<SearchProblem> log_probability(const ModelCoordinates& coordinates) const;

  // Σ_c max(μ_c − b_c, 0) at every result, in the order of add(), then at every running trial: 0 where all constraints are
  // expected to be kept. Empty: there is no constraint.
  const Eigen::VectorXd& violations() const { return violations_; }

 private:
  friend class ConstraintModels;
  ConstraintOutlook() = default;

  std::vector<GaussianProcess> given_running_;
  std::vector<const GaussianProcess*> processes_;  // one per constraint
  std::vector<double> bounds_;                     // b
  Eigen::VectorXd violations_;
};

class ConstraintModels {
 public:
  // As a Surrogate that shares its rows.
  ConstraintModels(ColumnGroups groups, std::shared_ptr<RowTable> rows)
      : groups_(std::move(groups)), rows_(std::move(rows)) {}

  // Of the row that was added to the table last, one excess per constraint. Contract: always as many, all finite.
  void add_of_last_row(const std::vector<double>& excesses);

  // As Surrogate::rest().
  void rest();

  bool empty() const { return surrogates_.empty(); }  // no constraint, or nothing was added

  // While trials run at `running`, columns by rows, of which there may be none. kNumerical: a process cannot be built.
  Result<ConstraintOutlook> outlook(const Eigen::MatrixXd& running) const;

 private:
  ColumnGroups groups_;
  std::shared_ptr<RowTable> rows_;
  std::vector<Surrogate> surrogates_;          // one per constraint
  std::vector<std::vector<double>> excesses_;  // by constraint
};

}  // namespace tuner
