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
    TUNER_ASSIGN_OR_RETURN(const JobSummary summary, store.summary(name));
    all += "job " + text(summary) + "\n";
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

std::optional<std::size_t> Promises::longest_match(const std::vector<Change>& changes,
                                                   std::size_t least,
                                                   const std::string& there) const {
  MemoryStore model;
  std::optional<std::size_t> longest;
  for (std::size_t count = 0; count <= changes.size(); ++count) {
    if (count > 0 && !changes[count - 1].make(model)) return longest;
    if (count >= least && everything_in(model) == there) longest = count;
  }
  return longest;
}

Result<void> Promises::check(const ExperimentStore& found, After after) {
  TUNER_ASSIGN_OR_RETURN(const std::string there, everything_in(found));
  machine_off_ = false;
  const bool cut = after == After::kPowerCut;
  const auto durable = std::find_if(
      done_.rbegin(), done_.rend(), [](const Change& change) { return change.durable; });
  const auto least = cut ? static_cast<std::size_t>(done_.rend() - durable) : done_.size();
  const std::size_t promised = done_.size();
  std::vector<Change> possible = done_;
  if (doubtful_ && after != After::kRefusal) {
    possible.push_back(*doubtful_);
    possible.back().durable = false;  // nobody has said so
  }
  std::optional<std::size_t> kept = longest_match(possible, least, there);
  if (!kept && cut) {
    possible = earlier_;
    kept = longest_match(possible, least, there);
  }
  if (!kept) {
    return fail(ErrorCode::kInternal,
                "a promise is broken: of " + std::to_string(promised) + " changes at least " +
                    std::to_string(least) + " must be there, and the database holds\n" + there);
  }
  if (*kept > promised) ++late_errors_;
  if (*kept < promised) lost_ += promised - *kept;
  if (cut) earlier_ = possible;
  if (after != After::kRefusal) doubtful_.reset();
  possible.resize(*kept);
  done_ = std::move(possible);
  return {};
}

Result<void> WitnessStore::make(Promises::Change change) {
  Result<void> made = change.make(inner());
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
Result<void> WitnessStore::extend_job(const TuningJobSpec& spec) {
  return make({[spec](ExperimentStore& store) { return store.extend_job(spec); }, true});
}

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

Result<void> WitnessStore::post_command(const JobName& job, const Command& command) {
  return make(
      {[job, command](ExperimentStore& store) { return store.post_command(job, command); }, false});
}

Result<void> WitnessStore::delete_job(const JobName& job) {
  return make({[job](ExperimentStore& store) { return store.delete_job(job); }, true});
}

}  // namespace tuner::faults
