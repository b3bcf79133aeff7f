#include "service/sagemaker/automatic_experiments.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/automatic_records.h"
#include "service/sagemaker/single_training.h"
#include "tuner/base/text.h"
#include "tuner/store/tracking_rules.h"

namespace tuner::sagemaker {
namespace {

using Place = RecordQuery::Place;

std::string_view suffix_of(RecordKind kind) {
  return kind == RecordKind::kTrialComponent ? kTrialSuffix : kJobSuffix;
}

// The name of the job or trial behind a record's; empty: the record is not ours.
std::string stem_of(RecordKind kind, const std::string& name) {
  if (!is_automatic_name(kind, name)) return {};
  return name.substr(0, name.size() - suffix_of(kind).size());
}

std::string job_of_trial(std::string_view trial) {  // "<job>-NNN-<8 hex digits>"
  const std::size_t last = trial.rfind('-');
  if (last == std::string_view::npos || last == 0) return {};
  const std::size_t second = trial.rfind('-', last - 1);
  return std::string(trial.substr(0, second == std::string_view::npos ? 0 : second));
}

// Between which places all components of a job lie, in the order of time or of names.
struct Span {
  Place low, high;
};
Span span_of(const RecordQuery& query, const JobRecord& job) {
  const std::string& name = job.spec.name.text;
  if (query.order == RecordQuery::Order::kName) {
    if (job.spec.is_single_training()) return {{{}, name + "-a"}, {{}, name + "-b"}};
    return {{{}, name + "-0"}, {{}, name + "-:"}};
  }
  return {{job.created_at, ""}, {job.ended_at.value_or(TimePoint::max()), "\x7f"}};
}

// Which of them `query` wants, in its order.
std::vector<TrackingRecord> page_from(std::vector<TrackingRecord> records,
                                      const RecordQuery& query) {
  std::erase_if(records, [&](const TrackingRecord& record) {
    return (query.created_after && record.created_at <= *query.created_after) ||
           (query.created_before && record.created_at >= *query.created_before) ||
           (query.after && !precedes(query, *query.after, place_of(record)));
  });
  std::ranges::sort(records, [&](const TrackingRecord& left, const TrackingRecord& right) {
    return precedes(query, place_of(left), place_of(right));
  });
  if (records.size() > query.at_most) records.resize(query.at_most);
  return records;
}

}  // namespace

bool is_automatic_name(RecordKind kind, std::string_view name) {
  const std::string_view suffix = suffix_of(kind);
  return name.size() > suffix.size() && record_key(name).ends_with(suffix);
}

Result<JobRecord> AutomaticExperiments::find_job(std::string_view name) const {
  if (name.empty()) return no_such_record(RecordKind::kExperiment, {});
  Result<JobRecord> job = jobs_.job(JobName{std::string(name)});
  if (job || job.error().code != ErrorCode::kNotFound) return job;
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobHead> all, jobs_.heads());
  const auto found = std::ranges::find(
      all, lower_case(name), [](const JobHead& each) { return lower_case(each.name.text); });
  if (found == all.end()) return job;
  return jobs_.job(found->name);
}

Result<JobRecord> AutomaticExperiments::find_tuning_job(std::string_view name) const {
  Result<JobRecord> job = find_job(name);
  if (job && job->spec.is_single_training())
    return no_such_record(RecordKind::kExperiment, std::string(name));
  return job;
}

Result<AutomaticExperiments::Named> AutomaticExperiments::find_named(
    const std::string& trial) const {
  const std::string tuning_job = job_of_trial(trial);
  Result<JobRecord> job = find_tuning_job(tuning_job);
  if (!job && job.error().code != ErrorCode::kNotFound) return fail(job.error());
  if (job) {
    TrialId id;
    if (tuning_job.size() + 1 < trial.size())
      std::from_chars(trial.data() + tuning_job.size() + 1, trial.data() + trial.size(), id.number);
    if (lower_case(job->spec.trial_name(job->identity, id)) == lower_case(trial))
      return Named{*std::move(job), id};
  }
  Result<JobRecord> single = find_job(trial);
  if (!single && single.error().code != ErrorCode::kNotFound) return fail(single.error());
  if (single && single->spec.is_single_training()) return Named{*std::move(single), kOnlyTrial};
  return no_such_record(RecordKind::kTrialComponent, trial);
}

Result<TrackingRecord> AutomaticExperiments::find_component(const std::string& trial) const {
  TUNER_ASSIGN_OR_RETURN(const Named named, find_named(trial));
  const auto found = trial_of(jobs_, named.job, named.trial);
  if (found) return JobComponents(named.job, jobs_folder_).of(*found);
  if (found.error().code != ErrorCode::kNotFound) return fail(found.error());
  return no_such_record(RecordKind::kTrialComponent, trial);
}

Result<TrackingRecord> AutomaticExperiments::record(RecordKind kind,
                                                    const std::string& name) const {
  const std::string stem = stem_of(kind, name);
  if (stem.empty()) return no_such_record(kind, name);
  if (kind == RecordKind::kTrialComponent) return find_component(stem);
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, find_tuning_job(stem));
  return record_of(kind, job);
}

Result<JobRecord> AutomaticExperiments::tuning_job_of(const std::string& training) const {
  TUNER_ASSIGN_OR_RETURN(Named named, find_named(training));
  if (named.job.spec.is_single_training()) return no_such_record(RecordKind::kExperiment, training);
  return std::move(named.job);
}

Result<std::string> AutomaticExperiments::component_of(const std::string& resource) const {
  const std::string prefix = std::string(kTrainingJob) + "/";
  if (!resource.starts_with(prefix)) return no_such_record(RecordKind::kTrialComponent, resource);
  const std::string name = resource.substr(prefix.size()) + std::string(kTrialSuffix);
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord found, record(RecordKind::kTrialComponent, name));
  return found.name;
}

Result<std::vector<MetricSummary>> AutomaticExperiments::metric_summaries(
    const std::string& component) const {
  const std::string stem = stem_of(RecordKind::kTrialComponent, component);
  TUNER_ASSIGN_OR_RETURN(const Named named, find_named(stem));
  return jobs_.metric_summaries(named.job.spec.name, named.trial);
}

Result<std::vector<MetricPoint>> AutomaticExperiments::points(const std::string& component,
                                                              const std::string& metric) const {
  const std::string stem = stem_of(RecordKind::kTrialComponent, component);
  TUNER_ASSIGN_OR_RETURN(const Named named, find_named(stem));
  return jobs_.points_of(named.job.spec.name, named.trial, metric);
}

Result<std::vector<TrackingRecord>> AutomaticExperiments::components_of(
    const JobRecord& job) const {
  const auto trials = trials_of(jobs_, job);
  if (!trials && trials.error().code == ErrorCode::kNotFound) return {};  // deleted meanwhile
  if (!trials) return fail(trials.error());
  const JobComponents components(job, jobs_folder_);
  std::vector<TrackingRecord> records;
  for (const Trial& trial : *trials) records.push_back(components.of(trial));
  return records;
}

// What belongs to the one thing that the query names.
Result<std::vector<TrackingRecord>> AutomaticExperiments::related(const RecordQuery& query) const {
  if (!query.source.empty()) {
    TUNER_ASSIGN_OR_RETURN(const std::string name, component_of(query.source));
    TUNER_ASSIGN_OR_RETURN(TrackingRecord found, record(query.kind, name));
    return std::vector{std::move(found)};
  }
  if (!query.component.empty()) {
    const std::string stem = stem_of(RecordKind::kTrialComponent, query.component);
    TUNER_ASSIGN_OR_RETURN(const Named named, find_named(stem));
    if (named.job.spec.is_single_training()) return {};
    TrackingRecord group = record_of(query.kind, named.job);
    const bool is_in =
        query.experiment.empty() || record_key(query.experiment) == record_key(group.experiment);
    return is_in ? std::vector{std::move(group)} : std::vector<TrackingRecord>{};
  }
  const std::string& holder = query.group.empty() ? query.experiment : query.group;
  const std::string stem = stem_of(RecordKind::kExperiment, holder);
  if (stem.empty()) return no_such_record(RecordKind::kExperiment, holder);
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, find_tuning_job(stem));
  if (query.kind == RecordKind::kTrialComponent) return components_of(job);
  return std::vector{record_of(query.kind, job)};
}

// Visits the jobs in the order in which their components begin, until no further one can begin within the page.
Result<std::vector<TrackingRecord>> AutomaticExperiments::all_components(
    const RecordQuery& query) const {
  TUNER_ASSIGN_OR_RETURN(std::vector<JobRecord> jobs, jobs_.jobs());
  const auto begins = [&](const JobRecord& job) {
    Span span = span_of(query, job);
    return query.descending ? span.high : span.low;
  };
  const auto ends = [&](const JobRecord& job) {
    Span span = span_of(query, job);
    return query.descending ? span.low : span.high;
  };
  std::ranges::sort(jobs, [&](const JobRecord& left, const JobRecord& right) {
    return precedes(query, begins(left), begins(right));
  });
  std::vector<TrackingRecord> page;
  for (const JobRecord& job : jobs) {
    const bool is_full = page.size() >= query.at_most;
    if (is_full && (page.empty() || precedes(query, place_of(page.back()), begins(job)))) break;
    if (query.after && precedes(query, ends(job), *query.after)) continue;
    TUNER_ASSIGN_OR_RETURN(std::vector<TrackingRecord> components, components_of(job));
    std::ranges::move(components, std::back_inserter(page));
    page = page_from(std::move(page), query);
  }
  return page;
}

Result<std::vector<TrackingRecord>> AutomaticExperiments::records(const RecordQuery& query) const {
  if (!query.experiment.empty() || !query.group.empty() || !query.component.empty() ||
      !query.source.empty()) {
    auto found = related(query);
    if (!found && found.error().code == ErrorCode::kNotFound) return {};
    if (!found) return found;
    return page_from(std::move(*found), query);
  }
  if (query.kind == RecordKind::kTrialComponent) return all_components(query);
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobRecord> jobs, jobs_.jobs());
  std::vector<TrackingRecord> records;
  for (const JobRecord& job : jobs) {
    if (!job.spec.is_single_training()) records.push_back(record_of(query.kind, job));
  }
  return page_from(std::move(records), query);
}

}  // namespace tuner::sagemaker
