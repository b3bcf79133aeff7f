#include "tests/faults/witness_store.h"

#include <algorithm>

#include "tests/contract/store_text.h"
#include "tuner/store/memory_store.h"

namespace tuner::faults {
namespace {

using testing::text;

template <class T>
void append(std::string& all, const std::vector<T>& values) {
  for (const T& value : values) all += text(value) + "\n";
}

}  // namespace

Result<std::string> everything_in(const ExperimentStore& store) {
  std::string all;
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobRecord> jobs, store.jobs());
  for (const JobRecord& job : jobs) {
    const JobName& name = job.spec.name;
    all += "job " + text(job) + "\n";
    TUNER_ASSIGN_OR_RETURN(const auto trials, store.trials(name));
    TUNER_ASSIGN_OR_RETURN(const auto steps, store.steps(name));
    TUNER_ASSIGN_OR_RETURN(const auto runs, store.runs(name));
    append(all, trials);
    append(all, steps);
    append(all, runs);
    TUNER_ASSIGN_OR_RETURN(const auto commands, store.commands(name));
    for (const Command& command : commands) all += "command " + text(command.id) + "\n";
    for (const Trial& trial : trials) {
      TUNER_ASSIGN_OR_RETURN(const auto points, store.metrics(name, trial.id));
      TUNER_ASSIGN_OR_RETURN(const auto summaries, store.metric_summaries(name, trial.id));
      append(all, points);
      append(all, summaries);
    }
  }
  return all;
}

Result<void> Promises::check(const ExperimentStore& found, After after) {
  TUNER_ASSIGN_OR_RETURN(const std::string there, everything_in(found));
  const auto durable = std::find_if(
      done_.rbegin(), done_.rend(), [](const Change& change) { return change.durable; });
  const auto all = done_.size();
  const auto least =
      after == After::kPowerCut ? static_cast<std::size_t>(done_.rend() - durable) : all;
  MemoryStore model;
  std::optional<std::size_t> kept;
  for (std::size_t count = 0; count <= all; ++count) {
    if (count > 0) TUNER_RETURN_IF_ERROR(done_[count - 1].make(model));
    if (count >= least && everything_in(model) == there) kept = count;
  }
  if (kept) {
    lost_ += all - *kept;
    done_.resize(*kept);
    if (after != After::kRefusal) doubtful_.reset();
    return {};
  }
  if (doubtful_ && after != After::kRefusal && doubtful_->make(model) &&
      everything_in(model) == there) {
    ++late_errors_;
    done_.push_back(*std::exchange(doubtful_, std::nullopt));
    done_.back().durable = false;  // nobody has said so
    return {};
  }
  return fail(ErrorCode::kInternal,
              "a promise is broken: of " + std::to_string(all) + " changes at least " +
                  std::to_string(least) + " must be there, and the database holds\n" + there);
}

Result<void> WitnessStore::make(Promises::Change change) {
  Result<void> made = change.make(store_);
  if (made) {
    promises_.done(std::move(change));
  } else {
    promises_.refused(std::move(change));
    on_refusal_(made.error());
  }
  return made;
}

Result<void> WitnessStore::create_job(const JobRecord& job) {
  return make({[job](ExperimentStore& store) { return store.create_job(job); }, true});
}

// As ExperimentStore::append_step says.
Result<void> WitnessStore::append_step(const JobName& job,
                                       const StepRecord& step,
                                       std::span<const Trial> changed) {
  const bool durable =
      !step.actions.empty() || std::ranges::any_of(step.events, [](const Event& event) {
        return std::holds_alternative<RunEnded>(event);
      });
  const std::vector<Trial> trials(changed.begin(), changed.end());
  return make(
      {[job, step, trials](ExperimentStore& store) { return store.append_step(job, step, trials); },
       durable});
}

Result<void> WitnessStore::put_run(const JobName& job, const RunRecord& run) {
  return make({[job, run](ExperimentStore& store) { return store.put_run(job, run); }, false});
}

Result<void> WitnessStore::post_command(const JobName& job, StopMode mode) {
  return make(
      {[job, mode](ExperimentStore& store) { return store.post_command(job, mode); }, false});
}

Result<void> WitnessStore::delete_job(const JobName& job) {
  return make({[job](ExperimentStore& store) { return store.delete_job(job); }, true});
}

}  // namespace tuner::faults
