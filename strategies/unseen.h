// Which configurations of a space are taken, and which are still free: what keeps strategies from
// proposing one twice, or one that is forbidden. Forbidden ones are taken from the beginning.
//
// In the flow: a strategy marks what it asks, recalls and is told, and takes its next proposal
// through choose(). The answer is a function of the set of marked configurations and of the
// arguments; the order of the marks does not matter.
#pragma once

#include <cstdint>
#include <optional>

#include "strategies/configuration_list.h"
#include "strategies/key_set.h"
#include "tuner/base/rng.h"
#include "tuner/space/configuration_key.h"
#include "tuner/space/encoding.h"

namespace tuner {

class Unseen {
 public:
  explicit Unseen(SearchSpace space);

  const Encoding& encoding() const { return encoding_; }

  // Steps are matched to the nearest level; what is no configuration of the space is ignored.
  void mark(const Configuration& configuration);
  // Whether the configuration is not free: marked, or forbidden. Its values are legal.
  bool contains(const Configuration& configuration) const {
    return seen_.contains(key_of(encoding_.space(), configuration)) ||
           !encoding_.space().allows(configuration);
  }

  // True when every allowed configuration of a finite space is marked.
  bool exhausted() const { return size_ && seen_.size() >= *size_; }

  // `first`, if it is free; else a free one among some uniform draws from `rng`; else, in a space that
  // can be listed, the next free one from a random place of the list of all; else, where combinations
  // are forbidden, a free one between a draw and an allowed configuration; else a repetition. Never a
  // forbidden one. nullopt: exhausted().
  std::optional<Configuration> choose(Configuration first, Rng rng);

  // Lets go of the list of all configurations, which the next choose() that needs it makes again.
  void rest() { all_.reset(); }

 private:
  Configuration draw(Rng& rng) const;
  Configuration near_allowed(Configuration from, Rng& rng) const;

  Encoding encoding_;
  std::optional<std::uint64_t> size_;  // of a space that can be listed
  KeySet seen_;
  std::optional<ConfigurationList> all_;  // made when it is needed
};

}  // namespace tuner
