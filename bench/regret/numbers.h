// A range of seeds or instances on the command line.
#pragma once

#include <cstdint>
#include <string>

#include "tuner/base/result.h"
#include "tuner/job/scalars.h"

namespace tuner::regret {

struct Numbers {
  std::uint64_t first = 0, last = 0;
  std::uint64_t size() const { return last - first + 1; }
};

// "3" or "0-19", at most a million.
inline Result<Numbers> parse_numbers(const std::string& text) {
  constexpr std::uint64_t kMost = 1'000'000;
  const std::size_t dash = text.find('-');
  const auto first = parse_whole<std::uint64_t>(text.substr(0, dash));
  const auto last =
      dash == std::string::npos ? first : parse_whole<std::uint64_t>(text.substr(dash + 1));
  if (first && last && *first <= *last && *last <= kMost) return Numbers{*first, *last};
  return fail(ErrorCode::kInvalidArgument, "'" + text + "' is no number and no range such as 0-19");
}

}  // namespace tuner::regret
