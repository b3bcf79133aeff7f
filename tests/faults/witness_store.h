// Stands between a job and its store, and remembers what the store has promised.
//
// A call that succeeded is done; one that was refused is in doubt until the next one, since the error may have
// come after the commit. The sequence of both is what any later state of the database is held against.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/store_around.h"

namespace tuner::faults {

// What has been promised, by all processes so far.
class Promises {
 public:
  struct Change {
    std::function<Result<void>(ExperimentStore&)> make;
    bool durable;  // also after a power cut
  };
  enum class After { kRefusal, kDeath, kPowerCut };

  void done(Change change) {
    done_.push_back(std::move(change));
    doubtful_.reset();
  }
  void refused(Change change) {
    if (!machine_off_) doubtful_ = std::move(change);
  }
  // Told after the refusal that a power cut brought: the calls that follow do nothing.
  void machine_is_off() { machine_off_ = true; }

  // Holds a database against the promises and goes on from what it holds; the error is what was broken.
  Result<void> check(const ExperimentStore& found, After after);

  std::uint64_t lost_changes() const { return lost_; }  // not durable, and taken by a power cut
  std::uint64_t late_errors() const { return late_errors_; }  // refused, and there nevertheless

 private:
  std::optional<std::size_t> longest_match(const std::vector<Change>& changes,
                                           std::size_t least,
                                           const std::string& there) const;

  std::vector<Change> done_;
  std::optional<Change> doubtful_;
  // What the last power cut shortened. Where a torn log is written again with the same bytes, what lay behind the tear is
  // valid again.
  std::vector<Change> earlier_;
  bool machine_off_ = false;
  std::uint64_t lost_ = 0, late_errors_ = 0;
};

// Everything that a store holds, as text.
Result<std::string> everything_in(const ExperimentStore& store);

class WitnessStore final : public StoreAround {
 public:
  // Told of every refused change, while the process lives on.
  using OnRefusal = std::function<void(const Error&)>;
  WitnessStore(ExperimentStore& store, Promises& promises, OnRefusal on_refusal)
      : StoreAround(store), promises_(promises), on_refusal_(std::move(on_refusal)) {}

  Result<void> create_job(const JobRecord& job) override;
  Result<void> extend_job(const TuningJobSpec& spec) override;
  Result<void> append_step(const JobName& job,
                           const StepRecord& step,
                           std::span<const Trial> changed) override;
  Result<void> put_run(const JobName& job, const RunRecord& run) override;
  Result<void> post_command(const JobName& job, const Command& command) override;
  Result<void> delete_job(const JobName& job) override;

 private:
  Result<void> make(Promises::Change change);

  Promises& promises_;
  OnRefusal on_refusal_;
};

}  // namespace tuner::faults
