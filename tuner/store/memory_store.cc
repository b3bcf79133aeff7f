#include "tuner/store/memory_store.h"

#include <algorithm>
#include <utility>

#include "tuner/job/best.h"
#include "tuner/store/step_rules.h"

namespace tuner {

using Lock = std::lock_guard<std::mutex>;

Result<MemoryStore::Job*> MemoryStore::find(const JobName& name) {
  const auto found = jobs_.find(name);
  if (found == jobs_.end()) return no_such_job(name);
  return &found->second;
}

Result<const MemoryStore::Job*> MemoryStore::find(const JobName& name) const {
  const auto found = jobs_.find(name);
  if (found == jobs_.end()) return no_such_job(name);
  return &found->second;
}

std::vector<const MemoryStore::Job*> MemoryStore::newest_first() const {
  std::vector<const Job*> order;
  for (const auto& [name, job] : jobs_) order.push_back(&job);
  std::ranges::sort(order, std::ranges::greater{}, &Job::created);
  return order;
}

Result<std::vector<JobRecord>> MemoryStore::jobs() const {
  const Lock lock(mutex_);
  std::vector<JobRecord> records;
  for (const Job* job : newest_first()) records.push_back(job->record);
  return records;
}

Result<JobRecord> MemoryStore::job(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  return job->record;
}

JobSummary MemoryStore::summary_of(const Job& job) {
  JobSummary summary{.job = job.record, .totals = job.totals};
  if (job.totals.best) summary.best = job.trials.at(*job.totals.best);
  if (!job.steps.empty()) summary.last_step_at = job.steps.back().wall;
  return summary;
}

Result<std::vector<JobHead>> MemoryStore::heads() const {
  const Lock lock(mutex_);
  std::vector<JobHead> heads;
  for (const Job* job : newest_first()) heads.push_back(head_of(summary_of(*job)));
  return heads;
}

Result<std::vector<JobSummary>> MemoryStore::summaries() const {
  const Lock lock(mutex_);
  std::vector<JobSummary> summaries;
  for (const Job* job : newest_first()) summaries.push_back(summary_of(*job));
  return summaries;
}

Result<JobSummary> MemoryStore::summary(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  return summary_of(*job);
}

Result<std::vector<Trial>> MemoryStore::trials(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  std::vector<Trial> trials;
  for (const auto& [id, trial] : job->trials) trials.push_back(trial);
  return trials;
}

Result<Trial> MemoryStore::trial(const JobName& name, TrialId id) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  const auto known = job->trials.find(id);
  if (known == job->trials.end()) return no_such_trial(name, id);
  return known->second;
}

Result<std::vector<Trial>> MemoryStore::trials_page(const JobName& name,
                                                    TrialOrder order,
                                                    std::optional<TrialId> after,
                                                    std::size_t at_most) const {
  TUNER_ASSIGN_OR_RETURN(std::vector<Trial> page, trials(name));
  if (order == TrialOrder::kNewestFirst) std::ranges::reverse(page);
  std::erase_if(page, [&](const Trial& trial) {
    return after && (order == TrialOrder::kOldestFirst ? trial.id <= *after : trial.id >= *after);
  });
  if (page.size() > at_most)
    page.erase(page.begin() + static_cast<std::ptrdiff_t>(at_most), page.end());
  return page;
}

Result<std::vector<MetricPoint>> MemoryStore::metrics(const JobName& name, TrialId trial) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  const auto known = job->trials.find(trial);
  if (known == job->trials.end()) return no_such_trial(name, trial);
  const auto run = job->runs.find({trial, known->second.attempts});
  if (run == job->runs.end()) return {};
  return run->second.points;
}

Result<std::vector<MetricSummary>> MemoryStore::metric_summaries(const JobName& name,
                                                                 TrialId trial) const {
  TUNER_ASSIGN_OR_RETURN(const auto points, metrics(name, trial));
  std::map<std::string, MetricSummary> by_name;
  for (const MetricPoint& point : points) {
    const auto summary = by_name.try_emplace(point.name, empty_summary(point.name)).first;
    add_point(summary->second, point);
  }
  std::vector<MetricSummary> summaries;
  for (auto& [metric, summary] : by_name) summaries.push_back(std::move(summary));
  return summaries;
}

Result<std::vector<RunRecord>> MemoryStore::runs(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  std::vector<RunRecord> records;
  for (const auto& [key, run] : job->runs) records.push_back(run.record);
  return records;
}

Result<std::vector<RunRecord>> MemoryStore::runs_of(const JobName& name, TrialId trial) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  if (!job->trials.contains(trial)) return no_such_trial(name, trial);
  std::vector<RunRecord> records;
  for (auto run = job->runs.lower_bound({trial, 0});
       run != job->runs.end() && run->first.first == trial;
       ++run) {
    records.push_back(run->second.record);
  }
  return records;
}

Result<std::vector<StepRecord>> MemoryStore::steps(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  return job->steps;
}

Result<std::uint64_t> MemoryStore::step_count(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  return job->record.steps;
}

Result<void> MemoryStore::create_job(const JobRecord& job) {
  const Lock lock(mutex_);
  const bool created =
      jobs_.try_emplace(job.spec.name, Job{.record = job, .created = created_}).second;
  if (!created) return job_exists(job.spec.name);
  ++created_;
  return {};
}

Result<void> MemoryStore::extend_job(const TuningJobSpec& spec) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Job* const job, find(spec.name));
  job->record.earlier_specs.push_back(std::exchange(job->record.spec, spec));
  return {};
}

Result<void> MemoryStore::check(const Job& job,
                                const StepRecord& step,
                                std::span<const Trial> changed) {
  const JobName& name = job.record.spec.name;
  TUNER_RETURN_IF_ERROR(check_number(name, job.record.steps, step.number));
  std::map<TrialId, TrialStatus> moved;
  for (const Trial& trial : changed) {
    const auto known = job.trials.find(trial.id);
    const auto before =
        moved.try_emplace(trial.id, known == job.trials.end() ? trial.status : known->second.status)
            .first;
    TUNER_RETURN_IF_ERROR(check_move(name, before->second, trial));
    before->second = trial.status;
  }
  for (const Event& event : step.events) {
    const auto* seen = std::get_if<MetricsSeen>(&event);
    if (seen != nullptr && !job.runs.contains({seen->trial, seen->attempt})) {
      return metrics_without_run(name, *seen);
    }
  }
  return {};
}

void MemoryStore::put_trial(Job& job, const Trial& trial) {
  const auto known = job.trials.find(trial.id);
  std::optional<CountedTrial> before;
  if (known != job.trials.end()) before = {known->second.status, known->second.ran_for};
  count_trial(job.totals, before, trial);
  const Trial* best = job.totals.best ? &job.trials.at(*job.totals.best) : nullptr;
  if (is_better(trial, best, job.record.spec.aims())) job.totals.best = trial.id;
  job.trials.insert_or_assign(trial.id, trial);
}

void MemoryStore::apply(Job& job, const StepRecord& step, std::span<const Trial> changed) {
  for (const Trial& trial : changed) put_trial(job, trial);
  for (const Event& event : step.events) {
    if (const auto* seen = std::get_if<MetricsSeen>(&event)) {
      Run& run = job.runs.at({seen->trial, seen->attempt});
      run.record.log_offset = seen->log_offset;
      run.points.insert(run.points.end(), seen->points.begin(), seen->points.end());
    } else if (const auto* stop = std::get_if<StopRequested>(&event)) {
      std::erase_if(job.commands,
                    [&](const Command& command) { return command.id == stop->command; });
    }
  }
  job.steps.push_back(step);
  advance(job.record, step);
  if (job.record.status != JobStatus::kRunning) job.commands.clear();
}

Result<void> MemoryStore::append_step(const JobName& name,
                                      const StepRecord& step,
                                      std::span<const Trial> changed) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Job* const job, find(name));
  TUNER_RETURN_IF_ERROR(check(*job, step, changed));
  apply(*job, step, changed);
  return {};
}

Result<void> MemoryStore::put_run(const JobName& name, const RunRecord& run) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Job* const job, find(name));
  if (!job->trials.contains(run.trial)) return no_such_trial(name, run.trial);
  const auto known = job->runs.try_emplace({run.trial, run.attempt}, Run{run, {}}).first;
  if (known->second.record.handle != run.handle) {
    return other_handle(name, run, known->second.record.handle);
  }
  return {};
}

Result<void> MemoryStore::post_command(const JobName& name, const Command& command) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Job* const job, find(name));
  TUNER_RETURN_IF_ERROR(check_running(job->record));
  job->commands.push_back({++last_command_, command.mode, command.trial});
  return {};
}

Result<std::vector<Command>> MemoryStore::commands(const JobName& name) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Job* job, find(name));
  return job->commands;
}

Result<void> MemoryStore::delete_job(const JobName& name) {
  const Lock lock(mutex_);
  if (jobs_.erase(name) == 0) return no_such_job(name);
  return {};
}

}  // namespace tuner
