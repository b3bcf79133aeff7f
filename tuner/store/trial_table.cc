#include "tuner/store/trial_table.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "tuner/store/json_fields.h"
#include "tuner/store/suggestion_json.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

template <class T>
std::optional<T> narrow(std::optional<std::int64_t> value) {
  if (!value || !std::in_range<T>(*value)) return std::nullopt;
  return static_cast<T>(*value);
}

Json parse(const std::string& text) { return Json::parse(text, nullptr, false); }

// The columns in the order of kSelect; nullopt when one of them cannot be.
std::optional<Trial> read_row(const Query& row) {
  const auto number = narrow<std::uint32_t>(row.integer(0));
  const auto status = trial_status_from(row.text(2));
  const auto failure = failure_class_from(row.text(3));
  auto configuration = configuration_from_exact_json(parse(row.text(5)));
  const auto resume_from = narrow<std::uint32_t>(row.optional_integer(7));
  const auto attempts = narrow<std::uint32_t>(row.integer(8));
  auto objectives = values_from_json(parse(row.text(9)));
  auto constraints = values_from_json(parse(row.text(15)));
  const auto definition = narrow<std::size_t>(row.integer(16));
  if (!number || !status || !failure || !configuration || !attempts || !objectives ||
      !constraints || !definition) {
    return std::nullopt;
  }
  Trial trial;
  trial.id = TrialId{*number};
  trial.name = row.text(1);
  trial.suggestion.configuration = *std::move(configuration);
  trial.suggestion.budget = row.optional_integer(6);
  if (resume_from) trial.suggestion.resume_from = TrialId{*resume_from};
  trial.suggestion.definition = *definition;
  trial.status = *status;
  trial.failure = *failure;
  trial.reason = row.text(4);
  trial.attempts = *attempts;
  trial.objectives = *std::move(objectives);
  trial.constraints = *std::move(constraints);
  trial.created_at = time_point(row.integer(10));
  trial.started_at = time_point(row.optional_integer(11));
  trial.ended_at = time_point(row.optional_integer(12));
  trial.ran_for = JobTime(row.integer(13));
  trial.exit_code = narrow<int>(row.optional_integer(14));
  return trial;
}

#define TUNER_SELECT_TRIALS                                                                       \
  "SELECT number, name, status, failure, reason, configuration, budget, resume_from, attempts, "  \
  "objectives, created, started, ended, ran_for, exit_code, constraints, definition FROM trials " \
  "WHERE job = ? "
constexpr const char* kAllTrials = TUNER_SELECT_TRIALS "ORDER BY number";
constexpr const char* kOneTrial = TUNER_SELECT_TRIALS "AND number = ?";
constexpr const char* kOldestFirst = TUNER_SELECT_TRIALS "AND number > ? ORDER BY number LIMIT ?";
constexpr const char* kNewestFirst =
    TUNER_SELECT_TRIALS "AND number < ? ORDER BY number DESC LIMIT ?";
#undef TUNER_SELECT_TRIALS

constexpr const char* kUpsert =
    "INSERT INTO trials (job, number, name, status, failure, reason, configuration, budget, "
    "resume_from, attempts, objectives, created, started, ended, ran_for, exit_code, "
    "constraints, definition) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET name = excluded.name, status = excluded.status, "
    "failure = excluded.failure, reason = excluded.reason, "
    "configuration = excluded.configuration, budget = excluded.budget, "
    "resume_from = excluded.resume_from, attempts = excluded.attempts, "
    "objectives = excluded.objectives, created = excluded.created, started = excluded.started, "
    "ended = excluded.ended, ran_for = excluded.ran_for, exit_code = excluded.exit_code, "
    "constraints = excluded.constraints, definition = excluded.definition";

Result<std::vector<Trial>> read_rows(Database& database, Result<Query> query) {
  if (!query) return fail(query.error());
  std::vector<Trial> trials;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query->next());
    if (!row) return trials;
    std::optional<Trial> trial = read_row(*query);
    if (!trial) return database.damaged("the row of trial " + std::to_string(query->integer(0)));
    trials.push_back(*std::move(trial));
  }
}

}  // namespace

Result<std::vector<Trial>> read_trials(Database& database, std::int64_t job) {
  return read_rows(database, database.query(kAllTrials, job));
}

Result<std::optional<Trial>> read_trial(Database& database, std::int64_t job, TrialId trial) {
  TUNER_ASSIGN_OR_RETURN(std::vector<Trial> found,
                         read_rows(database, database.query(kOneTrial, job, trial.number)));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::vector<Trial>> read_trials_page(Database& database,
                                            std::int64_t job,
                                            TrialOrder order,
                                            std::optional<TrialId> after,
                                            std::size_t at_most) {
  if (order == TrialOrder::kOldestFirst) {
    const std::int64_t number = after ? after->number : 0;
    return read_rows(database, database.query(kOldestFirst, job, number, at_most));
  }
  const std::int64_t number = after ? after->number : std::numeric_limits<std::int64_t>::max();
  return read_rows(database, database.query(kNewestFirst, job, number, at_most));
}

Result<std::optional<TrialState>> read_trial_state(Database& database,
                                                   std::int64_t job,
                                                   TrialId trial) {
  constexpr const char* kState =
      "SELECT status, attempts, ran_for FROM trials WHERE job = ? AND number = ?";
  TUNER_ASSIGN_OR_RETURN(Query query, database.query(kState, job, trial.number));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return std::nullopt;
  const auto status = trial_status_from(query.text(0));
  const auto attempts = narrow<std::uint32_t>(query.integer(1));
  if (!status || !attempts) {
    return database.damaged("the row of trial " + std::to_string(trial.number));
  }
  return TrialState{*status, *attempts, JobTime(query.integer(2))};
}

Result<void> put_trial(Database& database, std::int64_t job, const Trial& trial) {
  const Suggestion& suggestion = trial.suggestion;
  const auto resume_from = suggestion.resume_from
                               ? std::optional<std::uint32_t>(suggestion.resume_from->number)
                               : std::nullopt;
  return database.execute(kUpsert,
                          job,
                          trial.id.number,
                          trial.name,
                          name_of(trial.status),
                          name_of(trial.failure),
                          trial.reason,
                          dump(exact_json(suggestion.configuration)),
                          suggestion.budget,
                          resume_from,
                          trial.attempts,
                          dump(values_to_json(trial.objectives)),
                          milliseconds_of(trial.created_at),
                          milliseconds_of(trial.started_at),
                          milliseconds_of(trial.ended_at),
                          trial.ran_for.count(),
                          trial.exit_code,
                          dump(values_to_json(trial.constraints)),
                          suggestion.definition);
}

}  // namespace tuner
