#include "service/job_manager.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>

#include "backends/in_process.h"
#include "metrics/scraper.h"
#include "strategies/registry.h"
#include "tests/fakes/job_fixtures.h"
#include "tests/fakes/temporary_folder.h"
#include "tuner/store/memory_store.h"

namespace tuner {
namespace {

// Remembers how every job ended, and waits for it.
class Ends final : public JobWatcher {
 public:
  void on_step(const JobName&, const StepRecord&) override {}
  void on_note(const JobName&, const std::string&) override {}
  void on_end(const JobName& job, const Result<TuningSummary>& summary) override {
    const std::lock_guard lock(mutex_);
    ended_.insert_or_assign(job.text, summary);
    changed_.notify_all();
  }
  Result<TuningSummary> of(const std::string& job) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_.contains(job); });
    return ended_.at(job);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Result<TuningSummary>> ended_;
};

class JobManagerTest : public ::testing::Test {
 protected:
  TuningJobSpec create(const std::string& name, std::uint32_t trials, std::uint32_t parallel) {
    JobRecord job;
    job.spec = small_spec(trials, parallel);
    job.spec.name = {name};
    job.spec.strategy = "random";
    job.spec.metrics = {{"loss", ""}};
    EXPECT_TRUE(store_.create_job(job));
    return job.spec;
  }

  Result<TunerParts> parts(const JobRecord& job, TunerObserver* observer) {
    TunerParts parts;
    TUNER_ASSIGN_OR_RETURN(parts.strategy, make_strategy(job.spec, job.prior));
    parts.backend = std::make_unique<InProcess>(
        [this](const Configuration& configuration,
               TrainingReporter& reporter,
               std::stop_token stop) { return train(configuration, reporter, stop); },
        clock_,
        100);
    TUNER_ASSIGN_OR_RETURN(const auto make_scraper, scraper_factory(job.spec.metrics));
    parts.make_scraper = [make_scraper](std::size_t) { return make_scraper(); };
    parts.store = &store_;
    parts.clock = &clock_;
    parts.observer = observer;
    parts.jobs_folder = home_.jobs_folder();
    return parts;
  }

  int train(const Configuration&, TrainingReporter& reporter, std::stop_token stop) {
    const int now = ++at_once_;
    at_once_.notify_all();
    int most = most_at_once_;
    while (now > most && !most_at_once_.compare_exchange_weak(most, now)) {
    }
    {
      std::unique_lock lock(mutex_);
      gate_.wait(lock, stop, [this] { return open_; });
    }
    reporter.metric("loss", 1.0);
    --at_once_;
    return 0;
  }
  void open_gate() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    gate_.notify_all();
  }

  std::unique_ptr<JobManager> manager(JobManagerOptions options) { return manager(options, ends_); }
  std::unique_ptr<JobManager> manager(JobManagerOptions options, Ends& ends) {
    return std::make_unique<JobManager>(
        home_,
        store_,
        ends,
        [this](const JobRecord& job, TunerObserver* observer) { return parts(job, observer); },
        options);
  }

  testing_fakes::TemporaryFolder folder_;
  Home home_ = Home::open(folder_.path()).value();
  MemoryStore store_;
  SystemClock clock_;
  Ends ends_;
  std::atomic<int> at_once_ = 0, most_at_once_ = 0;
  std::mutex mutex_;
  std::condition_variable_any gate_;
  bool open_ = true;
};

TEST_F(JobManagerTest, RunsManyJobsOnFewSlots) {
  const auto jobs = manager({.slots = 3, .thinkers = 2});
  for (int i = 0; i < 40; ++i) {
    const TuningJobSpec spec = create("job" + std::to_string(i), 5, 4);
    ASSERT_TRUE(jobs->start(spec.name, {"ann"}));
  }
  for (int i = 0; i < 40; ++i) {
    const Result<TuningSummary> summary = ends_.of("job" + std::to_string(i));
    ASSERT_TRUE(summary) << to_string(summary.error());
    EXPECT_EQ(summary->status, JobStatus::kCompleted);
    EXPECT_EQ(summary->succeeded, 5U);
  }
  EXPECT_LE(most_at_once_, 3);
  EXPECT_EQ(jobs->slots().in_use(), 0U);
}

TEST_F(JobManagerTest, TheLogOfAJobThatSharedItsSlotsReplays) {
  const auto jobs = manager({.slots = 1});
  const TuningJobSpec one = create("one", 6, 3), two = create("two", 6, 3);
  ASSERT_TRUE(jobs->start(one.name, {"ann"}));
  ASSERT_TRUE(jobs->start(two.name, {"bob"}));
  for (const TuningJobSpec& spec : {one, two}) {
    ASSERT_TRUE(ends_.of(spec.name.text));
    const auto strategy = make_strategy(spec, {}).value();
    Scheduler fresh(spec, {}, *strategy, 100);
    const std::vector<StepRecord> steps = store_.steps(spec.name).value();
    for (const StepRecord& step : steps) {
      const Result<void> same = fresh.replay(step, Scheduler::Replay::kAskAgain);
      ASSERT_TRUE(same) << to_string(same.error());
    }
    EXPECT_TRUE(fresh.ended());
  }
}

TEST_F(JobManagerTest, AJobRunsOnlyOnce) {
  open_ = false;
  const auto jobs = manager({.slots = 1});
  const TuningJobSpec spec = create("job", 1, 1);
  ASSERT_TRUE(jobs->start(spec.name, {"ann"}));
  EXPECT_EQ(jobs->start(spec.name, {"ann"}).error().code, ErrorCode::kFailedPrecondition);
  EXPECT_TRUE(jobs->is_running(spec.name));
  open_gate();
  ASSERT_TRUE(ends_.of("job"));
}

TEST_F(JobManagerTest, StopsAJobOnRequest) {
  open_ = false;
  const auto jobs = manager({.slots = 2});
  const TuningJobSpec spec = create("job", 50, 2);
  ASSERT_TRUE(jobs->start(spec.name, {"ann"}));
  const TimePoint now = clock_.wall();
  ASSERT_TRUE(jobs->stop(spec.name, StopMode::kStop, now));
  EXPECT_EQ(jobs->stopping_since(spec.name), now);
  const Result<TuningSummary> summary = ends_.of("job");
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->status, JobStatus::kStopped);
  EXPECT_EQ(jobs->stop({"unknown"}, StopMode::kStop, clock_.wall()).error().code,
            ErrorCode::kNotFound);
}

TEST_F(JobManagerTest, AStopOfAJobThatNobodyRunsEndsIt) {
  const auto jobs = manager({.slots = 2});
  const TuningJobSpec spec = create("job", 50, 2);
  ASSERT_TRUE(jobs->stop(spec.name, StopMode::kStop, clock_.wall()));
  EXPECT_EQ(ends_.of("job")->status, JobStatus::kStopped);
}

TEST_F(JobManagerTest, KnowsOfAStopFromTheMomentOnInWhichItHasAdoptedTheJob) {
  open_ = false;
  const TuningJobSpec spec = create("job", 9, 2);
  {
    const auto jobs = manager({.slots = 2});
    ASSERT_TRUE(jobs->start(spec.name, {"ann"}));
    at_once_.wait(0);
    ASSERT_TRUE(jobs->stop(spec.name, StopMode::kDrain, clock_.wall()));
    jobs->leave();
    ASSERT_EQ(ends_.of("job")->status, JobStatus::kRunning);
  }
  Ends later;
  const auto jobs = manager({.slots = 2}, later);
  jobs->adopt({{spec.name, {"ann"}}});
  EXPECT_TRUE(jobs->stopping_since(spec.name));
  EXPECT_EQ(later.of("job")->status, JobStatus::kStopped);
}

TEST_F(JobManagerTest, LeavesItsJobsAndAnotherManagerGoesOnWithThem) {
  const TuningJobSpec spec = create("job", 4, 1), other = create("other", 2, 1);
  open_ = false;
  {
    const auto jobs = manager({.slots = 2});
    ASSERT_TRUE(jobs->start(spec.name, {"ann"}));
    jobs->leave();
    EXPECT_EQ(ends_.of("job")->status, JobStatus::kRunning);
    EXPECT_EQ(jobs->start(other.name, {"ann"}).error().code, ErrorCode::kUnavailable);
  }
  open_gate();
  Ends later;
  const auto jobs = manager({.slots = 2}, later);
  EXPECT_EQ(jobs->adopt({{spec.name, {"ann"}}, {other.name, {"ann"}}}), 2U);
  EXPECT_EQ(later.of("job")->status, JobStatus::kCompleted);
  EXPECT_EQ(later.of("other")->succeeded, 2U);
}

TEST_F(JobManagerTest, AJobThatCannotBeTakenDoesNotStandInTheWayOfTheOthers) {
  const auto jobs = manager({.slots = 1});
  const TuningJobSpec spec = create("job", 1, 1);
  EXPECT_EQ(jobs->adopt({{{"gone"}, {"ann"}}, {spec.name, {"ann"}}}), 1U);
  EXPECT_EQ(ends_.of("gone").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ends_.of("job")->succeeded, 1U);
}

TEST_F(JobManagerTest, AJobWhosePartsCannotBeMadeSaysWhy) {
  TuningJobSpec spec = create("job", 1, 1);
  JobManager jobs(home_,
                  store_,
                  ends_,
                  [](const JobRecord&, TunerObserver*) -> Result<TunerParts> {
                    return fail(ErrorCode::kFailedPrecondition, "no supervisor");
                  },
                  {});
  ASSERT_TRUE(jobs.start(spec.name, {"ann"}));
  EXPECT_EQ(ends_.of("job").error().message, "no supervisor");
}

}  // namespace
}  // namespace tuner
