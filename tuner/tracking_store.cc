#include "tuner/tracking_store.h"

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

}  // namespace tuner
