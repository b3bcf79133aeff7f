#include "tuner/space/counting.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <vector>

#include "tuner/space/encoding.h"

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
      for (const std::string& name : names_in(rule)) ruled_.insert(name);
    }
  }

  // Parameters that no chain of conditions and rules joins are independent: their counts multiply.
  std::optional<std::uint64_t> total() {
    std::optional<std::uint64_t> product = 1;
    for (const auto& component : components()) product = times(product, count(component));
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

  // Groups of indices joined by conditions and rules, each with parents first.
  std::vector<std::vector<std::size_t>> components() const {
    std::vector<std::size_t> leader(space_.size());
    std::iota(leader.begin(), leader.end(), std::size_t{0});
    const auto find = [&](std::size_t i) {
      while (leader[i] != i) i = leader[i] = leader[leader[i]];
      return i;
    };
    for (std::size_t i = 0; i < space_.size(); ++i) {
      for (const Condition& condition : space_.parameters()[i].when) {
        leader[find(i)] = find(*space_.index_of(condition.parent));
      }
    }
    for (const Forbidden& rule : space_.forbidden()) {
      const std::vector<std::string> names = names_in(rule);
      for (const std::string& name : names) {
        leader[find(*space_.index_of(name))] = find(*space_.index_of(names.front()));
      }
    }
    std::map<std::size_t, std::vector<std::size_t>> groups;
    for (const std::size_t i : space_.parents_first()) groups[find(i)].push_back(i);
    std::vector<std::vector<std::size_t>> result;
    for (auto& [first, group] : groups) result.push_back(std::move(group));
    return result;
  }

  // Configurations of the parameters in `rest`, given the values of parents in chosen_. A parent
  // branches over the values that conditions mention; all its other values are alike and count
  // together, as if it had no value.
  Count count(std::span<const std::size_t> rest) {
    if (rest.empty()) return 1;
    const Parameter& parameter = space_.parameters()[rest.front()];
    const auto tail = rest.subspan(1);
    if (!space_.is_active(rest.front(), chosen_)) return count(tail);
    const std::uint64_t levels = level_count(parameter.domain);
    if (levels == 0) return std::nullopt;
    if (ruled_.contains(parameter.name)) return count_one_by_one(rest);
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

  // The same where rules look at the value of the first parameter: each is different.
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
  std::set<std::string, std::less<>> ruled_;                                // named in rules
  Configuration chosen_;
};

}  // namespace

std::optional<std::uint64_t> count_configurations(const SearchSpace& space, std::uint64_t cap) {
  return Counter(space, cap).total();
}

}  // namespace tuner
