#include "strategies/unseen.h"

#include <utility>

#include "tuner/space/projection.h"

namespace tuner {
namespace {

constexpr int kUnseenDraws = 64;               // enough where one configuration in ten is free
constexpr int kConstrainedUnseenDraws = 1000;  // enough where one in two hundred is allowed
constexpr int kProjections = 16;

}  // namespace

Unseen::Unseen(SearchSpace space)
    : encoding_(std::move(space)),
      size_(encoding_.space().cardinality(ConfigurationList::kMaxSize)),
      seen_(encoding_.space().size()) {}

void Unseen::mark(const Configuration& configuration) {
  const SearchSpace& space = encoding_.space();
  if (space.check(configuration)) seen_.insert(key_of(space, configuration));
}

std::optional<Configuration> Unseen::choose(Configuration first, Rng rng) {
  if (exhausted()) return std::nullopt;
  const bool constrained = !encoding_.space().forbidden().empty();
  const int draws = constrained && !size_ ? kConstrainedUnseenDraws : kUnseenDraws;
  Configuration choice = first;
  for (int i = 0; i < draws && contains(choice); ++i) choice = draw(rng);
  if (!contains(choice)) return choice;
  if (!size_) return constrained ? near_allowed(std::move(first), rng) : choice;
  if (!all_) all_.emplace(encoding_.space());
  std::uint64_t i = rng.below(*size_);
  while (contains(all_->at(i))) i = (i + 1) % *size_;
  return all_->at(i);
}

// From a forbidden configuration towards an allowed one, each time another pair, until that gives a free one. Every other
// time towards the witness, which lies inside: of a configuration at the edge nothing else is found.
Configuration Unseen::near_allowed(Configuration from, Rng& rng) const {
  const SearchSpace& space = encoding_.space();
  for (int i = 0; i < kProjections; ++i) {
    const bool inside = seen_.size() == 0 || rng.below(2) == 0;
    const Configuration anchor =
        inside ? space.witness() : configuration_of(space, seen_.ranked(rng.below(seen_.size())));
    Configuration reached = encoding_.decode(
        moved_to_allowed(encoding_, encoding_.encode(from), encoding_.encode(anchor)));
    if (!contains(reached)) return reached;
    from = draw(rng);
  }
  return space.witness();
}

Configuration Unseen::draw(Rng& rng) const {
  Eigen::VectorXd u(encoding_.dimension());
  for (double& x : u) x = rng.uniform();
  return encoding_.decode(u);
}

}  // namespace tuner
