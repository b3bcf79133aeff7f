// Every allowed configuration of a finite search space, in a fixed order.
//
// Parents come before the parameters that depend on them, else parameters are sorted by name; the
// last one varies fastest. An inactive parameter is left out, so that no configuration appears
// twice.
#pragma once

#include <cstdint>
#include <vector>

#include "tuner/space/search_space.h"

namespace tuner {

class ConfigurationList {
 public:
  static constexpr std::uint64_t kMaxSize = 1'000'000;

  // Contract: space.cardinality(kMaxSize) has a value.
  explicit ConfigurationList(const SearchSpace& space);

  std::uint64_t size() const { return size_; }
  // Contract: i < size().
  Configuration at(std::uint64_t i) const;

 private:
  void extend(std::size_t depth, Configuration& configuration, std::vector<std::uint32_t>& row);

  SearchSpace space_;
  std::uint64_t size_ = 0;
  std::vector<std::uint32_t>
      levels_;  // size() rows, one column per parameter; kInactive where there is no value
};

}  // namespace tuner
