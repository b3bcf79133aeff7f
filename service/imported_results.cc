#include "service/imported_results.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "service/earlier_result.h"
#include "service/parameter_text.h"
#include "tuner/base/text.h"
#include "tuner/job/scalars.h"
#include "tuner/space/carry_over.h"

namespace tuner {
namespace {

using Fields = std::map<std::string, std::string>;
using Names = std::vector<std::string>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Ours and SageMaker's, Optuna's, Ray's; in lower case.
constexpr std::array<std::pair<std::string_view, TrialStatus>, 14> kStatuses{{
    {"succeeded", TrialStatus::kSucceeded},
    {"completed", TrialStatus::kSucceeded},
    {"complete", TrialStatus::kSucceeded},
    {"terminated", TrialStatus::kSucceeded},
    {"stopped early", TrialStatus::kStoppedEarly},
    {"pruned", TrialStatus::kStoppedEarly},
    {"failed", TrialStatus::kFailed},
    {"fail", TrialStatus::kFailed},
    {"error", TrialStatus::kFailed},
    {"cancelled", TrialStatus::kCancelled},
    {"stopped", TrialStatus::kCancelled},
    {"running", TrialStatus::kRunning},
    {"pending", TrialStatus::kPending},
    {"waiting", TrialStatus::kPending},
}};

Names columns_of_parameter(const std::string& name) {
  return {name, "parameter." + name, "params_" + name, "config/" + name};
}

Names columns_of_metric(const std::string& metric, const Aims& aims) {
  Names columns = {metric, "objective." + metric, "constraint." + metric};
  if (aims.objectives.size() == 1 && aims.objectives.front().metric == metric)
    columns.emplace_back("value");
  return columns;
}

enum class Empty { kIsNothing, kIsValue };

const std::string* first_of(const Names& columns,
                            const Fields& fields,
                            Empty empty = Empty::kIsNothing) {
  for (const std::string& column : columns) {
    const auto found = fields.find(column);
    if (found == fields.end()) continue;
    if (!found->second.empty() || empty == Empty::kIsValue) return &found->second;
  }
  return nullptr;
}

// Of a parameter.
Empty meaning_of_empty(const Domain& domain) {
  const auto* choice = std::get_if<Categorical>(&domain);
  const bool has_empty =
      choice != nullptr && std::ranges::any_of(choice->values, [](const Category& category) {
        return category.text.empty();
      });
  return has_empty ? Empty::kIsValue : Empty::kIsNothing;
}

std::optional<double> measured(const std::string& text) {
  const std::string word = lower_case(text);
  if (word == "nan" || word == "inf" || word == "-inf" || word == "infinity") return kNan;
  return parse_number(text);
}

// Without what is inactive, and exactly on the levels of this space; nullopt where it is another configuration then.
std::optional<Configuration> the_same_in(const SearchSpace& space, const Configuration& from) {
  auto carried = carried_over(space, from);
  if (!carried) return std::nullopt;
  for (const auto& [name, value] : *carried) {
    const auto found = from.find(name);
    if (found == from.end() || !nearly_equal(found->second, value)) return std::nullopt;
  }
  return carried;
}

class Reader {
 public:
  Reader(const TuningJobSpec& spec, const std::string& file) : spec_(spec), file_(file) {
    aims_ = spec.aims();
    if (spec.warm_start->kind == WarmStart::Kind::kTransfer) aims_.constraints = {};
  }

  Result<void> check_columns(std::span<const ResultRow> rows) const;
  Result<std::optional<EarlierResult>> read(const ResultRow& row) const;

 private:
  Result<std::optional<double>> read_metric(const ResultRow& row, const std::string& metric) const;
  Result<TrialStatus> read_status(const ResultRow& row, bool has_values) const;
  tl::unexpected<Error> wrong(const ResultRow& row, std::string message) const {
    return fail(
        ErrorCode::kInvalidArgument, std::move(message), file_ + ":" + std::to_string(row.line));
  }

  const TuningJobSpec& spec_;
  const std::string& file_;
  Aims aims_;
};

Result<void> Reader::check_columns(std::span<const ResultRow> rows) const {
  const auto anywhere = [&](const Names& columns) {
    return std::ranges::any_of(
        rows, [&](const ResultRow& row) { return first_of(columns, row.fields) != nullptr; });
  };
  Names missing;
  std::size_t known = 0;
  for (const Parameter& parameter : spec_.parameters) {
    const bool found = anywhere(columns_of_parameter(parameter.name));
    known += found ? 1 : 0;
    if (!found && parameter.when.empty()) missing.push_back(parameter.name);
  }
  if (spec_.warm_start->kind == WarmStart::Kind::kTransfer && known > 0) missing.clear();
  for (const Objective& objective : aims_.objectives) {
    if (!anywhere(columns_of_metric(objective.metric, aims_))) missing.push_back(objective.metric);
  }
  for (const Constraint& constraint : aims_.constraints) {
    if (!anywhere(columns_of_metric(constraint.metric, aims_)))
      missing.push_back(constraint.metric);
  }
  if (missing.empty()) return {};
  std::set<std::string> columns;
  for (const ResultRow& row : rows) {
    for (const auto& [name, text] : row.fields) columns.insert(name);
  }
  const Names there(columns.begin(), columns.end());
  return fail(ErrorCode::kInvalidArgument,
              "no row has a value of " + quoted_list(missing) + "; there are " +
                  (there.empty() ? "none at all" : quoted_list(there)),
              file_);
}

Result<std::optional<double>> Reader::read_metric(const ResultRow& row,
                                                  const std::string& metric) const {
  const std::string* text = first_of(columns_of_metric(metric, aims_), row.fields);
  if (text == nullptr) return std::nullopt;
  const auto value = measured(*text);
  if (!value) return wrong(row, "'" + *text + "' is no number, but a value of " + metric);
  return value;
}

Result<TrialStatus> Reader::read_status(const ResultRow& row, bool has_values) const {
  const std::string* text = first_of({"status", "state"}, row.fields);
  if (text == nullptr) return has_values ? TrialStatus::kSucceeded : TrialStatus::kCancelled;
  const std::string word = lower_case(*text);
  const auto found =
      std::ranges::find(kStatuses, word, [](const auto& each) { return each.first; });
  if (found == kStatuses.end())
    return wrong(row, "'" + *text + "' is no status of a trial that is known");
  return found->second;
}

Result<std::optional<EarlierResult>> Reader::read(const ResultRow& row) const {
  Trial trial;
  for (const Parameter& parameter : spec_.parameters) {
    const std::string* text = first_of(
        columns_of_parameter(parameter.name), row.fields, meaning_of_empty(parameter.domain));
    if (text == nullptr) continue;
    auto value = read_parameter_value(parameter.domain, *text);
    if (!value) return wrong(row, "'" + *text + "' is no value of '" + parameter.name + "'");
    trial.suggestion.configuration.emplace(parameter.name, std::move(*value));
  }
  bool complete = true, finite = true;
  const auto add = [&](std::optional<double> value, std::vector<std::optional<double>>& values) {
    complete = complete && value;
    finite = finite && (!value || std::isfinite(*value));
    values.push_back(value);
  };
  for (const Objective& objective : aims_.objectives) {
    TUNER_ASSIGN_OR_RETURN(const auto value, read_metric(row, objective.metric));
    add(value, trial.objectives);
  }
  for (const Constraint& constraint : aims_.constraints) {
    TUNER_ASSIGN_OR_RETURN(const auto value, read_metric(row, constraint.metric));
    add(value, trial.constraints);
  }
  TUNER_ASSIGN_OR_RETURN(trial.status, read_status(row, complete));
  if (complete && !finite) trial.status = TrialStatus::kFailed;
  if (trial.status == TrialStatus::kFailed) {
    const std::string* failure = first_of({"failure"}, row.fields);
    const auto known = failure == nullptr ? std::nullopt : failure_class_from(*failure);
    trial.failure = known.value_or(finite ? FailureClass::kUserError : FailureClass::kDiverged);
  }
  return earlier_result(trial, aims_);
}

// Why it is no configuration of the space, with the parameter's name: "x: 77 is not between 0 and 19".
std::string row_misfit(const Error& error) {
  const std::string name = error.at.empty() ? "" : error.at.substr(1);
  const bool is_named = name.empty() || error.message.find("'" + name + "'") != std::string::npos;
  return is_named ? error.message : name + ": " + error.message;
}

}  // namespace

ReadResult<ImportedResults> imported_results(std::span<const ResultRow> rows,
                                             const TuningJobSpec& spec,
                                             const std::string& file) {
  const auto failed = [](Error error) { return tl::unexpected(std::vector{std::move(error)}); };
  const Result<SearchSpace> space = spec.space();
  if (!space) return failed(space.error());
  const bool identical = spec.warm_start->kind == WarmStart::Kind::kIdentical;
  const Reader reader(spec, file);
  if (auto usable = reader.check_columns(rows); !usable) return failed(std::move(usable).error());
  ImportedResults imported;
  std::vector<Error> wrong;
  for (const ResultRow& row : rows) {
    auto result = reader.read(row);
    if (!result) wrong.push_back(std::move(result).error());
    if (!result || !*result) continue;
    EarlierResult& earlier = imported.results.emplace_back(**std::move(result));
    if (!identical) continue;
    if (auto same = the_same_in(*space, earlier.configuration))
      earlier.configuration = *std::move(same);
    if (const auto fits = space->check(earlier.configuration); !fits) {
      imported.misfits.push_back("line " + std::to_string(row.line) + ": " +
                                 row_misfit(fits.error()));
    }
  }
  if (!wrong.empty()) return tl::unexpected(std::move(wrong));
  return imported;
}

}  // namespace tuner
