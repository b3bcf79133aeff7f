// Room in a long vector for a few more entries, without the half that usual growth leaves empty.
#pragma once

#include <cstddef>
#include <vector>

namespace tuner {

// Afterwards `more` entries can be added without a move. Where there was no room there is an eighth of the size more: every entry
// is moved about nine times in the life of a vector, and a ninth of the memory at most is empty.
template <typename T>
void make_room(std::vector<T>& entries, std::size_t more) {
  const std::size_t wanted = entries.size() + more;
  if (wanted > entries.capacity()) entries.reserve(wanted + entries.size() / 8);
}

}  // namespace tuner
