#include "strategies/key_set.h"

#include <algorithm>
#include <numeric>

#include "tuner/base/check.h"
#include "tuner/base/make_room.h"

namespace tuner {
namespace {

// The 64-bit finaliser of MurmurHash3 after every entry.
std::uint64_t hash_of(KeySet::Key key) {
  std::uint64_t h = 0;
  for (const std::uint64_t entry : key) {
    h ^= entry;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    h ^= h >> 33;
  }
  return h;
}

}  // namespace

std::size_t KeySet::find(Key key) const {
  TUNER_CHECK(key.size() == length_, "keys of a set are equally long");
  const std::size_t mask = places_.size() - 1;
  std::size_t i = hash_of(key) & mask;
  while (places_[i] != kFree && !std::ranges::equal(at(places_[i]), key)) i = (i + 1) & mask;
  return i;
}

std::uint32_t KeySet::insert(Key key) {
  std::size_t i = find(key);
  if (places_[i] != kFree) return places_[i];
  if (3 * (size_ + 1) > 2 * places_.size()) {
    grow();
    i = find(key);
  }
  places_[i] = static_cast<std::uint32_t>(size_++);
  make_room(entries_, length_);
  entries_.insert(entries_.end(), key.begin(), key.end());
  return places_[i];
}

void KeySet::grow() {
  places_.assign(2 * places_.size(), kFree);
  for (std::uint32_t place = 0; place < size_; ++place) places_[find(at(place))] = place;
}

KeySet::Key KeySet::ranked(std::size_t rank) const {
  TUNER_CHECK(rank < size_, "there are fewer keys");
  std::vector<std::uint32_t> order(size_);
  std::iota(order.begin(), order.end(), 0U);
  const auto wanted = order.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(order.begin(), wanted, order.end(), [this](auto a, auto b) {
    return std::ranges::lexicographical_compare(at(a), at(b));
  });
  return at(*wanted);
}

}  // namespace tuner
