// The filters that the lists of jobs have in common, and the form of their answers. A filter that is not in the request lets
// everything pass.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "service/sagemaker/paging.h"
#include "tuner/base/clock.h"

namespace tuner::sagemaker {

// `time` lies between two moments, both excluded: "CreationTimeAfter", "CreationTimeBefore".
bool is_within(const nlohmann::json& input, const char* after, const char* before, TimePoint time);

// `text` contains what the member says, without regard to case.
bool is_contained(const nlohmann::json& input, const char* member, std::string_view text);

bool is_equal(const nlohmann::json& input, const char* member, std::string_view value);

template <class Item>
nlohmann::json page_json(const char* member, Page<Item> page) {
  nlohmann::json answer{{member, nlohmann::json(std::move(page.items))}};
  if (page.next_token) answer["NextToken"] = *page.next_token;
  return answer;
}

}  // namespace tuner::sagemaker
