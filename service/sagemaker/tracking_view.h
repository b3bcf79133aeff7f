// The tracking view as clients see it: what they made themselves together with the experiments of the tuning jobs.
//
// A client may also change what appeared by itself. Then a row of that name is made in the tracking store, empty but for name,
// source and time of creation, and the change is made to it: the row lies over what the job says. Members that a client set win, and
// maps are joined; nothing that comes from the job can be removed. When the job is deleted, the row stays, with all that it showed, as a
// record of its own.
//
// Errors speak in the words of the API: a trial is a trial group.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "service/sagemaker/automatic_experiments.h"
#include "tuner/experiment_store.h"
#include "tuner/tracking_store.h"

namespace tuner::sagemaker {

std::string_view api_name(RecordKind kind);  // "Experiment", "Trial", "TrialComponent"

class TrackingView {
 public:
  TrackingView(TrackingStore& store,
               const ExperimentReader& jobs,
               std::filesystem::path jobs_folder = {},
               IsStopping is_stopping = {})
      : store_(store), automatic_(jobs, std::move(jobs_folder), std::move(is_stopping)) {}

  Result<TrackingRecord> record(RecordKind kind, const std::string& name) const;  // kNotFound
  Result<std::vector<TrackingRecord>> records(const RecordQuery& query) const;
  using Visit = AutomaticExperiments::Visit;
  // All that `query` is about, one after the other, in no order, whatever the size of its page.
  Result<void> visit(RecordQuery query, const Visit& visit) const;

  // kAlreadyExists; kInvalidArgument: the name is of the form of those that appear by themselves; kNotFound: the experiment.
  Result<void> create(TrackingRecord record, const Tags& tags);
  Result<void> change(RecordKind kind,
                      const std::string& name,
                      const TrackingStore::Change& change);
  // kFailedPrecondition: it holds or is held by something, or a tuning job shows itself in it.
  Result<void> remove(RecordKind kind, const std::string& name);
  Result<void> associate(const std::string& group, const std::string& component);
  // kFailedPrecondition: the tuning job put it there.
  Result<void> disassociate(const std::string& group, const std::string& component);

  // What the record shows is written into the row that lies over it, so that it stays when its job goes. false: there is no row.
  Result<bool> keep(RecordKind kind, const std::string& name);

  Result<std::vector<std::size_t>> put_points(const std::string& component,
                                              std::span<const ClientPoint> points);
  // Of a metric that was sent, or else that the training printed.
  Result<std::vector<ClientPoint>> points(const std::string& component,
                                          const std::string& metric) const;

  const AutomaticExperiments& automatic() const { return automatic_; }
  // What clients sent for the component; empty: nothing.
  Result<std::vector<ClientStatistics>> statistics(const std::string& component) const;

 private:
  Result<bool> is_automatic(RecordKind kind, const std::string& name) const;
  Result<void> make_row(RecordKind kind, const std::string& name);
  Result<void> keep_points(const std::string& component);
  Result<TrackingRecord> with_row(TrackingRecord automatic) const;
  Result<TrackingRecord> with_automatic(TrackingRecord row) const;

  TrackingStore& store_;
  AutomaticExperiments automatic_;
};

}  // namespace tuner::sagemaker
