#include "strategies/nsga_ii.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "strategies/front_ranks.h"
#include "strategies/unseen.h"
#include "strategies/variation.h"
#include "tuner/base/check.h"
#include "tuner/base/rng.h"
#include "tuner/base/sobol.h"
#include "tuner/model/lesson.h"

namespace tuner {
namespace {

constexpr int kTries = 10;  // children drawn until one is new

class NsgaIi final : public Strategy {
 public:
  NsgaIi(const SearchSpace& space, std::uint64_t seed, std::size_t objectives)
      : coordinates_(space),
        seed_(seed),
        objectives_(objectives),
        sobol_(std::max<std::size_t>(space.size(), 1), seed),
        unseen_(space) {
    TUNER_CHECK(objectives >= 1, "there is something to minimise");
  }

  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) override {
    std::vector<Suggestion> suggestions;
    while (suggestions.size() < count && !exhausted()) {
      const TrialId trial{first.number + static_cast<std::uint32_t>(suggestions.size())};
      suggestions.push_back({suggest(trial)});
      recall(trial, {&suggestions.back(), 1});
    }
    return suggestions;
  }

  void recall(TrialId first, std::span<const Suggestion> suggestions) override {
    for (const Suggestion& suggestion : suggestions) {
      if (is_legal(suggestion.configuration)) {
        running_.insert(first);
        unseen_.mark(suggestion.configuration);
      }
      ++first.number;
    }
  }

  void tell(const Outcome& outcome) override {
    running_.erase(outcome.trial);
    const Configuration& configuration = outcome.suggestion.configuration;
    if (!is_legal(configuration)) return;
    unseen_.mark(configuration);
    std::vector<double> losses =
        lessons(outcome.status, outcome.failure, outcome.losses, objectives_);
    if (losses.empty()) return;
    ++told_;
    if (!std::isfinite(losses.front())) return;
    points_.push_back(coordinates_.encoding().encode(configuration));
    losses_.push_back(std::move(losses));
    select();
  }

  bool exhausted() const override { return unseen_.exhausted(); }

 private:
  bool is_legal(const Configuration& configuration) const {
    return coordinates_.encoding().space().check(configuration).has_value();
  }

  std::size_t most() const { return std::max<std::size_t>(10 * objectives_, 20); }

  bool designing() const { return points_.size() < 2 || told_ + running_.size() < most(); }

  // Best first; the last leaves where there are too many.
  void select() {
    std::vector<std::size_t> order = front_order(losses_);
    order.resize(std::min(order.size(), most()));
    std::vector<Eigen::VectorXd> points;
    std::vector<std::vector<double>> losses;
    for (const std::size_t i : order) {
      points.push_back(std::move(points_[i]));
      losses.push_back(std::move(losses_[i]));
    }
    points_ = std::move(points);
    losses_ = std::move(losses);
  }

  // Contract: not exhausted.
  Configuration suggest(TrialId trial) {
    Rng rng = Rng::for_trial(seed_, trial, "nsga_ii");
    Configuration wanted = designing() ? decode(design_point(trial)) : decode(child(rng));
    for (int i = 1; i < kTries && !designing() && unseen_.contains(wanted); ++i) {
      wanted = decode(child(rng));
    }
    return *unseen_.choose(std::move(wanted), Rng::for_trial(seed_, trial, "nsga_ii again"));
  }

  Configuration decode(const Eigen::VectorXd& u) const { return coordinates_.encoding().decode(u); }

  Eigen::VectorXd design_point(TrialId trial) const {
    const std::vector<double> u = sobol_.point(trial.number - 1);
    return Eigen::Map<const Eigen::VectorXd>(u.data(), coordinates_.dimension());
  }

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
  std::uint64_t seed_;
  std::size_t objectives_;
  ScrambledSobol sobol_;
  Unseen unseen_;              // every configuration ever suggested or told is marked
  std::set<TrialId> running_;  // suggested and not yet told
  std::size_t told_ = 0;       // trials that taught something
  // The population, best first.
  std::vector<Eigen::VectorXd> points_;
  std::vector<std::vector<double>> losses_;
};

}  // namespace

std::unique_ptr<Strategy> make_nsga_ii(const SearchSpace& space,
                                       std::uint64_t seed,
                                       std::size_t objectives) {
  return std::make_unique<NsgaIi>(space, seed, objectives);
}

}  // namespace tuner
