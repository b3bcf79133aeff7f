#include "tuner/base/ids.h"

#include <cctype>
#include <charconv>
#include <cstdio>

namespace tuner {
namespace {

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_legal_job_name(std::string_view text, std::size_t longest) {
  if (text.empty() || text.size() > longest) return false;
  if (!is_alnum(text.front()) || !is_alnum(text.back())) return false;
  for (const char c : text) {
    if (!is_alnum(c) && c != '-') return false;
  }
  return true;
}

std::string short_hash(std::string_view text, std::uint64_t seed = 0) {
  char hex[16];
  std::snprintf(hex, sizeof hex, "%08x", static_cast<unsigned>(stable_hash(text, seed) >> 32));
  return hex;
}

}  // namespace

Result<JobName> parse_job_name(std::string_view text, std::size_t longest) {
  if (!is_legal_job_name(text, longest)) {
    return fail(ErrorCode::kInvalidArgument,
                "job name '" + std::string(text.substr(0, 64)) + "' must be 1 to " +
                    std::to_string(longest) +
                    " letters, digits and hyphens, with a letter or digit at both ends");
  }
  return JobName{std::string(text)};
}

std::uint64_t stable_hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ (seed * 0x9e3779b97f4a7c15ULL);
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  hash ^= hash >> 30;  // splitmix64's finaliser
  hash *= 0xbf58476d1ce4e5b9ULL;
  hash ^= hash >> 27;
  hash *= 0x94d049bb133111ebULL;
  return hash ^ (hash >> 31);
}

std::string trial_name(const JobName& job, JobIdentity identity, TrialId trial) {
  char number[16];
  std::snprintf(number, sizeof number, "-%03u-", trial.number);
  return job.text + number + short_hash(std::to_string(trial.number), identity.value);
}

std::optional<TrialNameParts> parts_of_trial_name(std::string_view name) {
  constexpr std::size_t kHash = 9;  // with its hyphen
  if (name.size() <= kHash || name[name.size() - kHash] != '-') return std::nullopt;
  name.remove_suffix(kHash);
  const std::size_t hyphen = name.rfind('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  TrialNameParts parts{{std::string(name.substr(0, hyphen))}, {}};
  const std::string_view number = name.substr(hyphen + 1);
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), parts.trial.number);
  if (error != std::errc{} || end != number.data() + number.size() || parts.trial.number == 0)
    return std::nullopt;
  return parts;
}

std::string run_name(std::string_view trial_name, std::uint32_t attempt) {
  const std::string tail = "-a" + std::to_string(attempt);
  std::string name(trial_name);
  if (name.size() + tail.size() > kLongestTrainingName) {
    const std::string hash = "-" + short_hash(trial_name);
    name = name.substr(0, kLongestTrainingName - tail.size() - hash.size()) + hash;
  }
  return name + tail;
}

}  // namespace tuner
