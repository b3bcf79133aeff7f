#include "strategies/random.h"

#include <utility>

#include "strategies/sampling.h"

namespace tuner {
namespace {

class RandomStrategy final : public SamplingStrategy {
 public:
  RandomStrategy(SearchSpace space, std::uint64_t seed)
      : SamplingStrategy(std::move(space), seed, "random again") {}

 protected:
  Eigen::VectorXd point(TrialId trial, Eigen::Index dimension) const override {
    Rng rng = Rng::for_trial(seed(), trial, "random");
    Eigen::VectorXd u(dimension);
    for (double& x : u) x = rng.uniform();
    return u;
  }
};

}  // namespace

std::unique_ptr<Strategy> make_random(SearchSpace space, std::uint64_t seed) {
  return std::make_unique<RandomStrategy>(std::move(space), seed);
}

}  // namespace tuner
