#include "strategies/sobol.h"

#include <algorithm>
#include <utility>

#include "strategies/sampling.h"
#include "tuner/base/sobol.h"

namespace tuner {
namespace {

static_assert(kMaxParameters <= ScrambledSobol::kMaxDimension,
              "every space has its Sobol sequence");

class SobolStrategy final : public SamplingStrategy {
 public:
  SobolStrategy(const SearchSpace& space, std::uint64_t seed)
      : SamplingStrategy(space, seed, "sobol again"),
        sequence_(std::max<std::size_t>(space.size(), 1), seed) {}

 protected:
  Eigen::VectorXd point(TrialId trial, Eigen::Index dimension) const override {
    const std::vector<double> u = sequence_.point(trial.number - 1);
    return Eigen::Map<const Eigen::VectorXd>(u.data(), dimension);
  }

 private:
  ScrambledSobol sequence_;
};

}  // namespace

std::unique_ptr<Strategy> make_sobol(SearchSpace space, std::uint64_t seed) {
  return std::make_unique<SobolStrategy>(std::move(space), seed);
}

}  // namespace tuner
