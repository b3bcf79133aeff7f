#include "tests/simulation/life.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

#include "backends/scripted.h"
#include "metrics/scraper.h"
#include "strategies/registry.h"
#include "tests/contract/naive_totals.h"
#include "tests/contract/store_text.h"
#include "tests/fakes/crash.h"
#include "tests/simulation/drawn_slots.h"
#include "tests/simulation/log_audit.h"
#include "tuner/tuner.h"

namespace tuner::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr int kMostProcesses = 400;
constexpr milliseconds kStuckAfter = minutes(20);  // without a step; the longest backoff is four

struct Stuck : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Its wall clock can be set.
class SettableClock final : public Clock {
 public:
  explicit SettableClock(const SimulatedClock& steady) : steady_(steady) {}
  TimePoint wall() const override { return steady_.wall() + offset_; }
  milliseconds steady() const override { return steady_.steady(); }
  void jump(milliseconds by) { offset_ += by; }

 private:
  const SimulatedClock& steady_;
  milliseconds offset_{0};
};

// Looks for a job that is stuck, and makes a drawn wish at a drawn step.
class Meddler final : public TunerObserver {
 public:
  Meddler(const Clock& clock, RunControl& control, Rng rng) : clock_(clock), control_(control) {
    if (chance(rng, 4)) {
      constexpr std::array kWishes = {
          RunControl::Wish::kDrain, RunControl::Wish::kStop, RunControl::Wish::kLeave};
      wish_ = kWishes[rng.below(kWishes.size())];
      steps_ = rng.below(40);
    }
    last_step_ = clock.steady();
  }
  void on_step(const StepRecord&, std::span<const Trial>) override {
    last_step_ = clock_.steady();
    if (wish_ && steps_-- == 0) control_.request(*wish_);
  }
  void on_note(const std::string&) override {}
  void on_tick() override {
    if (clock_.steady() - last_step_ > kStuckAfter) throw Stuck("nothing happens any more");
  }

 private:
  const Clock& clock_;
  RunControl& control_;
  std::optional<RunControl::Wish> wish_;
  std::uint64_t steps_ = 0;
  milliseconds last_step_{0};
};

class Lifetime {
 public:
  Lifetime(std::uint64_t seed, ExperimentStore& store)
      : store_(store), rng_(Rng::for_trial(seed, TrialId{0}, "simulated life")), wall_(clock_) {
    life_.job = draw_job(seed);
    rarity_ = 5 + rng_.below(60);
    record_.spec = life_.job.spec;
    record_.identity = {rng_()};
    record_.created_at = wall_.wall();
    world_ = std::make_shared<ScriptedWorld>(
        [this](const RunRequest& request) { return life_.job.script_of(request.run_name); },
        clock_);
    world_->set_places(life_.job.places);
  }

  Life live() {
    expect(store_.create_job(record_).has_value(), "the job is created");
    try {
      while (!has_ended() || extend()) {
        if (life_.processes == kMostProcesses) throw Stuck("process after process, and no end");
        live_once();
        if (chance(rng_, 3)) jump();
        clock_.advance(milliseconds(rng_.below(20'000)));
      }
      check();
    } catch (const Stuck& stuck) {
      life_.broken.emplace_back(stuck.what());
    }
    life_.simulated = clock_.steady();
    return std::move(life_);
  }

 private:
  void expect(bool kept, const std::string& promise) {
    if (!kept) life_.broken.push_back("not so: " + promise);
  }

  void jump() {
    ++life_.jumps;
    wall_.jump(milliseconds(rng_.below(7'200'000)) - hours(1));
  }

  // A job that was stopped on request goes on.
  bool has_ended() const {
    const JobStatus status = store_.job(record_.spec.name).value().status;
    return status == JobStatus::kCompleted || status == JobStatus::kFailed;
  }

  // Once, where the job was drawn so: with more trials.
  bool extend() {
    if (life_.job.more_trials == 0 || life_.extended > 0 ||
        store_.job(record_.spec.name)->status != JobStatus::kCompleted)
      return false;
    ++life_.extended;
    TuningJobSpec spec = record_.spec;
    *spec.limits.trials += life_.job.more_trials;
    if (const auto extended = store_.extend_job(spec); !extended)
      throw Stuck("the job cannot be extended: " + to_string(extended.error()));
    record_ = store_.job(record_.spec.name).value();
    return true;
  }

  // The strategy so far goes on.
  std::vector<Extension> extensions() const {
    std::vector<Extension> extensions;
    if (life_.extended > 0) extensions.push_back({record_.spec});
    return extensions;
  }

  void live_once() {
    ++life_.processes;
    CrashPlan plan{chance(rng_, 3) ? -1 : static_cast<long>(rng_.below(120))};
    CrashingStore store(store_, plan);
    RunControl control;
    Meddler meddler(clock_, control, Rng::for_trial(rng_(), TrialId{0}, "meddler"));
    auto lying = std::make_unique<LyingBackend>(std::make_unique<Scripted>(world_),
                                                Rng::for_trial(rng_(), TrialId{0}, "lies"),
                                                life_.lies,
                                                rarity_);
    std::optional<DrawnSlots> slots;
    if (life_.job.slots > 0) {
      slots.emplace(life_.job.slots, active_trials(), Rng::for_trial(rng_(), TrialId{0}, "slots"));
    }
    TunerParts parts{
        .strategy = make_strategy(life_.job.spec, record_.prior).value(),
        .extensions = extensions(),
        .backend = std::make_unique<CrashingBackend>(std::move(lying), plan),
        .make_scraper =
            [this](std::size_t definition) {
              return make_scraper(record_.spec.all_definitions()[definition]->metrics).value();
            },
        .store = &store,
        .clock = &wall_,
        .observer = &meddler,
        .slots = slots ? &*slots : nullptr,
        .jobs_folder = "/nowhere"};
    try {
      auto tuner = Tuner::open(record_, std::move(parts));
      if (!tuner) throw Stuck("the job cannot be opened: " + to_string(tuner.error()));
      const Result<TuningSummary> summary = (*tuner)->run(control);
      if (!summary) throw Stuck("the job cannot go on: " + to_string(summary.error()));
    } catch (const Crash&) {
      ++life_.crashes;
    }
  }

  std::size_t active_trials() const {
    const std::vector<Trial> trials = store_.trials(record_.spec.name).value();
    return static_cast<std::size_t>(std::ranges::count_if(
        trials, [](const Trial& trial) { return !is_terminal(trial.status); }));
  }

  void check() {
    const std::vector<StepRecord> steps = store_.steps(record_.spec.name).value();
    const std::vector<Trial> trials = store_.trials(record_.spec.name).value();
    life_.log = testing::texts(steps);
    life_.steps = steps.size();
    life_.trials = trials.size();
    life_.runs = world_->started().size();
    for (const StepRecord& step : steps) {
      for (const Action& action : step.actions) {
        const auto* mark = std::get_if<MarkPlace>(&action);
        if (mark != nullptr && mark->status == PlaceStatus::kSetAside) ++life_.set_aside;
        if (mark != nullptr && mark->status == PlaceStatus::kTrusted) ++life_.trusted_again;
      }
    }
    for (std::string& each : audit_log(steps, record_.spec))
      life_.broken.push_back(std::move(each));
    check_runs(trials);
    for (const Trial& trial : trials) check_values(trial);
    check_counters(steps, trials);
    check_replay(steps, trials, Scheduler::Replay::kRecall);
    check_replay(steps, trials, Scheduler::Replay::kAskAgain);
  }

  void check_runs(const std::vector<Trial>& trials) {
    const std::vector<std::string>& started = world_->started();
    expect(std::set(started.begin(), started.end()).size() == started.size(),
           "no run is started twice");
    expect(life_.job.slots == 0 || world_->most_active() <= life_.job.slots,
           "no more runs at once than slots");
    expect(world_->overlaps().empty(), "no two runs of a trial at once");
    expect(world_->most_active() <= record_.spec.limits.parallel,
           "no more runs at once than allowed");
    std::set<std::string> names;
    for (const Trial& trial : trials) {
      expect(is_terminal(trial.status), "every trial has ended");
      names.insert(trial.name);
    }
    expect(names.size() == trials.size(), "every trial has a name of its own");
    for (const std::string& run : started)
      expect(names.contains(run.substr(0, run.rfind("-a"))), "every run belongs to a trial");
  }

  // What a training printed to its end is what is known of it, once.
  void check_values(const Trial& trial) {
    if (trial.status != TrialStatus::kSucceeded) return;
    const ScriptedRun script =
        life_.job.script_of(trial.name + "-a" + std::to_string(trial.attempts));
    std::string log;
    for (const ScriptedLine& line : script.log) log += line.text;
    const TrainingDefinition& training = record_.spec.definition_of(trial.suggestion);
    auto scraper = make_scraper(training.metrics).value();
    std::vector<MetricPoint> printed = scraper->feed(log, {});
    for (MetricPoint& point : scraper->finish({})) printed.push_back(std::move(point));
    const auto known = store_.metrics(record_.spec.name, trial.id).value();
    const auto same = [](const MetricPoint& a, const MetricPoint& b) {
      return a.name == b.name && a.step == b.step && shortest(a.value) == shortest(b.value);
    };
    expect(std::ranges::equal(printed, known, same), "every value is kept once, in its place");
    for (std::size_t i = 0; i < training.objectives.size(); ++i) {
      const auto last =
          std::ranges::find_if(printed.rbegin(), printed.rend(), [&](const auto& point) {
            return point.name == training.objectives[i].metric;
          });
      expect(last != printed.rend() && last->value == trial.objectives[i],
             "an objective is the last value");
    }
  }

  void check_counters(const std::vector<StepRecord>& steps, const std::vector<Trial>& trials) {
    const JobRecord job = store_.job(record_.spec.name).value();
    const auto* end = steps.empty() || steps.back().actions.empty()
                          ? nullptr
                          : std::get_if<EndJob>(&steps.back().actions.back());
    expect(job.steps == steps.size(), "the job counts its steps");
    const JobSummary summary = store_.summary(record_.spec.name).value();
    expect(summary.totals == testing::naive_totals(trials, record_.spec.aims()),
           "counters equal the rows");
    expect(testing::best_text(summary.best ? &*summary.best : nullptr) ==
               testing::best_text(best_trial(trials, record_.spec.aims())),
           "the best trial is the best of the rows");
    expect(summary.last_step_at == steps.back().wall, "the last step is the last of the log");
    expect(end != nullptr && end->status == job.status && end->why == job.reason,
           "the job's end is that of its log");
  }

  void check_replay(const std::vector<StepRecord>& steps,
                    const std::vector<Trial>& trials,
                    Scheduler::Replay how) {
    const auto strategy = make_strategy(life_.job.spec, record_.prior).value();
    Scheduler scheduler(
        life_.job.spec, record_.identity, *strategy, record_.spec.limits.parallel, extensions());
    for (const StepRecord& step : steps) {
      const Result<void> replayed = scheduler.replay(step, how);
      if (!replayed) return life_.broken.push_back(to_string(replayed.error()));
    }
    expect(testing::texts(scheduler.trials()) == testing::texts(trials),
           "the rows are what the log leads to");
  }

  ExperimentStore& store_;
  Rng rng_;
  SimulatedClock clock_;
  SettableClock wall_;
  std::uint64_t rarity_ = 10;
  JobRecord record_;
  std::shared_ptr<ScriptedWorld> world_;
  Life life_;
};

}  // namespace

Life live(std::uint64_t seed, ExperimentStore& store) { return Lifetime(seed, store).live(); }

}  // namespace tuner::simulation
