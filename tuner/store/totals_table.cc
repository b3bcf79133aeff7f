#include "tuner/store/totals_table.h"

#include <array>
#include <string>
#include <utility>

#include "tuner/store/trial_table.h"

namespace tuner {
namespace {

// In the order of the columns.
constexpr std::array kStatuses{TrialStatus::kPending,
                               TrialStatus::kRunning,
                               TrialStatus::kSucceeded,
                               TrialStatus::kFailed,
                               TrialStatus::kStoppedEarly,
                               TrialStatus::kCancelled};
constexpr int kAfterCounts = static_cast<int>(kStatuses.size());

std::optional<TrialId> trial_id(std::optional<std::int64_t> number) {
  if (!number) return std::nullopt;
  return TrialId{static_cast<std::uint32_t>(*number)};
}

bool fits(std::int64_t number) { return std::in_range<std::uint32_t>(number); }

Result<void> read_failures(Database& database, std::int64_t job, TrialTotals& totals) {
  constexpr const char* kFailures = "SELECT class, count, first FROM failure_totals WHERE job = ?";
  TUNER_ASSIGN_OR_RETURN(Query query, database.query(kFailures, job));
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return {};
    const auto failure = failure_class_from(query.text(0));
    if (!failure || !fits(query.integer(1)) || !fits(query.integer(2))) {
      return database.damaged("the totals of failures of job " + std::to_string(job));
    }
    totals.failures[*failure] = {static_cast<std::uint32_t>(query.integer(1)),
                                 *trial_id(query.integer(2))};
  }
}

}  // namespace

Result<void> insert_totals(Database& database, std::int64_t job) {
  return database.execute("INSERT INTO totals VALUES (?, 0, 0, 0, 0, 0, 0, 0, NULL, NULL)", job);
}

Result<KeptTotals> read_totals(Database& database, std::int64_t job) {
  constexpr const char* kTotals =
      "SELECT pending, running, succeeded, failed, stopped_early, cancelled, training_time, best, "
      "last_step FROM totals WHERE job = ?";
  KeptTotals kept;
  TUNER_ASSIGN_OR_RETURN(Query query, database.query(kTotals, job));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return database.damaged("job " + std::to_string(job) + " has no totals");
  for (int i = 0; i < kAfterCounts; ++i) {
    const std::int64_t count = query.integer(i);
    if (!fits(count)) return database.damaged("the totals of job " + std::to_string(job));
    if (count > 0)
      kept.totals.counts[kStatuses[static_cast<std::size_t>(i)]] =
          static_cast<std::uint32_t>(count);
  }
  const auto best = query.optional_integer(kAfterCounts + 1);
  if (best && !fits(*best)) return database.damaged("the totals of job " + std::to_string(job));
  kept.totals.training_time = JobTime(query.integer(kAfterCounts));
  kept.totals.best = trial_id(best);
  kept.last_step_at = time_point(query.optional_integer(kAfterCounts + 2));
  TUNER_RETURN_IF_ERROR(read_failures(database, job, kept.totals));
  return kept;
}

Result<void> update_totals(Database& database, std::int64_t job, const KeptTotals& kept) {
  const TrialTotals& totals = kept.totals;
  for (const auto& [failure, total] : totals.failures) {
    TUNER_RETURN_IF_ERROR(
        database.execute("INSERT OR REPLACE INTO failure_totals VALUES (?, ?, ?, ?)",
                         job,
                         name_of(failure),
                         total.count,
                         total.first.number));
  }
  const auto best = totals.best ? std::optional(totals.best->number) : std::nullopt;
  return database.execute(
      "UPDATE totals SET pending = ?, running = ?, succeeded = ?, failed = ?, stopped_early = ?, "
      "cancelled = ?, training_time = ?, best = ?, last_step = ? WHERE job = ?",
      totals.count(kStatuses[0]),
      totals.count(kStatuses[1]),
      totals.count(kStatuses[2]),
      totals.count(kStatuses[3]),
      totals.count(kStatuses[4]),
      totals.count(kStatuses[5]),
      totals.training_time.count(),
      best,
      milliseconds_of(kept.last_step_at),
      job);
}

}  // namespace tuner
