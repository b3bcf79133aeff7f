// What strategies have in common that learn from results: which trials run, which configurations
// are taken, and the order in which those become known.
//
// In the flow: a Strategy asks its derived class for one configuration at a time, which counts as
// running from then on, and hands it the results of configurations of the space. What a result of
// another configuration says is nothing.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "strategies/unseen.h"
#include "tuner/base/sobol.h"
#include "tuner/strategy.h"

namespace tuner {

// Below five results a model knows less than an even spread.
bool too_few_for_a_model(std::size_t results);

// Whether a suggestion still belongs to the initial design, a spread over the whole space, given how
// many trials have taught something and how many are running: up to n₀ = clamp(d + 1, 5, 10), d
// parameters, and while there are too few for a model.
bool in_initial_design(const SearchSpace& space, std::size_t results, std::size_t running);

class LearningStrategy : public Strategy {
 public:
  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) final;
  void recall(TrialId first, std::span<const Suggestion> suggestions) final;
  void tell(const Outcome& outcome) final;
  bool exhausted() const final { return unseen_.exhausted(); }
  void rest() override { unseen_.rest(); }

 protected:
  LearningStrategy(const SearchSpace& space, std::uint64_t seed);

  // What trial `trial` is to try. Contract: not exhausted; the answer is allowed.
  virtual Configuration suggest(TrialId trial) = 0;
  // Its configuration belongs to the space, and no longer counts as running.
  virtual void learn(const Outcome& outcome) = 0;

  const SearchSpace& space() const { return encoding().space(); }
  const Encoding& encoding() const { return unseen_.encoding(); }
  std::uint64_t seed() const { return seed_; }
  // Trials that were suggested and not yet told: points of the unit cube, as the encoding has them.
  const std::map<TrialId, Eigen::VectorXd>& running() const { return running_; }
  // Point `trial` of the scrambled Sobol sequence of the seed, one entry per parameter.
  Eigen::VectorXd design_point(TrialId trial) const;

  bool is_free(const Configuration& configuration) const {
    return !unseen_.contains(configuration);
  }
  // `wanted` if it is free, else another one (see Unseen::choose). Contract: not exhausted.
  Configuration free_or_other(Configuration wanted, const Rng& rng);

 private:
  std::uint64_t seed_;
  ScrambledSobol sobol_;
  Unseen unseen_;  // every configuration ever suggested or told is marked
  std::map<TrialId, Eigen::VectorXd> running_;
};

}  // namespace tuner
