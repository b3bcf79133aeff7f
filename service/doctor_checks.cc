#include "service/doctor_checks.h"

#include <unistd.h>

#include <sstream>
#include <system_error>
#include <thread>

#include "backends/gpu_slots.h"
#include "backends/spawn_supervisor.h"
#include "service/version.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/store/disk.h"
#include "tuner/store/sqlite.h"

namespace tuner {
namespace {

namespace fs = std::filesystem;

Check from_result(std::string what, const Result<void>& result, std::string ok) {
  if (result) return {std::move(what), Health::kOk, std::move(ok)};
  return {std::move(what), Health::kFail, to_string(result.error())};
}

Check processor() {
  __builtin_cpu_init();
  const std::string cores = counted(std::thread::hardware_concurrency(), "core");
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return {"processor", Health::kOk, cores + ", AVX2 and FMA"};
  }
  return {"processor",
          Health::kWarn,
          cores +
              ", without AVX2 and FMA: this baseline build works, suggestions take about twice as "
              "long"};
}

// The folder itself, or what there is above it.
fs::path existing(fs::path folder) {
  std::error_code ignored;
  while (!fs::exists(folder, ignored) && folder != folder.parent_path())
    folder = folder.parent_path();
  return folder;
}

Check home_folder(const Home& home) {
  std::error_code ignored;
  const fs::path there = existing(home.folder());
  if (!fs::is_directory(there, ignored)) {
    return {"home",
            Health::kFail,
            there.string() + " is no folder; choose another home with --home or TUNER_HOME"};
  }
  if (access(there.c_str(), R_OK | W_OK | X_OK) != 0) {
    return {
        "home",
        Health::kFail,
        there.string() + " cannot be written to; choose another home with --home or TUNER_HOME"};
  }
  return {"home",
          Health::kOk,
          home.folder().string() + (there == home.folder() ? "" : ", not created yet")};
}

Check free_space(const fs::path& folder) {
  std::error_code error;
  const fs::space_info space = fs::space(folder, error);
  if (error) return {"free space", Health::kFail, error.message()};
  return from_result("free space", check_free_space(folder), bytes_text(space.available) + " free");
}

Result<void> check_integrity(const fs::path& file) {
  TUNER_ASSIGN_OR_RETURN(Database database, Database::open(file, Database::Access::kReadOnly));
  TUNER_ASSIGN_OR_RETURN(Query query, database.query("PRAGMA quick_check(1)"));
  TUNER_ASSIGN_OR_RETURN(const bool has_row, query.next());
  const std::string answer = has_row ? query.text(0) : "no answer";
  if (answer == "ok") return {};
  return fail(ErrorCode::kInternal,
              "the database is damaged (" + answer +
                  "); restore it from a backup, or move it away to begin anew",
              file.string());
}

Check database(const Home& home) {
  const auto sound = check_integrity(home.database());
  if (!sound && sound.error().code == ErrorCode::kNotFound)
    return {"database", Health::kOk, "none yet"};
  if (!sound) return from_result("database", sound, "");
  const auto reader = open_reader(home);
  if (!reader) return from_result("database", fail(reader.error()), "");
  const auto jobs = (*reader)->jobs();
  if (!jobs) return from_result("database", fail(jobs.error()), "");
  return {"database", Health::kOk, "sound, " + counted(jobs->size(), "job")};
}

Check supervisor() {
  if (const auto program = find_supervisor()) return {"supervisor", Health::kOk, program->string()};
  return {"supervisor",
          Health::kFail,
          "tuner-supervisor is neither beside this program nor installed: no training can be "
          "started; install tuner again"};
}

Check python(const std::string& search_path) {
  std::istringstream folders(search_path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path program = fs::path(folder) / "python3";
    if (access(program.c_str(), X_OK) == 0) return {"python3", Health::kOk, program.string()};
  }
  return {"python3",
          Health::kWarn,
          "not on PATH: needed for trainings in Python alone; `apt-get install python3`"};
}

Check gpus() {
  const auto devices = find_gpus();
  if (devices.empty())
    return {"GPUs", Health::kOk, "none found: jobs with gpus_per_trial cannot run here"};
  return {"GPUs", Health::kOk, counted(devices.size(), "device")};
}

}  // namespace

std::vector<Check> examine(const Home& home, const std::string& search_path) {
  const fs::path disk = existing(home.folder());
  return {{"version", Health::kOk, kVersion},
          processor(),
          home_folder(home),
          from_result("disk", check_local_disk(disk), "local"),
          free_space(disk),
          database(home),
          supervisor(),
          python(search_path),
          gpus()};
}

}  // namespace tuner
