#include "tuner/events.h"

#include "tuner/base/check.h"

namespace tuner {

std::string_view name_of(JobStatus status) {
  switch (status) {
    case JobStatus::kRunning:
      return "running";
    case JobStatus::kCompleted:
      return "completed";
    case JobStatus::kStopped:
      return "stopped";
    case JobStatus::kFailed:
      return "failed";
  }
  TUNER_CHECK(false, "an enumerator without a name");
}

std::string_view name_of(PlaceStatus status) {
  switch (status) {
    case PlaceStatus::kTrusted:
      return "trusted";
    case PlaceStatus::kSetAside:
      return "set aside";
    case PlaceStatus::kTried:
      return "tried";
  }
  TUNER_CHECK(false, "an enumerator without a name");
}

std::optional<PlaceStatus> place_status_from(std::string_view name) {
  for (const PlaceStatus status :
       {PlaceStatus::kTrusted, PlaceStatus::kSetAside, PlaceStatus::kTried}) {
    if (name_of(status) == name) return status;
  }
  return std::nullopt;
}

std::optional<JobStatus> job_status_from(std::string_view name) {
  for (const JobStatus status :
       {JobStatus::kRunning, JobStatus::kCompleted, JobStatus::kStopped, JobStatus::kFailed}) {
    if (name_of(status) == name) return status;
  }
  return std::nullopt;
}

}  // namespace tuner
