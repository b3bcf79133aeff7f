// What a result is worth to strategies that only ask which of two is better.
//
//   one that keeps every constraint is better than one that does not; of two that do, the one with the lower loss; of two
//   that do not, the one that violates them less; whatever works is better than what failed
//
// Source  [Deb2002], section VI, for one objective.
#pragma once

#include <optional>

#include "tuner/strategy.h"

namespace tuner {

struct Standing {
  double violation = 0.0;  // violation_of() the excesses
  double loss = 0.0;       // infinite: the configuration does not work

  bool works() const;
};

// Less is better.
bool operator<(const Standing& a, const Standing& b);

// Of the first loss; nullopt: there is nothing to learn.
std::optional<Standing> standing_of(const Outcome& outcome);

}  // namespace tuner
