// The parts of a job file under `start:` and `warm_start:`; declared in job_file_parameters.h.
#include "tuner/job/field_readers.h"
#include "tuner/job/job_file_parameters.h"

namespace tuner {

std::vector<Configuration> read_start(const Field& field,
                                      const std::vector<Parameter>& parameters) {
  std::vector<Configuration> start;
  for (const Field& item : field.items()) {
    Configuration& configuration = start.emplace_back();
    for (const Field& member : item.members()) {
      auto value = read_any_value_of(domain_of(member.name(), parameters), member);
      if (value) configuration.emplace(member.name(), std::move(*value));
    }
  }
  return start;
}

WarmStart read_warm_start(const Field& field, const std::filesystem::path& base) {
  WarmStart warm_start;
  const auto read_jobs = [&](const Field& jobs) {
    for (const Field& each : jobs.items()) {
      if (auto name = each.text()) warm_start.jobs.push_back(std::move(*name));
    }
  };
  const auto read_kind = [&](const Field& each) {
    assign(warm_start.kind,
           each.one_of<WarmStart::Kind>({{"identical", WarmStart::Kind::kIdentical},
                                         {"transfer", WarmStart::Kind::kTransfer}}));
  };
  const auto read_files = [&](const Field& files) {
    for (const Field& each : files.items()) {
      if (const auto file = each.text()) warm_start.files.push_back(absolute_path(base, *file));
    }
  };
  field.read_members({{"jobs", read_jobs}, {"files", read_files}, {"kind", read_kind}}, {"kind"});
  return warm_start;
}

}  // namespace tuner
