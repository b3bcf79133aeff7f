#include "tests/faults/store_life.h"

#include <algorithm>
#include <set>

#include "metrics/scraper.h"
#include "tests/contract/store_samples.h"
#include "tests/contract/store_text.h"
#include "tests/fakes/counting_strategy.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/store/schema.h"
#include "tuner/tuner.h"

namespace tuner::faults {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::uint32_t kTrials = 6;
constexpr int kMostProcesses = 1000;

// Trial n prints loss = 1/n after each of three epochs; the first attempt of trial 3 fails through no fault of its own.
ScriptedRun script(const RunRequest& request) {
  const std::string line = "epoch loss=" + shortest(1.0 / request.trial.number) + "\n";
  return {.run_for = milliseconds{300},
          .end = request.trial.number == 3 && request.attempt == 1 ? RunEnd::kInfrastructure
                                                                   : RunEnd::kSucceeded,
          .log = {{milliseconds{100}, line}, {milliseconds{200}, line}, {milliseconds{300}, line}}};
}

tl::unexpected<Error> broken(const std::string& what) { return fail(ErrorCode::kInternal, what); }

// A fault of the disk passes, so its error must say "try again".
Result<bool> died_of(const Error& error) {
  if (error.code == ErrorCode::kUnavailable) return false;
  return broken("an error that says that it is final: " + to_string(error));
}

Result<void> check_integrity(const fs::path& path) {
  TUNER_ASSIGN_OR_RETURN(Database database, Database::open(path, Database::Access::kReadWrite));
  for (const char* pragma : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"}) {
    TUNER_ASSIGN_OR_RETURN(Query query, database.query(pragma));
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (row && query.text(0) != "ok") return broken(std::string(pragma) + ": " + query.text(0));
  }
  return {};
}

std::vector<Promises::Change> old_job() {
  const JobRecord job = testing::sample_job("old");
  const StepRecord step = testing::sample_step(1, {JobOpened{}}, {testing::start(1)});
  const std::vector<Trial> trials{testing::sample_trial(job, 1)};
  return {{[job](ExperimentStore& store) { return store.create_job(job); }, true},
          {[=](ExperimentStore& store) { return store.append_step(job.spec.name, step, trials); },
           true}};
}

}  // namespace

StoreLife::StoreLife(FaultyDisk& disk,
                     const fs::path& folder,
                     const fs::path& old_database,
                     std::uint64_t seed)
    : disk_(disk),
      path_(folder / "tuner.db"),
      rng_(Rng::for_trial(seed, TrialId{1}, "power cuts")),
      world_(std::make_shared<ScriptedWorld>(script, clock_)) {
  job_.spec = small_spec(kTrials, 2);
  job_.identity = {7};
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(path_.string() + suffix);
  disk_.forget_files();
  if (old_database.empty()) return;
  fs::copy_file(old_database, path_);
  for (Promises::Change& change : old_job()) promises_.done(std::move(change));
}

// The tables of version 1 with what a new database has in those columns.
Result<void> StoreLife::make_old_database(const fs::path& path) {
  const fs::path late = path.string() + ".late";
  {
    TUNER_ASSIGN_OR_RETURN(const auto store, SqliteStore::open(late));
    for (const Promises::Change& change : old_job()) TUNER_RETURN_IF_ERROR(change.make(*store));
  }
  TUNER_ASSIGN_OR_RETURN(Database database, Database::open(path, Database::Access::kReadWrite));
  TUNER_RETURN_IF_ERROR(migrate(database, migrations().first(1)));
  TUNER_RETURN_IF_ERROR(database.execute_script("ATTACH '" + late.string() + "' AS late"));
  for (const std::string table : {"jobs", "steps", "trials"}) {
    std::string columns;
    {
      TUNER_ASSIGN_OR_RETURN(
          Query query,
          database.query("SELECT group_concat(name) FROM pragma_table_info(?)", table));
      TUNER_RETURN_IF_ERROR(query.next());
      columns = query.text(0);
    }
    TUNER_RETURN_IF_ERROR(database.execute_script("INSERT INTO " + table + " SELECT " + columns +
                                                  " FROM late." + table));
  }
  return database.execute_script("DETACH late");
}

Result<void> StoreLife::live(const FaultyDisk::Plan& plan) {
  disk_.set_plan(plan);
  for (bool done = false; !done;) {
    if (++figures_.processes > kMostProcesses) return broken("the job does not come to its end");
    TUNER_ASSIGN_OR_RETURN(done, process());
    if (broken_) return fail(*broken_);
    if (!disk_.off()) continue;
    ++figures_.power_cuts;
    after_ = Promises::After::kPowerCut;
    disk_.reboot(static_cast<Loss>(rng_.below(3)), rng_);
    done = false;
  }
  const NoFaults pause(disk_);
  TUNER_ASSIGN_OR_RETURN(const auto store, SqliteStore::open(path_));
  TUNER_RETURN_IF_ERROR(check_found(*store));
  figures_.lost_changes = promises_.lost_changes();
  figures_.late_errors = promises_.late_errors();
  return check_result(*store);
}

Result<bool> StoreLife::process() {
  const auto store = SqliteStore::open(path_);
  if (!store) return died_of(store.error());
  {
    const NoFaults pause(disk_);
    if (!disk_.off()) TUNER_RETURN_IF_ERROR(check_found(**store));
  }
  return work(**store);
}

Result<void> StoreLife::check_found(SqliteStore& store) {
  TUNER_RETURN_IF_ERROR(check_integrity(path_));
  return promises_.check(store, std::exchange(after_, Promises::After::kDeath));
}

Result<bool> StoreLife::work(SqliteStore& store) {
  RunControl control;
  WitnessStore witness(store, promises_, [&](const Error&) {
    ++figures_.refused;
    if (disk_.off()) {
      promises_.machine_is_off();
      return control.request(RunControl::Wish::kLeave);
    }
    const NoFaults pause(disk_);
    const Result<void> kept = promises_.check(store, Promises::After::kRefusal);
    if (kept || broken_) return;
    broken_ = kept.error();
    control.request(RunControl::Wish::kLeave);
  });
  TUNER_ASSIGN_OR_RETURN(const bool finished, run_job(witness, control));
  if (!finished) return false;
  return make_and_delete_another_job(witness);
}

Result<bool> StoreLife::run_job(WitnessStore& store, RunControl& control) {
  const Result<JobRecord> known = store.job(job_.spec.name);
  if (!known && known.error().code != ErrorCode::kNotFound) return died_of(known.error());
  if (known && known->status == JobStatus::kCompleted) return true;
  if (!known) {
    const Result<void> created = store.create_job(job_);
    if (!created) return died_of(created.error());
  }
  TunerParts parts{
      .strategy = std::make_unique<CountingStrategy>(),
      .backend = std::make_unique<Scripted>(world_),
      .make_scraper = [this](std::size_t) { return make_scraper(job_.spec.metrics).value(); },
      .store = &store,
      .clock = &clock_,
      .jobs_folder = "/nowhere"};
  const auto tuner = Tuner::open(job_, std::move(parts));
  if (!tuner) return died_of(tuner.error());
  const Result<TuningSummary> summary = (*tuner)->run(control);
  if (!summary) return died_of(summary.error());
  return summary->status == JobStatus::kCompleted;
}

Result<bool> StoreLife::make_and_delete_another_job(WitnessStore& store) {
  if (other_job_deleted_) return true;
  const JobRecord other = testing::sample_job("other");
  const JobName& name = other.spec.name;
  const auto make = [&]() -> Result<void> {
    Result<JobRecord> known = store.job(name);
    if (!known && known.error().code != ErrorCode::kNotFound) return fail(known.error());
    if (!known) TUNER_RETURN_IF_ERROR(store.create_job(other));
    if (!known || known->earlier_specs.empty()) TUNER_RETURN_IF_ERROR(store.extend_job(other.spec));
    if (!known || known->steps == 0) {
      TUNER_RETURN_IF_ERROR(
          store.append_step(name,
                            testing::sample_step(1, {JobOpened{}}, {testing::start(1)}),
                            std::vector{testing::sample_trial(other, 1)}));
    }
    TUNER_RETURN_IF_ERROR(store.put_run(name, testing::sample_run(1)));
    TUNER_RETURN_IF_ERROR(store.post_command(name, {.mode = StopMode::kDrain}));
    return store.delete_job(name);
  };
  const Result<void> made = make();
  if (!made) return died_of(made.error());
  other_job_deleted_ = true;
  return true;
}

Result<void> StoreLife::check_result(const ExperimentStore& store) const {
  TUNER_ASSIGN_OR_RETURN(const auto trials, store.trials(job_.spec.name));
  std::string found;
  std::string expected;
  for (std::uint32_t number = 1; number <= kTrials; ++number) {
    const std::string loss = shortest(1.0 / number);
    expected += std::to_string(number) + " succeeded " + loss + ": " + loss + "@0 " + loss + "@1 " +
                loss + "@2; attempts " + (number == 3 ? "2" : "1") + "\n";
  }
  for (const Trial& trial : trials) {
    TUNER_ASSIGN_OR_RETURN(const auto points, store.metrics(job_.spec.name, trial.id));
    found += to_text(trial.suggestion.configuration.at("x")) + " " +
             std::string(name_of(trial.status)) + " " + testing::text(trial.objectives.at(0)) + ":";
    for (const MetricPoint& point : points) {
      found += " " + shortest(point.value) + "@" + std::to_string(point.step);
    }
    found += "; attempts " + std::to_string(trial.attempts) + "\n";
  }
  if (found != expected) return broken("another job than without faults:\n" + found);
  const std::set<std::string> different(world_->started().begin(), world_->started().end());
  if (different.size() != world_->started().size() || different.size() != kTrials + 1) {
    return broken("trainings that began: " + std::to_string(world_->started().size()));
  }
  if (!world_->overlaps().empty()) return broken("two runs of one trial at once");
  return {};
}

}  // namespace tuner::faults
