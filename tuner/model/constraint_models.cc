#include "tuner/model/constraint_models.h"

#include <algorithm>

#include "tuner/base/check.h"

namespace tuner {

std::optional<SearchProblem> ConstraintOutlook::log_probability(
    const ModelCoordinates& coordinates) const {
  std::optional<SearchProblem> sum;
  for (std::size_t c = 0; c < processes_.size(); ++c) {
    SearchProblem each =
        search_problem(coordinates, *processes_[c], LogProbabilityBelow(bounds_[c]));
    sum = sum ? with_penalty(*std::move(sum), std::move(each)) : std::move(each);
  }
  if (sum) sum->bounds = nullptr;  // a probability may fall where the variance grows
  return sum;
}

void ConstraintModels::add_of_last_row(const std::vector<double>& excesses) {
  if (surrogates_.empty()) {
    surrogates_.assign(excesses.size(), Surrogate(groups_, rows_, standardise_excesses));
    excesses_.resize(excesses.size());
  }
  TUNER_CHECK(excesses.size() == surrogates_.size(), "every result has as many constraints");
  for (std::size_t c = 0; c < excesses.size(); ++c) {
    surrogates_[c].add_of_last_row(excesses[c]);
    excesses_[c].push_back(excesses[c]);
  }
}

void ConstraintModels::rest() {
  for (Surrogate& surrogate : surrogates_) surrogate.rest();
}

Result<ConstraintOutlook> ConstraintModels::outlook(const Eigen::MatrixXd& running) const {
  ConstraintOutlook outlook;
  if (empty()) return outlook;
  const Eigen::Index results = surrogates_.front().size();
  outlook.violations_.setZero(results + running.rows());
  outlook.given_running_.reserve(surrogates_.size());
  for (std::size_t c = 0; c < surrogates_.size(); ++c) {
    TUNER_ASSIGN_OR_RETURN(const GaussianProcess* process, surrogates_[c].model());
    TUNER_ASSIGN_OR_RETURN(const Eigen::VectorXd means, surrogates_[c].means());
    const double bound = standardised_bound(excesses_[c]);
    outlook.violations_.head(results).array() += (means.array() - bound).max(0.0);
    if (running.rows() > 0) {
      process = &outlook.given_running_.emplace_back(process->with_pending(running));
      outlook.violations_.tail(running.rows()).array() +=
          (process->pending_means().array() - bound).max(0.0);
    }
    outlook.processes_.push_back(process);
    outlook.bounds_.push_back(bound);
  }
  return outlook;
}

}  // namespace tuner
