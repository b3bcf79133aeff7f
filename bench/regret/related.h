// Other tasks than a problem, and their trials: what a search with a prior is given.
//
//   moved     loss_k(c) = a_k loss(c moved by s_k),   a_k = 10^U(−1, 1); s_k moves every ordered coordinate of the unit cube by up
//             to a tenth, and stops at the ends. Categories stay
//   negated   −loss_k(c): everything that the tasks say is wrong
//   other     a_k times the loss of another instance, whose coordinates are exchanged and reflected: nearly everything is
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "bench/regret/problem.h"
#include "tuner/base/result.h"
#include "tuner/job/prior.h"

namespace tuner::regret {

enum class Relation { kMoved, kNegated, kOther };

struct RelatedSetting {
  std::size_t tasks = 0;
  std::size_t trials = 50;          // of each
  std::string strategy = "random";  // that chose them
  Relation relation = Relation::kMoved;
};

// A function of its arguments. kInvalidArgument when the strategy cannot search the problem's space.
// Contract: `problem` is that instance.
Result<RelatedTasks> related_tasks(const Problem& problem,
                                   std::uint64_t instance,
                                   const RelatedSetting& setting,
                                   std::uint64_t seed);

}  // namespace tuner::regret
