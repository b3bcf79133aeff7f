#include "service/ask_tell_search.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "tuner/job/scalars.h"

namespace tuner {
namespace {

using nlohmann::json;

bool is_absent(const Node* node) { return node == nullptr || node->kind == Node::Kind::kNull; }

// Protocol ids count from 0, trials from 1.
TrialId trial_of(std::uint32_t id) { return {id + 1}; }
std::string id_of(TrialId trial) { return std::to_string(trial.number - 1); }

Result<double> read_sign(const Node* direction) {
  if (is_absent(direction) || is_text(direction, "minimize")) return 1.0;
  if (is_text(direction, "maximize")) return -1.0;
  return refuse("'direction' must be \"minimize\" or \"maximize\"");
}

Result<std::uint64_t> read_seed(const Node* seed) {
  if (is_absent(seed)) return 0;
  const auto value = number_in(*seed) ? parse_whole<std::uint64_t>(seed->text) : std::nullopt;
  if (value) return *value;
  return refuse("'seed' must be a whole number from 0 to 18446744073709551615");
}

// The loss that a tell reports, before its sign is turned; NaN where the trial gave none.
Result<double> read_told_value(const Node& message) {
  const Node* value = message.find("value");
  const Node* state = message.find("state");
  if (!is_absent(state) && !is_text(state, "failed")) {
    return refuse("'state' must be \"failed\", or be left out");
  }
  if (!is_absent(state) && !is_absent(value)) {
    return refuse("a trial that failed has no value: 'value' must be null");
  }
  if (value == nullptr && is_absent(state)) return refuse("'value' is missing");
  if (is_absent(value)) return std::numeric_limits<double>::quiet_NaN();
  if (const auto number = number_in(*value)) return *number;
  return refuse("'value' must be a finite number, or null for a trial that failed");
}

// kNotFound beyond all ids that there can be.
Result<TrialId> read_id(const Node& id) {
  const auto number = whole_number_in(id);
  if (!number) return refuse("'id' must be a whole number");
  if (*number >= 0 && *number < std::numeric_limits<std::uint32_t>::max())
    return trial_of(static_cast<std::uint32_t>(*number));
  return fail(ErrorCode::kNotFound, "there is no trial of id " + std::to_string(*number));
}

ReadResult<AskTellSpace> without_space() {
  return tl::unexpected(std::vector{refuse("'space' is missing").value()});
}

// nullopt: its problem is with the others.
template <class Value>
std::optional<Value> value_or_problem(Result<Value> read, std::vector<Error>& problems) {
  if (read) return *std::move(read);
  problems.push_back(std::move(read).error());
  return std::nullopt;
}

}  // namespace

std::string AskTellSearch::trial_json(TrialId trial, const Configuration& configuration) const {
  return "{\"id\":" + id_of(trial) + ",\"params\":" + space_.json(configuration) + "}";
}

ReadResult<AskTellSearch> AskTellSearch::create(const Node& header, const std::string& strategy) {
  std::vector<Error> problems;
  const Node* space = header.find("space");
  auto searched = space != nullptr ? AskTellSpace::read(*space) : without_space();
  if (!searched) problems = std::move(searched).error();
  const auto sign = value_or_problem(read_sign(header.find("direction")), problems);
  const auto seed = value_or_problem(read_seed(header.find("seed")), problems);
  auto constraints = read_constraints(header.find("constraints"));
  if (!constraints) std::ranges::move(constraints.error(), std::back_inserter(problems));
  const Node* budget = header.find("budget");
  if (!is_absent(budget) && whole_number_in(*budget).value_or(0) < 1)
    problems.push_back(refuse("'budget' must be a whole number of at least 1, or null").value());
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  auto ask_tell = AskTell::create(searched->space(), {strategy, *seed});
  if (!ask_tell) {
    Error problem = std::move(ask_tell).error();
    problem.at = "/space";
    return tl::unexpected(std::vector{std::move(problem)});
  }
  return AskTellSearch(*std::move(searched), *std::move(ask_tell), *sign, *std::move(constraints));
}

Result<std::vector<std::string>> AskTellSearch::ask(std::size_t count) {
  auto suggestions = ask_tell_.ask(count);
  if (!suggestions && ask_tell_.exhausted())
    return fail(ErrorCode::kFailedPrecondition, "space exhausted");
  if (!suggestions) return fail(std::move(suggestions).error());
  std::vector<std::string> trials;
  for (const NumberedSuggestion& each : *suggestions)
    trials.push_back(trial_json(each.trial, each.configuration));
  trials_ += static_cast<std::uint32_t>(trials.size());
  return trials;
}

Result<void> AskTellSearch::recall(const Node& trials) {
  std::vector<Configuration> configurations;
  for (const Node& trial : trials.children) {
    const Node* id = trial.find("id");
    const Node* params = trial.find("params");
    if (id == nullptr || params == nullptr ||
        whole_number_in(*id) != std::int64_t{trials_} + std::ssize(configurations)) {
      return refuse("a recalled trial must have 'params', and the next 'id'");
    }
    TUNER_ASSIGN_OR_RETURN(Configuration configuration, space_.read_configuration(*params));
    configurations.push_back(std::move(configuration));
  }
  trials_ += static_cast<std::uint32_t>(configurations.size());
  ask_tell_.recall(std::move(configurations));
  return {};
}

ReadResult<AskTellSearch::Told> AskTellSearch::read_tell(const Node& message) const {
  const Node* id = message.find("id");
  const Node* params = message.find("params");
  std::vector<Error> problems;
  if ((id == nullptr) == (params == nullptr))
    problems.push_back(refuse("a tell must have either 'id' or 'params'").value());
  Told told;
  if (const auto value = value_or_problem(read_told_value(message), problems)) {
    told.loss = sign_ * *value;
    if (!std::isnan(told.loss)) {
      told.excesses =
          value_or_problem(read_excesses(message.find("constraints"), constraints_), problems)
              .value_or(std::vector<double>());
    }
  }
  if (id != nullptr) {
    told.trial = value_or_problem(read_id(*id), problems);
  } else if (params != nullptr) {
    told.configuration = value_or_problem(space_.read_configuration(*params), problems);
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return told;
}

Result<void> AskTellSearch::apply(Told told) {
  if (told.configuration) {
    TUNER_RETURN_IF_ERROR(ask_tell_.tell(*told.configuration, told.loss, std::move(told.excesses)));
    ++trials_;
    return {};
  }
  const std::string id = id_of(*told.trial);
  if (told.trial->number > trials_)
    return fail(ErrorCode::kNotFound, "there is no trial of id " + id);
  if (!ask_tell_.tell(*told.trial, told.loss, std::move(told.excesses))) {
    return fail(ErrorCode::kFailedPrecondition, "the trial of id " + id + " has been told already");
  }
  return {};
}

ReadResult<void> AskTellSearch::tell(const Node& message) {
  auto told = read_tell(message);
  if (!told) return tl::unexpected(std::move(told).error());
  auto applied = apply(*std::move(told));
  if (!applied) return tl::unexpected(std::vector{std::move(applied).error()});
  return {};
}

Result<std::string> AskTellSearch::best() const {
  const auto found = ask_tell_.best();
  if (!found) {
    return fail(ErrorCode::kFailedPrecondition,
                constraints_.empty() ? "no trial has a value yet"
                                     : "no trial has a value and keeps every constraint yet");
  }
  std::string text = trial_json(found->trial, found->configuration);
  text.pop_back();
  return text + ",\"value\":" + json(sign_ * *found->loss).dump() + "}";
}

std::vector<std::string> AskTellSearch::open_trials() const {
  std::vector<std::string> trials;
  for (const auto& [trial, suggestion] : ask_tell_.open())
    trials.push_back(trial_json(trial, suggestion.configuration));
  return trials;
}

}  // namespace tuner
