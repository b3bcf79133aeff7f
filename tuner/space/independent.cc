#include "tuner/space/independent.h"

#include <numeric>
#include <string>

namespace tuner {
namespace {

// Sets of indices that grow together.
class Joined {
 public:
  explicit Joined(std::size_t count) : leader_(count) {
    std::iota(leader_.begin(), leader_.end(), std::size_t{0});
  }

  std::size_t leader(std::size_t i) {
    while (leader_[i] != i) i = leader_[i] = leader_[leader_[i]];
    return i;
  }

  void join(std::size_t a, std::size_t b) { leader_[leader(a)] = leader(b); }

 private:
  std::vector<std::size_t> leader_;
};

Joined joined_parameters(const SearchSpace& space) {
  Joined joined(space.size());
  for (std::size_t i = 0; i < space.size(); ++i) {
    for (const Condition& condition : space.parameters()[i].when) {
      joined.join(i, *space.index_of(condition.parent));
    }
  }
  for (const Forbidden& rule : space.forbidden()) {
    const std::vector<std::string> names = names_in(rule);
    for (const std::string& name : names) {
      joined.join(*space.index_of(name), *space.index_of(names.front()));
    }
  }
  return joined;
}

}  // namespace

std::vector<std::vector<std::size_t>> independent_groups(const SearchSpace& space) {
  Joined joined = joined_parameters(space);
  std::vector<std::vector<std::size_t>> groups;
  std::vector<std::size_t> group_of(space.size(), space.size());  // by leader
  for (const std::size_t i : space.parents_first()) {
    std::size_t& group = group_of[joined.leader(i)];
    if (group == space.size()) {
      group = groups.size();
      groups.emplace_back();
    }
    groups[group].push_back(i);
  }
  return groups;
}

}  // namespace tuner
