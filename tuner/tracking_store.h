// Socket 5: where the tracking view of clients is kept: experiments, trial groups and trial components that a client made, what
// it tagged, and the metrics that it sent. What the jobs of a home show of themselves in that view is not in here.
//
// An experiment holds trial groups; a group holds components, and a component may be in several groups. What comes back is a
// copy. Every call either happens entirely or changes nothing. May be used from several threads, a database by several processes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tuner/base/clock.h"
#include "tuner/base/result.h"
#include "tuner/base/running_moments.h"
#include "tuner/base/text.h"

namespace tuner {

enum class RecordKind { kExperiment, kTrialGroup, kTrialComponent };

// A record's name in lower case: names are unique in their kind whatever their case.
inline std::string record_key(std::string_view name) { return lower_case(name); }

enum class ComponentStatus { kInProgress, kCompleted, kFailed, kStopping, kStopped };

struct RecordArtifact {
  std::string media_type;  // may be empty
  std::string value;       // usually where it is
  bool operator==(const RecordArtifact&) const = default;
};

// What a record was made from: a resource and the kind of it.
struct RecordSource {
  std::string resource, type;
  bool operator==(const RecordSource&) const = default;
};

// One type for the three kinds, which share names, times, tags and pages. What another kind has is empty.
struct TrackingRecord {
  using Value = std::variant<std::string, double>;

  RecordKind kind = RecordKind::kExperiment;
  std::string name;
  std::string display_name = {};  // empty: the name
  std::optional<RecordSource> source = {};
  std::map<std::string, std::string> properties = {};  // of the code: "CommitId", "Repository", …
  TimePoint created_at{}, modified_at{};
  std::string created_by = {}, modified_by = {};  // names of keys; may be empty

  std::string description = {};  // of an experiment

  std::string experiment = {};  // of a trial group: the experiment that holds it

  std::optional<ComponentStatus> status = {};  // of a component, as all that follows
  std::string status_message = {};
  std::optional<TimePoint> started_at = {}, ended_at = {};
  std::map<std::string, Value> parameters = {};
  std::map<std::string, RecordArtifact> inputs = {}, outputs = {};

  bool operator==(const TrackingRecord&) const = default;
};

using Tags = std::map<std::string, std::string>;

// Which records, and in which order. At most one of experiment, group, component and source is
// set, but for groups, which may be of an experiment and hold a component.
struct RecordQuery {
  struct Place {
    TimePoint created_at{};
    std::string name;
  };
  enum class Order { kName, kCreated };  // records of one moment are ordered by name

  RecordKind kind = RecordKind::kExperiment;
  Order order = Order::kCreated;
  bool descending = true;
  std::optional<Place> after =
      {};  // only what follows it in this order; it need not be there any more
  std::size_t at_most = 100;
  std::optional<TimePoint> created_after = {}, created_before = {};  // both exclusive
  std::string experiment = {};  // groups that it holds, components of these groups
  std::string group = {};       // components that it holds
  std::string component = {};   // groups that hold it
  std::string source = {};      // made from this resource
};

// One value of a metric that a client sends for a component.
struct ClientPoint {
  std::string metric;
  std::optional<std::int64_t> step = {};
  TimePoint at{};
  double value = 0.0;  // finite
  bool operator==(const ClientPoint&) const = default;
};

// Kept beside the points of every metric.
struct ClientStatistics {
  std::string metric;
  RunningMoments values = {};
  double min = 0.0, max = 0.0;
  double last = 0.0;  // of the latest moment; there, of the highest step
  TimePoint last_at{};
  std::optional<std::int64_t> last_step = {};
};

class TrackingStore {
 public:
  virtual ~TrackingStore() = default;

  virtual Result<TrackingRecord> record(RecordKind kind,
                                        const std::string& name) const = 0;  // kNotFound
  virtual Result<std::vector<TrackingRecord>> records(const RecordQuery& query) const = 0;

  // kAlreadyExists: the name is taken. kNotFound: a trial group's experiment is not there.
  virtual Result<void> create(const TrackingRecord& record, const Tags& tags) = 0;
  // `change`, which must not call the store, gets the record as it is, and what it leaves is kept, but for kind, name, experiment
  // and time of creation. kNotFound, or
  // the error of `change`.
  using Change = std::function<Result<void>(TrackingRecord&)>;
  virtual Result<void> update(RecordKind kind, const std::string& name, const Change& change) = 0;
  // With its tags and client metrics. kNotFound; kFailedPrecondition while an experiment has groups, a group components, or a component
  // is in a group.
  virtual Result<void> remove(RecordKind kind, const std::string& name) = 0;

  // Twice is no error. kNotFound: one of them is not there.
  virtual Result<void> associate(const std::string& group, const std::string& component) = 0;
  // kNotFound: one of them is not there, or the component is not in the group.
  virtual Result<void> disassociate(const std::string& group, const std::string& component) = 0;

  // Tags of anything that has a key, whether or not it is in this store; tags_of() names a record's.
  virtual Result<Tags> tags(const std::string& resource) const = 0;
  // Adds and overwrites; gives all. kFailedPrecondition: there would be more than `at_most`.
  virtual Result<Tags> put_tags(const std::string& resource,
                                const Tags& tags,
                                std::size_t at_most) = 0;
  virtual Result<void> delete_tags(const std::string& resource,
                                   std::span<const std::string> keys) = 0;

  // Points for a component. A point is known by metric, step and moment: the same value again changes nothing, and the positions
  // of those with another value come back; the rest is kept. kNotFound: no such component; kInvalidArgument: a value is not finite.
  virtual Result<std::vector<std::size_t>> put_points(const std::string& component,
                                                      std::span<const ClientPoint> points) = 0;
  // By moment, then step. kNotFound: no such component; empty: no such metric.
  virtual Result<std::vector<ClientPoint>> points(const std::string& component,
                                                  const std::string& metric) const = 0;
  virtual Result<std::vector<ClientStatistics>> statistics(
      const std::string& component) const = 0;  // by metric
};

// The key of a record's tags: "experiment/digits", "trial-group/…", "trial-component/…"; the name in lower case.
std::string tags_of(RecordKind kind, std::string_view name);
std::string_view name_of(RecordKind kind);  // "experiment", "trial group", "trial component"

}  // namespace tuner
