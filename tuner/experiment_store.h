// Socket 4: where jobs, their log of steps, their trials and metrics are kept.
//
// ExperimentReader is all that reports, dashboards and the command line's questions see. ExperimentStore is for the one process
// that owns a job. What comes back is a copy. Both may be used from several threads; several processes may use one database.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/events.h"
#include "tuner/job/metric_point.h"
#include "tuner/job/prior.h"
#include "tuner/job/trial.h"
#include "tuner/job/trial_totals.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// How a job came here, where a server took it.
struct Submission {
  std::string user = {};      // empty: nobody that the server knows
  std::int32_t priority = 0;  // higher is served first
  std::string request = {};   // the body of the call as it came, JSON
  bool operator==(const Submission&) const = default;
};

struct JobRecord {
  TuningJobSpec spec;  // as it is now; seed always set
  JobIdentity identity;
  Prior prior =
      {};  // the results of other jobs that it began with; its start is in the specification
  std::optional<Submission> submission = {};  // of a job that a server took
  JobStatus status = JobStatus::kRunning;
  std::string reason = {};  // why it ended; empty while it runs
  TimePoint created_at{};
  std::optional<TimePoint> ended_at = {};
  JobTime job_time{0};                 // of the last step
  std::uint64_t steps = 0;             // rows in the log
  std::vector<MarkPlace> places = {};  // by name, the last mark of each that is not trusted
  std::vector<TuningJobSpec> earlier_specs = {};  // before each extension of the job, oldest first
};

// What the job was when it was created.
inline const TuningJobSpec& first_spec(const JobRecord& job) {
  return job.earlier_specs.empty() ? job.spec : job.earlier_specs.front();
}

// What is known of one attempt of a trial.
struct RunRecord {
  TrialId trial;
  std::uint32_t attempt = 1;
  RunHandle handle;
  std::uint64_t log_offset = 0;  // the log has been scraped up to here
};

// A job and what its trials come to, of one moment.
struct JobSummary {
  JobRecord job;
  TrialTotals totals = {};
  std::optional<Trial> best = {};              // the whole of totals.best
  std::optional<TimePoint> last_step_at = {};  // nullopt: there was none
};

// What lists of many jobs are sorted and filtered by.
struct JobHead {
  JobName name;
  JobStatus status = JobStatus::kRunning;
  TimePoint created_at{};
  std::optional<TimePoint> ended_at = {}, last_step_at = {};
  bool is_single_training = false;

  bool operator==(const JobHead&) const = default;
};
inline JobHead head_of(const JobSummary& summary) {
  const JobRecord& job = summary.job;
  return {job.spec.name,
          job.status,
          job.created_at,
          job.ended_at,
          summary.last_step_at,
          job.spec.is_single_training()};
}

enum class TrialOrder { kOldestFirst, kNewestFirst };

struct Command {
  std::int64_t id = 0;
  StopMode mode = StopMode::kDrain;
  std::optional<TrialId> trial = {};  // stop this one alone, whatever the mode
};

class ExperimentReader {
 public:
  virtual ~ExperimentReader() = default;
  virtual Result<std::vector<JobRecord>> jobs() const = 0;       // newest first
  virtual Result<JobRecord> job(const JobName& name) const = 0;  // kNotFound
  virtual Result<std::vector<JobHead>> heads() const = 0;  // newest first; reads no specification
  // Those of every job, newest first, and of one (kNotFound). The cost does not grow with the number of trials.
  virtual Result<std::vector<JobSummary>> summaries() const = 0;
  virtual Result<JobSummary> summary(const JobName& name) const = 0;
  virtual Result<std::vector<Trial>> trials(
      const JobName& name) const = 0;  // by number; kNotFound: no such job
  virtual Result<Trial> trial(const JobName& name, TrialId id) const = 0;  // kNotFound
  // Those that follow trial `after` (nullopt: from the first) in this order of their numbers, at most so many.
  virtual Result<std::vector<Trial>> trials_page(const JobName& name,
                                                 TrialOrder order,
                                                 std::optional<TrialId> after,
                                                 std::size_t at_most) const = 0;
  virtual Result<std::vector<MetricPoint>> metrics(const JobName& name, TrialId trial)
      const = 0;  // in order of appearance, of attempt Trial::attempts; empty while that has none
  // Those of one metric alone. By itself it picks them out of metrics().
  virtual Result<std::vector<MetricPoint>> points_of(const JobName& name,
                                                     TrialId trial,
                                                     const std::string& metric) const;
  virtual Result<std::vector<MetricSummary>> metric_summaries(const JobName& name,
                                                              TrialId trial) const = 0;
  virtual Result<std::vector<RunRecord>> runs(const JobName& name) const = 0;  // by trial, attempt
  virtual Result<std::vector<RunRecord>> runs_of(
      const JobName& name, TrialId trial) const = 0;  // by attempt; kNotFound: no such job or trial
  virtual Result<std::vector<StepRecord>> steps(const JobName& name) const = 0;  // by number
  // Those that follow step `number` (0: from the first), at most so many: a long log in pieces. By itself it cuts them out of steps().
  virtual Result<std::vector<StepRecord>> steps_after(const JobName& name,
                                                      std::uint64_t number,
                                                      std::size_t at_most) const;
  virtual Result<std::uint64_t> step_count(const JobName& name) const = 0;  // cheap: for followers
};

inline Result<std::vector<MetricPoint>> ExperimentReader::points_of(
    const JobName& name, TrialId trial, const std::string& metric) const {
  TUNER_ASSIGN_OR_RETURN(std::vector<MetricPoint> points, metrics(name, trial));
  std::erase_if(points, [&](const MetricPoint& point) { return point.name != metric; });
  return points;
}

inline Result<std::vector<StepRecord>> ExperimentReader::steps_after(const JobName& name,
                                                                     std::uint64_t number,
                                                                     std::size_t at_most) const {
  TUNER_ASSIGN_OR_RETURN(std::vector<StepRecord> all, steps(name));
  const std::size_t first = std::min<std::uint64_t>(number, all.size());
  const std::size_t last = first + std::min(at_most, all.size() - first);
  return std::vector<StepRecord>(
      std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(first)),
      std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(last)));
}

class ExperimentStore : public ExperimentReader {
 public:
  // kAlreadyExists when the name is taken.
  virtual Result<void> create_job(const JobRecord& job) = 0;

  // The job's specification is `spec` from now on; what it was is kept. Nothing else changes: the log says from which step on
  // it holds. kNotFound: there is no job of that name. Durable before it returns.
  virtual Result<void> extend_job(const TuningJobSpec& spec) = 0;

  // One transaction: the step, its metric points, the changed trials (a new id is inserted; an illegal status move is kInternal; the
  // values of one that has ended do not change any more), what they come to (JobSummary), scraped offsets, the job's status and time, and the commands that StopRequested events name are removed. Durable (fsync) before it returns when the step has
  // actions or ends a run; otherwise it survives a crash of the process, and a power cut may take the last few. kFailedPrecondition when
  // step.number is not the next one: another process has written to this job.
  virtual Result<void> append_step(const JobName& job,
                                   const StepRecord& step,
                                   std::span<const Trial> changed) = 0;

  // The handle of a run that the backend has accepted. The same handle twice is no error.
  virtual Result<void> put_run(const JobName& job, const RunRecord& run) = 0;

  // A wish of another process (tuner stop); the owner polls. Its id is given by the store. It does not outlive the job: the step that
  // ends that removes it. kFailedPrecondition: the job has ended.
  virtual Result<void> post_command(const JobName& job, const Command& command) = 0;
  virtual Result<std::vector<Command>> commands(const JobName& job) const = 0;

  // Removes a job with everything it has in the store. kNotFound.
  virtual Result<void> delete_job(const JobName& job) = 0;
};

}  // namespace tuner
