#include "strategies/nsga_ii.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "strategies/front_ranks.h"
#include "strategies/learning.h"
#include "strategies/variation.h"
#include "tuner/base/check.h"
#include "tuner/base/rng.h"
#include "tuner/job/constraint.h"
#include "tuner/model/lesson.h"

namespace tuner {
namespace {

constexpr int kTries = 10;  // children drawn until one is new

class NsgaIi final : public LearningStrategy {
 public:
  NsgaIi(const SearchSpace& space, std::uint64_t seed, std::size_t objectives)
      : LearningStrategy(space, seed), coordinates_(space), objectives_(objectives) {
    TUNER_CHECK(objectives >= 1, "there is something to minimise");
  }

 private:
  void learn(const Outcome& outcome) override {
    std::vector<double> losses =
        lessons(outcome.status, outcome.failure, outcome.losses, objectives_);
    if (losses.empty()) return;
    ++told_;
    if (!std::isfinite(losses.front())) return;
    points_.push_back(encoding().encode(outcome.suggestion.configuration));
    losses_.push_back(std::move(losses));
    violations_.push_back(violation_of(outcome.excesses));
    select();
  }

  std::size_t most() const { return std::max<std::size_t>(10 * objectives_, 20); }

  bool designing() const { return points_.size() < 2 || told_ + running().size() < most(); }

  // Best first; the last leaves where there are too many.
  void select() {
    std::vector<std::size_t> order = constrained_order(losses_, violations_);
    order.resize(std::min(order.size(), most()));
    std::vector<Eigen::VectorXd> points;
    std::vector<std::vector<double>> losses;
    std::vector<double> violations;
    for (const std::size_t i : order) {
      points.push_back(std::move(points_[i]));
      losses.push_back(std::move(losses_[i]));
      violations.push_back(violations_[i]);
    }
    points_ = std::move(points);
    losses_ = std::move(losses);
    violations_ = std::move(violations);
  }

  Configuration suggest(TrialId trial) override {
    Rng rng = Rng::for_trial(seed(), trial, "nsga_ii");
    Configuration wanted = designing() ? decode(design_point(trial)) : decode(child(rng));
    for (int i = 1; i < kTries && !designing() && !is_free(wanted); ++i) {
      wanted = decode(child(rng));
    }
    return free_or_other(std::move(wanted), Rng::for_trial(seed(), trial, "nsga_ii again"));
  }

  Configuration decode(const Eigen::VectorXd& u) const { return encoding().decode(u); }

  Eigen::VectorXd child(Rng& rng) const {
    const Eigen::VectorXd& mother = winner(rng);
    return child_of(coordinates_, mother, winner(rng), rng);
  }

  // The population is sorted: of two, the one further ahead wins.
  const Eigen::VectorXd& winner(Rng& rng) const {
    const std::uint64_t one = rng.below(points_.size()), other = rng.below(points_.size());
    return points_[std::min(one, other)];
  }

  ModelCoordinates coordinates_;
  std::size_t objectives_;
  std::size_t told_ = 0;  // trials that taught something
  // The population, best first.
  std::vector<Eigen::VectorXd> points_;
  std::vector<std::vector<double>> losses_;
  std::vector<double> violations_;
};

}  // namespace

std::unique_ptr<Strategy> make_nsga_ii(const SearchSpace& space,
                                       std::uint64_t seed,
                                       std::size_t objectives) {
  return std::make_unique<NsgaIi>(space, seed, objectives);
}

}  // namespace tuner
