// Which configurations of a space are taken, and which are still free: what keeps strategies from
// proposing one twice.
//
// In the flow: a strategy marks what it asks, recalls and is told, and takes its next proposal
// through choose(). The answer is a function of the set of marked configurations and of the
// arguments; the order of the marks does not matter.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "strategies/configuration_list.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner {

class Unseen {
 public:
  explicit Unseen(SearchSpace space);

  const Encoding& encoding() const { return encoding_; }

  // Steps are matched to the nearest level; what the space forbids is ignored.
  void mark(const Configuration& configuration);
  bool contains(const Configuration& configuration) const { return seen_.contains(configuration); }

  // True when every configuration of a finite space is marked.
  bool exhausted() const { return size_ && seen_.size() >= *size_; }

  // `first`, if it is free; else a free one among some uniform draws from `rng`; else, in a finite
  // space, the next free one from a random place of the list of all; else, in an infinite one, a
  // repetition. nullopt: exhausted().
  std::optional<Configuration> choose(Configuration first, Rng rng);

 private:
  Configuration draw(Rng& rng) const;

  Encoding encoding_;
  std::optional<std::uint64_t> size_;  // of a space that can be listed
  std::set<Configuration> seen_;
  std::optional<ConfigurationList> all_;  // made when it is needed
};

}  // namespace tuner
