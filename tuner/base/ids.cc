#include "tuner/base/ids.h"

#include <cctype>
#include <charconv>
#include <cstdio>

namespace tuner {
namespace {

constexpr std::size_t kMaxJobNameLength = 32;

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_legal_job_name(std::string_view text) {
  if (text.empty() || text.size() > kMaxJobNameLength) return false;
  if (!is_alnum(text.front()) || !is_alnum(text.back())) return false;
  for (const char c : text) {
    if (!is_alnum(c) && c != '-') return false;
  }
  return true;
}

}  // namespace

Result<JobName> parse_job_name(std::string_view text) {
  if (!is_legal_job_name(text)) {
    return fail(
        ErrorCode::kInvalidArgument,
        "job name '" + std::string(text.substr(0, 64)) +
            "' must be 1 to 32 letters, digits and hyphens, with a letter or digit at both ends");
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
  const auto hash =
      static_cast<std::uint32_t>(stable_hash(std::to_string(trial.number), identity.value) >> 32);
  char tail[32];
  std::snprintf(tail, sizeof tail, "-%03u-%08x", trial.number, hash);
  return job.text + tail;
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

std::string run_name(const JobName& job,
                     JobIdentity identity,
                     TrialId trial,
                     std::uint32_t attempt) {
  return trial_name(job, identity, trial) + "-a" + std::to_string(attempt);
}

}  // namespace tuner
