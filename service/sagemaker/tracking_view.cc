#include "service/sagemaker/tracking_view.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "tuner/store/tracking_rules.h"

namespace tuner::sagemaker {
namespace {

constexpr std::size_t kRowsAtOnce = 1000;

std::string called(RecordKind kind, const std::string& name) {
  return std::string(api_name(kind)) + " '" + name + "'";
}

tl::unexpected<Error> missing(RecordKind kind, const std::string& name) {
  return fail(ErrorCode::kNotFound, called(kind, name) + " does not exist.");
}

// The store's error about this record, in the words of the API.
tl::unexpected<Error> worded(Error error, RecordKind kind, const std::string& name) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return missing(kind, name);
    case ErrorCode::kAlreadyExists:
      return fail(error.code, called(kind, name) + " already exists.");
    case ErrorCode::kFailedPrecondition:
      return fail(error.code,
                  called(kind, name) +
                      (kind == RecordKind::kExperiment ? " cannot be deleted: it still has trials."
                       : kind == RecordKind::kTrialGroup
                           ? " cannot be deleted: it still has trial components."
                           : " cannot be deleted: it is still associated with a trial."));
    default:
      return fail(std::move(error));
  }
}

template <class T>
void join(std::map<std::string, T>& into, const std::map<std::string, T>& over) {
  for (const auto& [key, value] : over) into.insert_or_assign(key, value);
}

TrackingRecord laid_over(TrackingRecord record, const TrackingRecord& row) {
  if (!row.display_name.empty()) record.display_name = row.display_name;
  if (!row.description.empty()) record.description = row.description;
  if (row.status || !row.status_message.empty()) {
    record.status = row.status;
    record.status_message = row.status_message;
  }
  if (row.started_at) record.started_at = row.started_at;
  if (row.ended_at) record.ended_at = row.ended_at;
  join(record.parameters, row.parameters);
  join(record.inputs, row.inputs);
  join(record.outputs, row.outputs);
  record.modified_by = row.modified_by;
  record.modified_at = std::max(record.modified_at, row.modified_at);
  return record;
}

bool is_missing(const Error& error) { return error.code == ErrorCode::kNotFound; }

}  // namespace

std::string_view api_name(RecordKind kind) {
  switch (kind) {
    case RecordKind::kExperiment:
      return "Experiment";
    case RecordKind::kTrialGroup:
      return "Trial";
    case RecordKind::kTrialComponent:
      break;
  }
  return "TrialComponent";
}

// ---- reading ------------------------------------------------------------------------------------

Result<TrackingRecord> TrackingView::with_row(TrackingRecord automatic) const {
  const auto row = store_.record(automatic.kind, automatic.name);
  if (row) return laid_over(std::move(automatic), *row);
  if (is_missing(row.error())) return automatic;
  return row;
}

Result<TrackingRecord> TrackingView::with_automatic(TrackingRecord row) const {
  if (!is_automatic_name(row.kind, row.name)) return row;
  auto automatic = automatic_.record(row.kind, row.name);
  if (automatic) return laid_over(*std::move(automatic), row);
  if (is_missing(automatic.error())) return row;
  return automatic;
}

Result<TrackingRecord> TrackingView::record(RecordKind kind, const std::string& name) const {
  auto row = store_.record(kind, name);
  if (row) return with_automatic(*std::move(row));
  if (!is_missing(row.error())) return row;
  auto automatic = automatic_.record(kind, name);
  if (!automatic) return worded(automatic.error(), kind, name);
  return automatic;
}

Result<std::vector<TrackingRecord>> TrackingView::records(const RecordQuery& query) const {
  TUNER_ASSIGN_OR_RETURN(std::vector<TrackingRecord> rows, store_.records(query));
  TUNER_ASSIGN_OR_RETURN(std::vector<TrackingRecord> automatic, automatic_.records(query));
  std::vector<TrackingRecord> page;
  std::set<std::string> seen;
  auto row = rows.begin(), other = automatic.begin();
  while (page.size() < query.at_most && (row != rows.end() || other != automatic.end())) {
    const bool takes_row = other == automatic.end() ||
                           (row != rows.end() && precedes(query, place_of(*row), place_of(*other)));
    TrackingRecord next = std::move(takes_row ? *row++ : *other++);
    if (!seen.insert(record_key(next.name)).second) continue;  // the row that lies over one of ours
    TUNER_ASSIGN_OR_RETURN(TrackingRecord whole,
                           takes_row ? with_automatic(std::move(next)) : with_row(std::move(next)));
    page.push_back(std::move(whole));
  }
  return page;
}

Result<void> TrackingView::visit(RecordQuery query, const Visit& visit) const {
  query.at_most = kRowsAtOnce;
  std::set<std::string> seen;  // those rows that lie over one of ours
  for (bool more = true; more;) {
    TUNER_ASSIGN_OR_RETURN(std::vector<TrackingRecord> rows, store_.records(query));
    more = rows.size() == query.at_most;
    if (more) query.after = place_of(rows.back());
    for (TrackingRecord& row : rows) {
      if (is_automatic_name(row.kind, row.name)) seen.insert(record_key(row.name));
      TUNER_ASSIGN_OR_RETURN(TrackingRecord whole, with_automatic(std::move(row)));
      TUNER_RETURN_IF_ERROR(visit(std::move(whole)));
    }
  }
  query.after.reset();
  return automatic_.visit(query, [&](TrackingRecord record) -> Result<void> {
    if (seen.contains(record_key(record.name))) return {};
    TUNER_ASSIGN_OR_RETURN(TrackingRecord whole, with_row(std::move(record)));
    return visit(std::move(whole));
  });
}

Result<std::vector<ClientStatistics>> TrackingView::statistics(const std::string& component) const {
  auto found = store_.statistics(component);
  if (!found && is_missing(found.error())) return {};
  return found;
}

Result<std::vector<ClientPoint>> TrackingView::points(const std::string& component,
                                                      const std::string& metric) const {
  auto sent = store_.points(component, metric);
  if (sent && !sent->empty()) return sent;
  if (!sent && !is_missing(sent.error())) return sent;
  const auto printed = automatic_.points(component, metric);
  if (!printed && is_missing(printed.error())) {
    if (sent) return sent;
    return missing(RecordKind::kTrialComponent, component);
  }
  if (!printed) return fail(printed.error());
  std::vector<ClientPoint> points;
  for (const MetricPoint& point : *printed) {
    points.push_back(
        {.metric = metric, .step = point.step, .at = point.seen_at, .value = point.value});
  }
  return points;
}

// ---- writing ------------------------------------------------------------------------------------

Result<bool> TrackingView::is_automatic(RecordKind kind, const std::string& name) const {
  if (!is_automatic_name(kind, name)) return false;
  const auto found = automatic_.record(kind, name);
  if (found) return true;
  if (is_missing(found.error())) return false;
  return fail(found.error());
}

// Makes sure that the store has a row of this name, if the view has such a record.
Result<void> TrackingView::make_row(RecordKind kind, const std::string& name) {
  const auto row = store_.record(kind, name);
  if (row) return {};
  if (!is_missing(row.error())) return fail(row.error());
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord whole, record(kind, name));
  if (kind == RecordKind::kTrialGroup)
    TUNER_RETURN_IF_ERROR(make_row(RecordKind::kExperiment, whole.experiment));
  const auto created = store_.create({.kind = kind,
                                      .name = whole.name,
                                      .source = whole.source,
                                      .created_at = whole.created_at,
                                      .modified_at = whole.created_at,
                                      .experiment = whole.experiment},
                                     {});
  if (!created && created.error().code == ErrorCode::kAlreadyExists) return {};  // by another call
  return created;
}

Result<void> TrackingView::create(TrackingRecord record, const Tags& tags) {
  TUNER_ASSIGN_OR_RETURN(const bool taken, is_automatic(record.kind, record.name));
  if (taken)
    return fail(ErrorCode::kAlreadyExists, called(record.kind, record.name) + " already exists.");
  if (is_automatic_name(record.kind, record.name)) {
    return fail(ErrorCode::kInvalidArgument,
                called(record.kind, record.name) +
                    " has a name of the form that is kept for those of tuning jobs.");
  }
  if (record.kind == RecordKind::kTrialGroup)
    TUNER_RETURN_IF_ERROR(make_row(RecordKind::kExperiment, record.experiment));
  const auto created = store_.create(record, tags);
  if (!created) return worded(created.error(), record.kind, record.name);
  return {};
}

Result<void> TrackingView::change(RecordKind kind,
                                  const std::string& name,
                                  const TrackingStore::Change& change) {
  TUNER_RETURN_IF_ERROR(make_row(kind, name));
  return store_.update(kind, name, change);
}

Result<void> TrackingView::remove(RecordKind kind, const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(const bool automatic, is_automatic(kind, name));
  if (automatic) {
    return fail(ErrorCode::kFailedPrecondition,
                called(kind, name) + " cannot be deleted: it belongs to a job.");
  }
  const auto removed = store_.remove(kind, name);
  if (!removed) return worded(removed.error(), kind, name);
  return {};
}

Result<void> TrackingView::associate(const std::string& group, const std::string& component) {
  TUNER_RETURN_IF_ERROR(make_row(RecordKind::kTrialGroup, group));
  TUNER_RETURN_IF_ERROR(make_row(RecordKind::kTrialComponent, component));
  return store_.associate(group, component);
}

Result<void> TrackingView::disassociate(const std::string& group, const std::string& component) {
  TUNER_RETURN_IF_ERROR(record(RecordKind::kTrialGroup, group));
  TUNER_RETURN_IF_ERROR(record(RecordKind::kTrialComponent, component));
  TUNER_ASSIGN_OR_RETURN(
      const auto own,
      automatic_.records({.kind = RecordKind::kTrialGroup, .component = component}));
  if (!own.empty() && record_key(own.front().name) == record_key(group)) {
    return fail(
        ErrorCode::kFailedPrecondition,
        called(RecordKind::kTrialComponent, component) + " is in the trial of its own tuning job.");
  }
  const auto done = store_.disassociate(group, component);
  if (done || !is_missing(done.error())) return done;
  return fail(ErrorCode::kNotFound,
              called(RecordKind::kTrialComponent, component) + " is not associated with " +
                  called(RecordKind::kTrialGroup, group) + ".");
}

Result<bool> TrackingView::keep(RecordKind kind, const std::string& name) {
  const auto row = store_.record(kind, name);
  if (!row && is_missing(row.error())) return false;
  if (!row) return fail(row.error());
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord whole, with_automatic(*row));
  const auto take_all = [&](TrackingRecord& kept) -> Result<void> {
    kept = whole;
    return {};
  };
  TUNER_RETURN_IF_ERROR(store_.update(kind, name, take_all));
  if (kind == RecordKind::kTrialComponent) TUNER_RETURN_IF_ERROR(keep_points(name));
  return true;
}

// Those of metrics of which the client sent none.
Result<void> TrackingView::keep_points(const std::string& component) {
  const auto printed = automatic_.metric_summaries(component);
  if (!printed && !is_missing(printed.error())) return fail(printed.error());
  for (const MetricSummary& metric : printed.value_or(std::vector<MetricSummary>{})) {
    TUNER_ASSIGN_OR_RETURN(std::vector<ClientPoint> all, points(component, metric.name));
    std::erase_if(all, [](const ClientPoint& point) { return !std::isfinite(point.value); });
    TUNER_RETURN_IF_ERROR(store_.put_points(component, all));
  }
  return {};
}

Result<std::vector<std::size_t>> TrackingView::put_points(const std::string& component,
                                                          std::span<const ClientPoint> points) {
  TUNER_RETURN_IF_ERROR(make_row(RecordKind::kTrialComponent, component));
  return store_.put_points(component, points);
}

}  // namespace tuner::sagemaker
