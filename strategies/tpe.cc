#include "strategies/tpe.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "strategies/learning.h"
#include "strategies/parzen.h"
#include "strategies/parzen_space.h"
#include "strategies/ranked_points.h"
#include "strategies/standing.h"
#include "tuner/base/rng.h"
#include "tuner/space/projection.h"

namespace tuner {
namespace {

constexpr double kGoodShare = 0.1;
constexpr std::size_t kMostGood = 25;
constexpr Eigen::Index kCandidates = 64, kFewCandidates = 2;
constexpr int kDrawsAgain = 16;      // of one candidate, while it is forbidden
constexpr std::uint32_t kRound = 3;  // trials: one of them chooses from few
constexpr std::size_t kMostBad = 2000;
constexpr std::size_t kMostRunning = 500;  // of the running trials, the newest count

class Tpe final : public LearningStrategy {
 public:
  Tpe(const SearchSpace& space, std::uint64_t seed)
      : LearningStrategy(space, seed), parzen_space_(space), observed_(parzen_space_.dimension()) {}

 private:
  void learn(const Outcome& outcome) override {
    if (const auto standing = standing_of(outcome))
      observed_.add(parzen_space_.point(encoding().encode(outcome.suggestion.configuration)),
                    *standing);
  }

  Configuration suggest(TrialId trial) override {
    if (in_initial_design(space(), observed_.size(), running().size()))
      return chosen(encoding().decode(design_point(trial)), trial);
    const auto good =
        static_cast<std::size_t>(std::ceil(kGoodShare * static_cast<double>(observed_.size())));
    const std::size_t split = std::min({good, kMostGood, observed_.working()});
    const ParzenMixture promising(parzen_space_, observed_.best(split));
    const Eigen::MatrixXd candidates = draw(promising, trial);
    const ParzenMixture others(parzen_space_, unpromising(split));
    return best_new(
        candidates, promising.log_density(candidates) - others.log_density(candidates), trial);
  }

  bool allowed(const Eigen::VectorXd& point) const {
    return space().forbidden().empty() || is_allowed(encoding(), parzen_space_.unit(point));
  }

  Eigen::MatrixXd draw(const ParzenMixture& mixture, TrialId trial) const {
    Rng rng = Rng::for_trial(seed(), trial, "tpe candidates");
    const Eigen::Index count = trial.number % kRound == 0 ? kFewCandidates : kCandidates;
    Eigen::MatrixXd points(count, parzen_space_.dimension());
    for (Eigen::Index i = 0; i < count; ++i) {
      points.row(i) = mixture.draw(rng);
      for (int again = 0; again < kDrawsAgain && !allowed(points.row(i)); ++again) {
        points.row(i) = mixture.draw(rng);
      }
    }
    return points;
  }

  Eigen::MatrixXd unpromising(std::size_t split) const {
    const std::size_t count = std::min(running().size(), kMostRunning);
    const Eigen::MatrixXd told = observed_.rest(split, kMostBad - count);
    Eigen::MatrixXd points(told.rows() + static_cast<Eigen::Index>(count), told.cols());
    points.topRows(told.rows()) = told;
    auto newest = running().rbegin();
    for (Eigen::Index row = points.rows(); row-- > told.rows(); ++newest) {
      points.row(row) = parzen_space_.point(newest->second);
    }
    return points;
  }

  Configuration best_new(const Eigen::MatrixXd& candidates,
                         const Eigen::ArrayXd& scores,
                         TrialId trial) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(scores.size()));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::stable_sort(
        order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
    Configuration best;
    for (const Eigen::Index i : order) {
      best = encoding().decode(parzen_space_.unit(candidates.row(i)));
      if (is_free(best)) break;
    }
    return chosen(std::move(best), trial);
  }

  Configuration chosen(Configuration wanted, TrialId trial) {
    return free_or_other(std::move(wanted), Rng::for_trial(seed(), trial, "tpe again"));
  }

  ParzenSpace parzen_space_;
  RankedPoints observed_;
};

}  // namespace

std::unique_ptr<Strategy> make_tpe(const SearchSpace& space, std::uint64_t seed) {
  return std::make_unique<Tpe>(space, seed);
}

}  // namespace tuner
