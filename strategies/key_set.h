// A set of keys of equal length: what of very many configurations is taken.
//
// In the flow: Unseen marks configurations by their keys (tuner/space/configuration_key.h). Keys are stored one after the
// other; a table of their places, open addressing with at most two places in three taken, finds them. With D entries a key
// costs 8 D + 8 bytes on average.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tuner {

class KeySet {
 public:
  using Key = std::span<const std::uint64_t>;

  explicit KeySet(std::size_t length) : length_(length), places_(kFewestPlaces, kFree) {}

  // The place of the key, from 0 in the order of insertion; a key that is there already stays where it is.
  // Contract: `length` entries.
  std::uint32_t insert(Key key);

  bool contains(Key key) const { return places_[find(key)] != kFree; }

  std::size_t size() const { return size_; }

  // Valid until the next insert(). Contract: place < size().
  Key at(std::uint32_t place) const { return Key(entries_).subspan(place * length_, length_); }

  // The key at `rank` in the order of the entries: a function of the set, however it came about. O(size()).
  // Contract: rank < size().
  Key ranked(std::size_t rank) const;

 private:
  static constexpr std::size_t kFewestPlaces = 16;
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;

  std::size_t find(Key key) const;  // index of places_: of the key, or where it would be
  void grow();

  std::size_t length_, size_ = 0;
  std::vector<std::uint64_t> entries_;
  std::vector<std::uint32_t> places_;  // a power of two
};

}  // namespace tuner
