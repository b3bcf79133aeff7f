// Which parameters of a space have nothing to do with each other: what is legal of some says nothing about the others.
//
// In the flow: counts of configurations multiply over such groups (counting.h), and lists of them are lists of the groups'.
#pragma once

#include <cstddef>
#include <vector>

#include "tuner/space/search_space.h"

namespace tuner {

// The groups of parameters that no chain of conditions and rules joins: indices, in a group with parents first; groups in the
// order of their first parameters in space.parents_first().
std::vector<std::vector<std::size_t>> independent_groups(const SearchSpace& space);

}  // namespace tuner
