#include "tuner/space/counting.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "tuner/space/encoding.h"
#include "tuner/space/independent.h"

namespace tuner {
namespace {

// Numbers above the cap, and infinity, are all the same: "too many".
class Counter {
 public:
  Counter(const SearchSpace& space, std::uint64_t cap) : space_(space), cap_(cap) {
    for (const Parameter& parameter : space.parameters()) {
      for (const Condition& condition : parameter.when) {
        for (const ParameterValue& value : condition.values)
          mentioned_[condition.parent].insert(value);
      }
    }
    for (const Forbidden& rule : space.forbidden()) {
      for (const std::string& name : names_in(rule)) ruled_.insert(*space.index_of(name));
    }
  }

  std::optional<std::uint64_t> total() {
    std::optional<std::uint64_t> product = 1;
    for (const auto& group : independent_groups(space_)) {
      one_by_one_ = std::ranges::any_of(group, [this](auto i) { return ruled_.contains(i); });
      product = times(product, count(group));
    }
    return product && *product <= cap_ ? product : std::nullopt;
  }

 private:
  using Count = std::optional<std::uint64_t>;  // nullopt: too many

  Count times(Count a, Count b) const {
    if (!a || !b || *b > cap_ / std::max<std::uint64_t>(*a, 1)) return std::nullopt;
    return *a * *b;
  }

  Count plus(Count a, Count b) const {
    if (!a || !b || *a > cap_ || *b > cap_ - *a) return std::nullopt;
    return *a + *b;
  }

  // Configurations of the parameters in `rest`, given the values of parents in chosen_. A parent
  // branches over the values that conditions mention; all its other values are alike and count
  // together, as if it had no value.
  Count count(std::span<const std::size_t> rest) {
    if (rest.empty()) return 1;
    const Parameter& parameter = space_.parameters()[rest.front()];
    const auto tail = rest.subspan(1);
    if (!space_.is_active(rest.front(), chosen_)) {
      return one_by_one_ && ++steps_ > kMostSteps ? std::nullopt : count(tail);
    }
    const std::uint64_t levels = level_count(parameter.domain);
    if (levels == 0) return std::nullopt;
    if (one_by_one_) return count_one_by_one(rest);
    const auto found = mentioned_.find(parameter.name);
    if (found == mentioned_.end()) return times(levels, count(tail));
    Count sum = 0;
    for (const ParameterValue& value : found->second) {
      chosen_[parameter.name] = value;
      sum = plus(sum, count(tail));
      chosen_.erase(parameter.name);
      if (!sum) return sum;
    }
    const std::uint64_t others = levels - found->second.size();
    return others == 0 ? sum : plus(sum, times(others, count(tail)));
  }

  // The same in a group with rules, where a branch may come to nothing: that a list of the group takes no more steps than this is
  // what bounds it.
  Count count_one_by_one(std::span<const std::size_t> rest) {
    const std::size_t index = rest.front();
    const Parameter& parameter = space_.parameters()[index];
    Count sum = 0;
    for (std::uint64_t i = 0; sum && i < level_count(parameter.domain); ++i) {
      if (++steps_ > kMostSteps) return std::nullopt;
      chosen_[parameter.name] = level(parameter.domain, i);
      if (!space_.broken_by(chosen_, index)) sum = plus(sum, count(rest.subspan(1)));
    }
    chosen_.erase(parameter.name);
    return sum;
  }

  const SearchSpace& space_;
  std::uint64_t cap_;
  std::uint64_t steps_ = 0;
  std::map<std::string, std::set<ParameterValue>, std::less<>> mentioned_;  // by parent
  std::set<std::size_t> ruled_;                                             // named in rules
  bool one_by_one_ = false;                                                 // the group has rules
  Configuration chosen_;
};

}  // namespace

std::optional<std::uint64_t> count_configurations(const SearchSpace& space, std::uint64_t cap) {
  return Counter(space, cap).total();
}

}  // namespace tuner
