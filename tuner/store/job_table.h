// The tables of jobs and of commands to them. A row of jobs is known inside the store by its
// number.
#pragma once

#include <cstdint>
#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/store/sqlite.h"

namespace tuner {

Result<std::vector<JobRecord>> read_jobs(Database& database);  // newest first
Result<std::vector<JobHead>> read_heads(Database& database);   // newest first
Result<JobRecord> read_job(Database& database, const JobName& name);
// kAlreadyExists; kInvalidArgument when the specification holds text that is not UTF-8.
Result<void> insert_job(Database& database, const JobRecord& job);
Result<void> delete_job(Database& database, std::int64_t job);

Result<std::int64_t> find_job(Database& database, const JobName& name);  // kNotFound

// The part of a job's row that its steps change; `record` has neither spec nor identity.
struct JobProgress {
  std::int64_t id = 0;
  std::int64_t spec_checksum = 0;  // of the specification at its creation
  JobRecord record;
};
Result<JobProgress> read_progress(Database& database, const JobName& name);
Result<void> update_progress(Database& database, const JobProgress& progress);

Result<std::vector<Command>> read_commands(Database& database, std::int64_t job);
Result<void> insert_command(Database& database, std::int64_t job, const Command& command);
Result<void> delete_command(Database& database, std::int64_t job, std::int64_t command);
Result<void> delete_commands(Database& database, std::int64_t job);

}  // namespace tuner
