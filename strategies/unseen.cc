#include "strategies/unseen.h"

#include <utility>

namespace tuner {
namespace {

constexpr int kDraws = 64;  // enough where one configuration in ten is free

}  // namespace

Unseen::Unseen(SearchSpace space)
    : encoding_(std::move(space)),
      size_(encoding_.space().cardinality(ConfigurationList::kMaxSize)) {}

void Unseen::mark(const Configuration& configuration) {
  const SearchSpace& space = encoding_.space();
  if (!space.check(configuration)) return;
  Configuration exact = configuration;
  for (auto& [name, value] : exact) {
    const Domain& domain = space.parameters()[*space.index_of(name)].domain;
    if (level_count(domain) > 0) value = level(domain, level_index(domain, value));
  }
  seen_.insert(std::move(exact));
}

std::optional<Configuration> Unseen::choose(Configuration first, Rng rng) {
  if (exhausted()) return std::nullopt;
  for (int i = 0; i < kDraws && contains(first); ++i) first = draw(rng);
  if (!size_ || !contains(first)) return first;
  if (!all_) all_.emplace(encoding_.space());
  std::uint64_t i = rng.below(*size_);
  while (contains(all_->at(i))) i = (i + 1) % *size_;
  return all_->at(i);
}

Configuration Unseen::draw(Rng& rng) const {
  Eigen::VectorXd u(encoding_.dimension());
  for (double& x : u) x = rng.uniform();
  return encoding_.decode(u);
}

}  // namespace tuner
