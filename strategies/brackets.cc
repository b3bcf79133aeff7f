#include "strategies/brackets.h"

#include <cmath>
#include <vector>

#include "tuner/base/check.h"
#include "tuner/base/rng.h"

namespace tuner {

std::size_t bracket_of(const Resource& resource, std::uint64_t seed, TrialId trial) {
  const std::size_t budgets = resource.budgets().size();
  const auto brackets = static_cast<std::size_t>(resource.brackets);
  TUNER_CHECK(brackets >= 1 && brackets <= budgets, "a bracket begins at one of the budgets");
  if (brackets == 1) return 0;
  const auto eta = static_cast<double>(resource.reduction), all = static_cast<double>(budgets);
  std::vector<double> up_to;  // sums of what brackets weigh
  for (std::size_t s = 0; s < brackets; ++s) {
    const double left = all - static_cast<double>(s);
    const double weight = std::ceil(all / left * std::pow(eta, left - 1.0));
    up_to.push_back(weight + (s == 0 ? 0.0 : up_to.back()));
  }
  const double drawn = Rng::for_trial(seed, trial, "bracket").uniform() * up_to.back();
  std::size_t bracket = 0;
  while (bracket + 1 < brackets && drawn >= up_to[bracket]) ++bracket;
  return bracket;
}

}  // namespace tuner
