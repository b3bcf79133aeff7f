#include "tuner/job/front.h"

#include <algorithm>

#include "tuner/base/check.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

bool at_least_as_good(std::span<const double> a, std::span<const double> b) {
  TUNER_CHECK(a.size() == b.size(), "losses of the same objectives are compared");
  return std::equal(
      a.begin(), a.end(), b.begin(), [](double mine, double other) { return mine <= other; });
}

}  // namespace

bool dominates(std::span<const double> a, std::span<const double> b) {
  return at_least_as_good(a, b) && !at_least_as_good(b, a);
}

std::vector<std::size_t> front_of(std::span<const std::vector<double>> losses) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (!losses[i].empty()) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return losses[a] < losses[b];
  });
  // Whatever dominates a point comes before it, and so does the earliest of its equals.
  std::vector<std::size_t> front;
  for (const std::size_t i : order) {
    const bool beaten = std::any_of(front.begin(), front.end(), [&](std::size_t better) {
      return at_least_as_good(losses[better], losses[i]);
    });
    if (!beaten) front.push_back(i);
  }
  return front;
}

std::vector<const Trial*> front_of(std::span<const Trial> trials, const Aims& aims) {
  std::vector<std::vector<double>> losses;
  for (const Trial& trial : trials) {
    losses.push_back(keeps_constraints(trial, aims) ? losses_of(trial, aims)
                                                    : std::vector<double>());
  }
  std::vector<const Trial*> front;
  for (const std::size_t i : front_of(losses)) front.push_back(&trials[i]);
  return front;
}

}  // namespace tuner
