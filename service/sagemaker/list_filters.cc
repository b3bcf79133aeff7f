#include "service/sagemaker/list_filters.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "service/sagemaker/times.h"
#include "tuner/base/text.h"

namespace tuner::sagemaker {

using json = nlohmann::json;

bool is_within(const json& input, const char* after, const char* before, TimePoint time) {
  if (const auto from = input.find(after); from != input.end()) {
    if (time <= time_from_epoch(from->get<double>())) return false;
  }
  const auto to = input.find(before);
  return to == input.end() || time < time_from_epoch(to->get<double>());
}

bool is_contained(const json& input, const char* member, std::string_view text) {
  const auto part = input.find(member);
  return part == input.end() ||
         lower_case(text).find(lower_case(part->get<std::string>())) != std::string::npos;
}

bool is_equal(const json& input, const char* member, std::string_view value) {
  const auto wanted = input.find(member);
  return wanted == input.end() || wanted->get<std::string>() == value;
}

json page_json(const char* member, Page<json>&& page) {
  json answer{{member, json(std::move(page.items))}};
  if (page.next_token) answer["NextToken"] = *std::move(page.next_token);
  return answer;
}

}  // namespace tuner::sagemaker
