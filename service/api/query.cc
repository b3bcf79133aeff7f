#include "service/api/query.h"

#include <algorithm>

#include "service/http/message.h"
#include "tuner/base/text.h"
#include "tuner/job/scalars.h"

namespace tuner::api {

Query::Query(std::string_view raw) {
  while (!raw.empty()) {
    const std::string_view pair = raw.substr(0, raw.find('&'));
    raw.remove_prefix(std::min(pair.size() + 1, raw.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = http::percent_decoded(pair.substr(0, equals));
    auto value = http::percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) {
      problems_.push_back({"a '%' must be followed by two hexadecimal digits", "?"});
    } else if (!values_.emplace(*name, std::move(*value)).second) {
      complain(*name, "it is there twice");
    }
  }
}

std::optional<std::string> Query::text(const std::string& name) {
  read_.insert(name);
  const auto found = values_.find(name);
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t Query::whole(const std::string& name,
                           std::uint64_t fallback,
                           std::uint64_t least,
                           std::uint64_t most) {
  const auto given = text(name);
  if (!given) return fallback;
  const auto value = parse_whole<std::uint64_t>(*given);
  if (value && *value >= least && *value <= most) return *value;
  complain(name,
           "'" + *given + "' is not a whole number from " + std::to_string(least) + " to " +
               std::to_string(most));
  return fallback;
}

void Query::complain(const std::string& name, std::string message) {
  problems_.push_back({std::move(message), "?" + name});
}

Reply<void> Query::check() const {
  Refusal refusal{.problems = problems_};
  const std::vector<std::string> known(read_.begin(), read_.end());
  for (const auto& [name, value] : values_) {
    if (read_.contains(name)) continue;
    refusal.problems.push_back(
        {"there is no parameter '" + name + "' here" + did_you_mean(name, known), "?" + name});
  }
  if (refusal.problems.empty()) return {};
  return tl::unexpected(std::move(refusal));
}

}  // namespace tuner::api
