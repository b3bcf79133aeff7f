#include "service/ask_tell_search.h"

#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "tuner/job/scalars.h"

namespace tuner {
namespace {

using nlohmann::json;

tl::unexpected<Error> refuse_call(std::string message,
                                  ErrorCode code = ErrorCode::kInvalidArgument) {
  return fail(code, std::move(message));
}

bool is_absent(const Node* node) { return node == nullptr || node->kind == Node::Kind::kNull; }

// Protocol ids count from 0, trials from 1.
TrialId trial_of(std::uint32_t id) { return {id + 1}; }
std::string id_of(TrialId trial) { return std::to_string(trial.number - 1); }

Result<double> read_sign(const Node* direction) {
  if (is_absent(direction) || is_text(direction, "minimize")) return 1.0;
  if (is_text(direction, "maximize")) return -1.0;
  return refuse_call("'direction' must be \"minimize\" or \"maximize\"");
}

Result<std::uint64_t> read_seed(const Node* seed) {
  if (is_absent(seed)) return 0;
  const auto value = number_in(*seed) ? parse_whole<std::uint64_t>(seed->text) : std::nullopt;
  if (value) return *value;
  return refuse_call("'seed' must be a whole number from 0 to 18446744073709551615");
}

// The loss that a tell reports, before its sign is turned; NaN where the trial gave none.
Result<double> read_value(const Node& message) {
  const Node* value = message.find("value");
  const Node* state = message.find("state");
  if (!is_absent(state) && !is_text(state, "failed")) {
    return refuse_call("'state' must be \"failed\", or be left out");
  }
  if (!is_absent(state) && !is_absent(value)) {
    return refuse_call("a trial that failed has no value: 'value' must be null");
  }
  if (value == nullptr && is_absent(state)) return refuse_call("'value' is missing");
  if (is_absent(value)) return std::numeric_limits<double>::quiet_NaN();
  if (const auto number = number_in(*value)) return *number;
  return refuse_call("'value' must be a finite number, or null for a trial that failed");
}

}  // namespace

std::string AskTellSearch::trial_json(TrialId trial, const Configuration& configuration) const {
  return "{\"id\":" + id_of(trial) + ",\"params\":" + space_.json(configuration) + "}";
}

Result<AskTellSearch> AskTellSearch::create(const Node& header, const std::string& strategy) {
  const Node* space = header.find("space");
  if (space == nullptr) return refuse_call("'space' is missing");
  TUNER_ASSIGN_OR_RETURN(AskTellSpace searched, AskTellSpace::read(*space));
  TUNER_ASSIGN_OR_RETURN(const double sign, read_sign(header.find("direction")));
  TUNER_ASSIGN_OR_RETURN(const std::uint64_t seed, read_seed(header.find("seed")));
  TUNER_ASSIGN_OR_RETURN(std::vector<Constraint> constraints,
                         read_constraints(header.find("constraints")));
  const Node* budget = header.find("budget");
  if (!is_absent(budget) && whole_number_in(*budget).value_or(0) < 1) {
    return refuse_call("'budget' must be a whole number of at least 1, or null");
  }
  TUNER_ASSIGN_OR_RETURN(AskTell ask_tell, AskTell::create(searched.space(), {strategy, seed}));
  return AskTellSearch(std::move(searched), std::move(ask_tell), sign, std::move(constraints));
}

Result<std::vector<std::string>> AskTellSearch::ask(std::size_t count) {
  auto suggestions = ask_tell_.ask(count);
  if (!suggestions && ask_tell_.exhausted())
    return refuse_call("space exhausted", ErrorCode::kFailedPrecondition);
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
      return refuse_call("a recalled trial must have 'params', and the next 'id'");
    }
    TUNER_ASSIGN_OR_RETURN(Configuration configuration, space_.read_configuration(*params));
    configurations.push_back(std::move(configuration));
  }
  trials_ += static_cast<std::uint32_t>(configurations.size());
  ask_tell_.recall(std::move(configurations));
  return {};
}

Result<void> AskTellSearch::tell(const Node& message) {
  const Node* id = message.find("id");
  const Node* params = message.find("params");
  if ((id == nullptr) == (params == nullptr)) {
    return refuse_call("a tell must have either 'id' or 'params'");
  }
  TUNER_ASSIGN_OR_RETURN(const double value, read_value(message));
  const double loss = sign_ * value;
  std::vector<double> excesses;
  if (!std::isnan(loss)) {
    TUNER_ASSIGN_OR_RETURN(excesses, read_excesses(message.find("constraints"), constraints_));
  }
  if (id != nullptr) return tell_trial(*id, loss, std::move(excesses));
  TUNER_ASSIGN_OR_RETURN(const Configuration configuration, space_.read_configuration(*params));
  TUNER_RETURN_IF_ERROR(ask_tell_.tell(configuration, loss, std::move(excesses)));
  ++trials_;
  return {};
}

Result<void> AskTellSearch::tell_trial(const Node& id, double loss, std::vector<double> excesses) {
  const auto number = whole_number_in(id);
  if (!number) return refuse_call("'id' must be a whole number");
  if (*number < 0 || *number >= trials_) {
    return refuse_call("there is no trial of id " + std::to_string(*number), ErrorCode::kNotFound);
  }
  if (!ask_tell_.tell(trial_of(static_cast<std::uint32_t>(*number)), loss, std::move(excesses))) {
    return refuse_call("the trial of id " + std::to_string(*number) + " has been told already",
                       ErrorCode::kFailedPrecondition);
  }
  return {};
}

Result<std::string> AskTellSearch::best() const {
  const auto found = ask_tell_.best();
  if (!found) {
    return refuse_call(constraints_.empty() ? "no trial has a value yet"
                                            : "no trial has a value and keeps every constraint yet",
                       ErrorCode::kFailedPrecondition);
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
