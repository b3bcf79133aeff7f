// Where configurations fail: a Gaussian process of which trials did.
//
//   y = 1 for a configuration that failed, else 0;   p(x) = P(f(x) < ½) = Φ((½ − μ(x)) / σ(x))
//
// In the flow: the strategy adds every trial that teaches something, and ln p to its acquisition: the expected improvement,
// if there is one, times the probability that the configuration works. The process is the one of surrogate.h, with length
// scales of its own; of the losses it knows nothing.
//
// Source  [Gardner2014]; docs/numerics.md, section 8.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "tuner/gp/surrogate.h"
#include "tuner/model/model_search.h"

namespace tuner {

class SuccessModel {
 public:
  // As a Surrogate that shares its rows.
  SuccessModel(ColumnGroups groups, std::shared_ptr<RowTable> rows)
      : surrogate_(std::move(groups), std::move(rows)) {}

  // The trial of the row that was added to the table last.
  void add_of_last_row(bool failed);

  // As Surrogate::rest().
  void rest() { surrogate_.rest(); }

  // ln p as a function of configurations, at most 0; it refers to `coordinates` and to this model, until the next add().
  // nullopt while all trials ended the same way, or when the process cannot be built.
  std::optional<SearchProblem> log_probability(const ModelCoordinates& coordinates) const;

 private:
  Surrogate surrogate_;
  Eigen::Index failures_ = 0;
};

}  // namespace tuner
