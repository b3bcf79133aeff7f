// One run of an evolution strategy over a search space, from a start until it has nothing more to find.
//
//   continuous        a coordinate of the normal distribution (cma_distribution.h), reflected into [0, 1]; the reflected
//                     value is what is learnt from
//   integers, steps   a coordinate as well; values outside mean the first or the last level, and level_margin.h keeps the
//                     neighbouring levels possible, with α = 1/(λ N)
//   categories        a categorical distribution each (category_weights.h), independent of the others; the other values
//                     keep α together
//   constants         nothing
//
// N counts the coordinates that are not constant. Every draw has a value in every coordinate; one whose parameter is
// inactive is neither seen by the training nor favoured by selection, and drifts until the parameter is active again.
//
// Shapes  a draw is a vector of D = space.size() entries that Encoding decodes.
#pragma once

#include <Eigen/Core>
#include <limits>
#include <optional>
#include <vector>

#include "strategies/category_weights.h"
#include "strategies/cma_distribution.h"
#include "strategies/standing.h"
#include "tuner/base/rng.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {

struct CmaStart {
  Eigen::VectorXd centre;  // D entries in [0, 1]; those of categories do not count
  double sigma = 0.0;
  Eigen::Index lambda = 0;
};

struct CmaResult {
  Eigen::VectorXd draw;
  Standing standing;
  bool foreign = false;  // not drawn from the distribution as it is now
};

class CmaRun {
 public:
  // `coordinates` must outlive the run.
  CmaRun(const ModelCoordinates& coordinates, const CmaStart& start);

  Eigen::Index lambda() const { return lambda_; }
  Eigen::Index generation() const { return generation_; }

  Eigen::VectorXd draw(Rng& rng) const;

  // Closes a generation. Of equal standings the earlier result ranks better; results that do not work count only as
  // missing; a generation of equal standings teaches nothing.
  void learn(std::vector<CmaResult> results);

  // It has converged, or stagnates, or nothing of its last generation worked: time for a new start.
  bool finished() const { return finished_; }

 private:
  struct Category {
    Eigen::Index coordinate;
    CategoryWeights weights;
  };

  void adapt(const std::vector<CmaResult>& ranked);
  void keep_margins();
  bool exhausted(const Eigen::VectorXd& best) const;
  bool is_continuous(Eigen::Index j) const { return coordinates_.levels(j) == 0; }

  const ModelCoordinates& coordinates_;
  Eigen::Index lambda_;
  std::vector<Eigen::Index> numbers_;  // coordinates
  std::vector<Category> categories_;
  double alpha_ = 0.0;
  CmaRates rates_;
  std::optional<CmaDistribution> distribution_;  // of the numbers, if there are any
  Eigen::Index generation_ = 0, improved_at_ = 0;
  Standing best_{0.0, std::numeric_limits<double>::infinity()};
  bool finished_ = false;
};

}  // namespace tuner
