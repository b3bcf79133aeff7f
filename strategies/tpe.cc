#include "strategies/tpe.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "strategies/parzen.h"
#include "strategies/parzen_space.h"
#include "strategies/ranked_points.h"
#include "strategies/unseen.h"
#include "tuner/base/rng.h"
#include "tuner/base/sobol.h"
#include "tuner/model/lesson.h"
#include "tuner/space/projection.h"

namespace tuner {
namespace {

constexpr std::size_t kFewestResults = 5;
constexpr double kGoodShare = 0.1;
constexpr std::size_t kMostGood = 25;
constexpr Eigen::Index kCandidates = 64, kFewCandidates = 2;
constexpr int kDrawsAgain = 16;      // of one candidate, while it is forbidden
constexpr std::uint32_t kRound = 3;  // trials: one of them chooses from few
constexpr std::size_t kMostBad = 2000;
constexpr std::size_t kMostPending = 500;  // of the running trials, the newest count

class Tpe final : public Strategy {
 public:
  Tpe(const SearchSpace& space, std::uint64_t seed)
      : parzen_space_(space),
        seed_(seed),
        sobol_(std::max<std::size_t>(space.size(), 1), seed),
        unseen_(space),
        observed_(parzen_space_.dimension()) {}

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
        pending_[first] = point_of(suggestion.configuration);
        unseen_.mark(suggestion.configuration);
      }
      ++first.number;
    }
  }

  void tell(const Outcome& outcome) override {
    pending_.erase(outcome.trial);
    const Configuration& configuration = outcome.suggestion.configuration;
    if (!is_legal(configuration)) return;
    unseen_.mark(configuration);
    if (const auto loss = lesson(outcome.status, outcome.failure, outcome.losses))
      observed_.add(point_of(configuration), *loss);
  }

  bool exhausted() const override { return unseen_.exhausted(); }

 private:
  const Encoding& encoding() const { return parzen_space_.encoding(); }
  bool is_legal(const Configuration& configuration) const {
    return encoding().space().check(configuration).has_value();
  }
  Eigen::VectorXd point_of(const Configuration& configuration) const {
    return parzen_space_.point(encoding().encode(configuration));
  }

  bool designing() const {
    const std::size_t wanted = std::clamp<std::size_t>(encoding().space().size() + 1, 5, 10);
    return observed_.size() < kFewestResults || observed_.size() + pending_.size() < wanted;
  }

  // Contract: not exhausted.
  Configuration suggest(TrialId trial) {
    if (designing()) return chosen(encoding().decode(design_point(trial)), trial);
    const auto good =
        static_cast<std::size_t>(std::ceil(kGoodShare * static_cast<double>(observed_.size())));
    const std::size_t split = std::min({good, kMostGood, observed_.finite()});
    const ParzenMixture promising(parzen_space_, observed_.best(split));
    const Eigen::MatrixXd candidates = draw(promising, trial);
    const ParzenMixture others(parzen_space_, unpromising(split));
    return best_new(
        candidates, promising.log_density(candidates) - others.log_density(candidates), trial);
  }

  bool allowed(const Eigen::VectorXd& point) const {
    return encoding().space().forbidden().empty() ||
           is_allowed(encoding(), parzen_space_.unit(point));
  }

  Eigen::VectorXd design_point(TrialId trial) const {
    const std::vector<double> u = sobol_.point(trial.number - 1);
    return Eigen::Map<const Eigen::VectorXd>(u.data(), parzen_space_.dimension());
  }

  Eigen::MatrixXd draw(const ParzenMixture& mixture, TrialId trial) const {
    Rng rng = Rng::for_trial(seed_, trial, "tpe candidates");
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
    const std::size_t running = std::min(pending_.size(), kMostPending);
    const Eigen::MatrixXd told = observed_.rest(split, kMostBad - running);
    Eigen::MatrixXd points(told.rows() + static_cast<Eigen::Index>(running), told.cols());
    points.topRows(told.rows()) = told;
    auto newest = pending_.rbegin();
    for (Eigen::Index row = points.rows(); row-- > told.rows(); ++newest) {
      points.row(row) = newest->second;
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
      if (!unseen_.contains(best)) break;
    }
    return chosen(std::move(best), trial);
  }

  Configuration chosen(Configuration wanted, TrialId trial) {
    return *unseen_.choose(std::move(wanted), Rng::for_trial(seed_, trial, "tpe again"));
  }

  ParzenSpace parzen_space_;
  std::uint64_t seed_;
  ScrambledSobol sobol_;
  Unseen unseen_;  // every configuration ever suggested or told is marked
  std::map<TrialId, Eigen::VectorXd> pending_;  // points: suggested and not yet told
  RankedPoints observed_;
};

}  // namespace

std::unique_ptr<Strategy> make_tpe(const SearchSpace& space, std::uint64_t seed) {
  return std::make_unique<Tpe>(space, seed);
}

}  // namespace tuner
