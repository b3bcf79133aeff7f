// One job in a database on a faulty disk, from its first process to its end.
//
// Each process opens the database, runs the job with scripted trainings, and makes and deletes a second job. It dies
// of its first error, or of a power cut, and the next one goes on. The trainings are elsewhere and outlive it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "backends/scripted.h"
#include "tests/faults/faulty_disk.h"
#include "tests/faults/witness_store.h"
#include "tuner/run_control.h"
#include "tuner/store/sqlite_store.h"

namespace tuner::faults {

struct LifeFigures {
  std::uint64_t processes = 0, power_cuts = 0, refused = 0, lost_changes = 0, late_errors = 0;
};

class StoreLife {
 public:
  // The database is `folder`/tuner.db, of schema version 1 and with an old job in it if `old_database` is not empty.
  // `seed` draws what the power cuts take.
  StoreLife(FaultyDisk& disk,
            const std::filesystem::path& folder,
            const std::filesystem::path& old_database,
            std::uint64_t seed);

  // Until everything is done. An error is a promise that was broken, in words.
  Result<void> live(const FaultyDisk::Plan& plan);

  const LifeFigures& figures() const { return figures_; }

  // A database of schema version 1 with the old job.
  static Result<void> make_old_database(const std::filesystem::path& path);

 private:
  Result<bool> process();  // whether everything is done; false: it died of the disk
  Result<bool> work(SqliteStore& store);
  Result<bool> run_job(WitnessStore& store, RunControl& control);
  Result<bool> make_and_delete_another_job(WitnessStore& store);
  Result<void> check_found(SqliteStore& store);
  Result<void> check_result(const ExperimentStore& store) const;

  FaultyDisk& disk_;
  const std::filesystem::path path_;
  Rng rng_;
  SimulatedClock clock_;
  JobRecord job_;
  std::shared_ptr<ScriptedWorld> world_;
  Promises promises_;
  Promises::After after_ = Promises::After::kDeath;
  std::optional<Error> broken_;
  bool other_job_deleted_ = false;
  LifeFigures figures_;
};

}  // namespace tuner::faults
