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
#include "tuner/base/clock.h"

namespace tuner::sagemaker {

// Where an item stands in a sorted list: by the bytes of the key, equals by the name.
struct Position {
  std::string key, name;
  auto operator<=>(const Position&) const = default;
};

// Keys whose bytes are in the order of the values.
std::string sortable(std::int64_t value);
std::string sortable(double value);  // finite
std::string sortable(TimePoint time);

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

// Takes the items of a list in any order, and holds no more of them than the page and one.
template <class Item>
class PageBuilder {
 public:
  explicit PageBuilder(PageRequest request) : request_(std::move(request)) {}

  // Whether `left` stands before `right` in the order of the request.
  bool precedes(const Position& left, const Position& right) const {
    return request_.descending ? right < left : left < right;
  }
  // Whether the page begins after this position.
  bool is_behind(const Position& position) const {
    return request_.after && !precedes(*request_.after, position);
  }
  // Whether an item there would come after all that the page can hold.
  bool is_beyond(const Position& position) const {
    return kept_.size() > request_.size && !precedes(position, kept_.front().first);
  }

  void add(Position position, Item item) {
    if (is_behind(position) || is_beyond(position)) return;
    kept_.emplace_back(std::move(position), std::move(item));
    std::ranges::push_heap(kept_, by_position());
    if (kept_.size() <= request_.size + 1) return;
    std::ranges::pop_heap(kept_, by_position());
    kept_.pop_back();
  }

  Page<Item> build() && {
    std::ranges::sort_heap(kept_, by_position());
    Page<Item> page;
    if (kept_.size() > request_.size) {
      kept_.pop_back();
      if (!kept_.empty()) page.next_token = token_for(request_, kept_.back().first);
    }
    for (auto& [position, item] : kept_) page.items.push_back(std::move(item));
    return page;
  }

 private:
  using Placed = std::pair<Position, Item>;
  auto by_position() const {
    return [this](const Placed& left, const Placed& right) {
      return precedes(left.first, right.first);
    };
  }

  PageRequest request_;
  std::vector<Placed> kept_;  // a heap: the last of them in front
};

template <class Item>
Page<Item> page_of(std::vector<std::pair<Position, Item>> all, const PageRequest& request) {
  PageBuilder<Item> builder(request);
  for (auto& [position, item] : all) builder.add(std::move(position), std::move(item));
  return std::move(builder).build();
}

}  // namespace tuner::sagemaker
