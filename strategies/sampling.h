// What strategies have in common that propose without a model: one point per trial number, none
// twice where it can be avoided.
#pragma once

#include <string>
#include <string_view>

#include "strategies/unseen.h"
#include "tuner/strategy.h"

namespace tuner {

class SamplingStrategy : public Strategy {
 public:
  Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) final;
  void recall(TrialId first, std::span<const Suggestion> suggestions) final;
  void tell(const Outcome& outcome) final;
  bool exhausted() const final { return unseen_.exhausted(); }
  void rest() final { unseen_.rest(); }

 protected:
  // `purpose` keys the random numbers that replace a point which is already taken.
  SamplingStrategy(SearchSpace space, std::uint64_t seed, std::string_view purpose);

  // The point of the unit cube that trial `trial` wants, of `dimension` entries.
  virtual Eigen::VectorXd point(TrialId trial, Eigen::Index dimension) const = 0;

  std::uint64_t seed() const { return seed_; }

 private:
  Unseen unseen_;
  std::uint64_t seed_;
  std::string purpose_;
};

}  // namespace tuner
