// Names and numbers that identify things. The only file that builds or takes apart a trial's or a run's name.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tuner/base/result.h"

namespace tuner {

// Letters, digits and inner hyphens (Amazon SageMaker's pattern).
struct JobName {
  std::string text;
  auto operator<=>(const JobName&) const = default;
};

inline constexpr std::size_t kLongestJobName =
    32;  // of a job that tunes; its trials' names are longer
inline constexpr std::size_t kLongestTrainingName =
    63;  // of a trial, and of a job that is one training

// kInvalidArgument with the rule when `text` is not a legal name of 1 to `longest` characters.
Result<JobName> parse_job_name(std::string_view text, std::size_t longest = kLongestJobName);

// Drawn once when a job is created, so that a job deleted and created anew has other trial names.
struct JobIdentity {
  std::uint64_t value = 0;
  auto operator<=>(const JobIdentity&) const = default;
};

// Trials of a job are numbered from 1 in the order in which they were suggested.
struct TrialId {
  std::uint32_t number = 0;
  auto operator<=>(const TrialId&) const = default;
};

// "<job>-NNN-<8 hex digits of a hash of identity and trial>"; at least three digits. Unique in a home, whatever was deleted
// before; kept by every attempt. A trial's folder has this name, and so has the trial, but of a single training (tuning_job.h).
std::string trial_name(const JobName& job, JobIdentity identity, TrialId trial);

// The job and the number in a name like a trial's; whether there is such a trial, and whether that is its name, is another
// question. nullopt: it is not of that form.
struct TrialNameParts {
  JobName job;
  TrialId trial;
};
std::optional<TrialNameParts> parts_of_trial_name(std::string_view name);

// The trial's name with "-aK": what a backend calls the K-th attempt (from 1). At most 63 characters: of a longer name the end is a
// hash.
std::string run_name(std::string_view trial_name, std::uint32_t attempt);

// 64-bit FNV-1a followed by a finaliser: stable over platforms and versions, not cryptographic.
std::uint64_t stable_hash(std::string_view text, std::uint64_t seed = 0);

}  // namespace tuner
