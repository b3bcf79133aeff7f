// Lists in pages. A token names the last item of the page before it by what the list is sorted by, so that items that come
// and go in between shift nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/sagemaker/call.h"

namespace tuner::sagemaker {

// Where an item stands in a sorted list: by the bytes of the key, equals by the name.
struct Position {
  std::string key, name;
  auto operator<=>(const Position&) const = default;
};

// Keys whose bytes are in the order of the values.
std::string sortable(std::int64_t value);
std::string sortable(double value);  // finite

struct PageRequest {
  std::size_t size = 10;
  bool descending = false;
  std::optional<Position> after = {};
  std::uint64_t scope = 0;  // of what the token was given for: operation, filters and order
};

// MaxResults, SortOrder and NextToken of a request. A token of another operation, or of other filters, is refused.
Reply<PageRequest> read_page_request(std::string_view operation,
                                     const nlohmann::json& input,
                                     bool descending_by_default);

std::string token_for(const PageRequest& request, const Position& last);

template <class Item>
struct Page {
  std::vector<Item> items;
  std::optional<std::string> next_token;  // nullopt: the last page
};

template <class Item>
Page<Item> page_of(std::vector<std::pair<Position, Item>> all, const PageRequest& request) {
  const auto before = [&](const Position& left, const Position& right) {
    return request.descending ? right < left : left < right;
  };
  if (request.after) {
    std::erase_if(all, [&](const auto& each) { return !before(*request.after, each.first); });
  }
  const std::size_t size = std::min(request.size, all.size());
  const auto by_position = [&](const auto& left, const auto& right) {
    return before(left.first, right.first);
  };
  std::partial_sort(
      all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size), all.end(), by_position);
  Page<Item> page;
  if (size < all.size() && size > 0) page.next_token = token_for(request, all[size - 1].first);
  for (std::size_t i = 0; i < size; ++i) page.items.push_back(std::move(all[i].second));
  return page;
}

}  // namespace tuner::sagemaker
