// Every allowed configuration of a finite search space, in a fixed order.
//
// Parents come before the parameters that depend on them, else parameters are sorted by name, but those that conditions or rules
// join stand together; the last one varies fastest. An inactive parameter is left out, so that no configuration appears
// twice.
//
// Groups of parameters that have nothing to do with each other are listed each for itself, and a configuration is a row of each:
// neither memory nor time grows with their product.
#pragma once

#include <cstdint>
#include <vector>

#include "tuner/space/search_space.h"

namespace tuner {

class ConfigurationList {
 public:
  static constexpr std::uint64_t kMaxSize = 1'000'000;

  // Takes as long as counting the space did. Contract: space.cardinality(kMaxSize) has a value.
  explicit ConfigurationList(const SearchSpace& space);

  std::uint64_t size() const { return size_; }
  // Contract: i < size().
  Configuration at(std::uint64_t i) const;

 private:
  struct Group {
    std::vector<std::size_t> parameters;  // parents first
    std::uint64_t size = 0;
    // size rows, one column per parameter; kInactive where there is no value
    std::vector<std::uint32_t> levels;
  };

  void extend(Group& group, Configuration& configuration, std::vector<std::uint32_t>& row) const;

  SearchSpace space_;
  std::uint64_t size_ = 1;
  std::vector<Group> groups_;
};

}  // namespace tuner
