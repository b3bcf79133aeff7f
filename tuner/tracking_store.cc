#include "tuner/tracking_store.h"

#include <cmath>

namespace tuner {

std::string_view name_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::kExperiment:
      return "experiment";
    case RecordKind::kTrialGroup:
      return "trial group";
    case RecordKind::kTrialComponent:
      break;
  }
  return "trial component";
}

std::string tags_of(RecordKind kind, std::string_view name) {
  std::string key(name_of(kind));
  if (const std::size_t blank = key.find(' '); blank != std::string::npos) key[blank] = '-';
  return key + "/" + record_key(name);
}

double ClientStatistics::deviation() const {
  return count == 0 ? 0.0 : std::sqrt(squares / static_cast<double>(count));
}

}  // namespace tuner
