// The filters that the lists of jobs have in common, and the form of their answers. A filter that is not in the request lets
// everything pass.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "service/sagemaker/paging.h"
#include "tuner/base/clock.h"

namespace tuner::sagemaker {

// `time` lies between two moments, both excluded: "CreationTimeAfter", "CreationTimeBefore".
bool is_within(const nlohmann::json& input, const char* after, const char* before, TimePoint time);

// `text` contains what the member says, without regard to case.
bool is_contained(const nlohmann::json& input, const char* member, std::string_view text);

bool is_equal(const nlohmann::json& input, const char* member, std::string_view value);

// {member: [items], "NextToken": …}, the token where there is one.
nlohmann::json page_json(const char* member, Page<nlohmann::json>&& page);

}  // namespace tuner::sagemaker
