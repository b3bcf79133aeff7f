#include "service/sagemaker/automatic_experiments.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/single_training.h"
#include "service/sagemaker/training_span.h"
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

// Where the components of a job can stand in the order of `query`.
TrainingSpan span_of(const RecordQuery& query, const JobHead& job) {
  TrainingSpan span =
      query.order == RecordQuery::Order::kName ? span_by_name(job) : span_by_time(job);
  if (query.descending) std::swap(span.low, span.high);
  return span;
}

bool is_about_one(const RecordQuery& query) {
  return !query.experiment.empty() || !query.group.empty() || !query.component.empty() ||
         !query.source.empty();
}

JobHead head_of(const JobRecord& job) { return tuner::head_of(JobSummary{.job = job}); }

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
  if (found) return JobComponents(jobs_, named.job, jobs_folder_, is_stopping_).of(*found);
  if (found.error().code != ErrorCode::kNotFound) return fail(found.error());
  return no_such_record(RecordKind::kTrialComponent, trial);
}

Result<TrackingRecord> AutomaticExperiments::record(RecordKind kind,
                                                    const std::string& name) const {
  const std::string stem = stem_of(kind, name);
  if (stem.empty()) return no_such_record(kind, name);
  if (kind == RecordKind::kTrialComponent) return find_component(stem);
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, find_tuning_job(stem));
  return record_of(kind, head_of(job));
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

Result<std::vector<TrackingRecord>> AutomaticExperiments::components_of(const JobName& name) const {
  const Result<JobRecord> job = jobs_.job(name);
  if (!job && job.error().code == ErrorCode::kNotFound) return {};  // deleted meanwhile
  if (!job) return fail(job.error());
  const auto trials = trials_of(jobs_, *job);
  if (!trials && trials.error().code == ErrorCode::kNotFound) return {};
  if (!trials) return fail(trials.error());
  const JobComponents components(jobs_, *job, jobs_folder_, is_stopping_);
  std::vector<TrackingRecord> records;
  for (const Trial& trial : *trials) {
    TUNER_ASSIGN_OR_RETURN(TrackingRecord component, components.of(trial));
    records.push_back(std::move(component));
  }
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
    TrackingRecord group = record_of(query.kind, head_of(named.job));
    const bool is_in =
        query.experiment.empty() || record_key(query.experiment) == record_key(group.experiment);
    return is_in ? std::vector{std::move(group)} : std::vector<TrackingRecord>{};
  }
  const std::string& holder = query.group.empty() ? query.experiment : query.group;
  const std::string stem = stem_of(RecordKind::kExperiment, holder);
  if (stem.empty()) return no_such_record(RecordKind::kExperiment, holder);
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, find_tuning_job(stem));
  if (query.kind == RecordKind::kTrialComponent) return components_of(job.spec.name);
  return std::vector{record_of(query.kind, head_of(job))};
}

// Visits the jobs in the order in which their components begin, until no further one can begin within the page.
Result<std::vector<TrackingRecord>> AutomaticExperiments::all_components(
    const RecordQuery& query) const {
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobHead> heads, jobs_.heads());
  std::vector<std::pair<TrainingSpan, JobName>> jobs;
  for (const JobHead& head : heads) jobs.emplace_back(span_of(query, head), head.name);
  std::ranges::sort(jobs, [&](const auto& left, const auto& right) {
    return precedes(query, left.first.low, right.first.low);
  });
  std::vector<TrackingRecord> page;
  for (const auto& [span, job] : jobs) {
    const bool is_full = page.size() >= query.at_most;
    if (is_full && (page.empty() || precedes(query, place_of(page.back()), span.low))) break;
    if (query.after && precedes(query, span.high, *query.after)) continue;
    TUNER_ASSIGN_OR_RETURN(std::vector<TrackingRecord> components, components_of(job));
    std::ranges::move(components, std::back_inserter(page));
    page = page_from(std::move(page), query);
  }
  return page;
}

Result<std::vector<TrackingRecord>> AutomaticExperiments::records(const RecordQuery& query) const {
  if (is_about_one(query)) {
    auto found = related(query);
    if (!found && found.error().code == ErrorCode::kNotFound) return {};
    if (!found) return found;
    return page_from(std::move(*found), query);
  }
  if (query.kind == RecordKind::kTrialComponent) return all_components(query);
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobHead> jobs, jobs_.heads());
  std::vector<TrackingRecord> records;
  for (const JobHead& job : jobs) {
    if (!job.is_single_training) records.push_back(record_of(query.kind, job));
  }
  return page_from(std::move(records), query);
}

Result<void> AutomaticExperiments::visit(RecordQuery query, const Visit& visit) const {
  if (query.kind != RecordKind::kTrialComponent || is_about_one(query)) {
    query.at_most = std::numeric_limits<std::size_t>::max();
    TUNER_ASSIGN_OR_RETURN(std::vector<TrackingRecord> all, records(query));
    for (TrackingRecord& record : all) TUNER_RETURN_IF_ERROR(visit(std::move(record)));
    return {};
  }
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobHead> heads, jobs_.heads());
  for (const JobHead& head : heads) {
    TUNER_ASSIGN_OR_RETURN(std::vector<TrackingRecord> components, components_of(head.name));
    for (TrackingRecord& record : components) TUNER_RETURN_IF_ERROR(visit(std::move(record)));
  }
  return {};
}

}  // namespace tuner::sagemaker
