#include "tuner/model/success_model.h"

#include <cmath>

namespace tuner {

void SuccessModel::add_of_last_row(bool failed) {
  if (failed) ++failures_;
  surrogate_.add_of_last_row(failed ? 1.0 : 0.0);
}

// The process sees y standardised: (y − s)/√(s(1 − s)) where the share s has failed. Nothing of it is cut (targets.h).
std::optional<SearchProblem> SuccessModel::log_probability(
    const ModelCoordinates& coordinates) const {
  if (failures_ == 0 || failures_ == surrogate_.size()) return std::nullopt;
  const auto model = surrogate_.model();
  if (!model) return std::nullopt;
  const double share = static_cast<double>(failures_) / static_cast<double>(surrogate_.size());
  const double half = (0.5 - share) / std::sqrt(share * (1.0 - share));
  return search_problem(coordinates, **model, LogProbabilityBelow(half));
}

}  // namespace tuner
