#include "service/ask_tell_session.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "service/version.h"
#include "tuner/base/utf8.h"
#include "tuner/job/scalars.h"

namespace tuner {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostAtOnce = 1000;  // suggestions of one ask
constexpr const char* kDone = R"({"ok":true})";

std::string error_json(const Error& error) {
  const std::string text = shortened_to_bytes(to_string(error), kMaxMessageBytes);
  return "{\"error\":" + json(text).dump() + "}";
}

bool is_absent(const Node* node) { return node == nullptr || node->kind == Node::Kind::kNull; }
bool is_text(const Node* node, std::string_view text) {
  return node != nullptr && node->quoted && node->text == text;
}

// Protocol ids count from 0, trials from 1.
TrialId trial_of(std::uint32_t id) { return {id + 1}; }
std::string id_of(TrialId trial) { return std::to_string(trial.number - 1); }

std::string trial_members(TrialId trial, const std::string& params) {
  return "\"id\":" + id_of(trial) + ",\"params\":" + params;
}

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
Result<double> read_value(const Node& message) {
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

}  // namespace

std::string AskTellSession::reply(std::string_view line) {
  const Result<std::string> answered = answer(line);
  return answered ? *answered : error_json(answered.error());
}

Result<std::string> AskTellSession::answer(std::string_view line) {
  const auto message = parse_document(line, DocumentFormat::kJson, "");
  if (!message) return refuse("the line cannot be read: " + message.error().front().message);
  if (message->kind != Node::Kind::kMapping) return refuse("a line must be a JSON object");
  const Node* op = message->find("op");
  if (is_text(op, "quit")) {
    ended_ = true;
    return kDone;
  }
  if (!search_) return start(*message);
  if (op == nullptr) return refuse("'op' is missing");
  if (is_text(op, "ask")) return ask(*message);
  if (is_text(op, "tell")) return tell(*message);
  if (is_text(op, "best")) return best();
  return refuse("'op' must be \"ask\", \"tell\", \"best\" or \"quit\"");
}

Result<std::string> AskTellSession::start(const Node& header) {
  const Node* protocol = header.find("protocol");
  if (protocol == nullptr) return refuse("the first line must be a header with 'protocol'");
  if (whole_number_in(*protocol) != 1) return refuse("'protocol' must be 1");
  const Node* space = header.find("space");
  if (space == nullptr) return refuse("'space' is missing");
  TUNER_ASSIGN_OR_RETURN(AskTellSpace searched, AskTellSpace::read(*space));
  TUNER_ASSIGN_OR_RETURN(const double sign, read_sign(header.find("direction")));
  TUNER_ASSIGN_OR_RETURN(const std::uint64_t seed, read_seed(header.find("seed")));
  TUNER_ASSIGN_OR_RETURN(std::vector<Constraint> constraints,
                         read_constraints(header.find("constraints")));
  const Node* budget = header.find("budget");
  if (!is_absent(budget) && whole_number_in(*budget).value_or(0) < 1) {
    return refuse("'budget' must be a whole number of at least 1, or null");
  }
  TUNER_ASSIGN_OR_RETURN(AskTell ask_tell, AskTell::create(searched.space(), {strategy_, seed}));
  search_.emplace(Search{std::move(searched), std::move(ask_tell), sign, std::move(constraints)});
  return "{\"ok\":true,\"name\":\"tuner\",\"version\":" + json(kVersion).dump() + "}";
}

Result<std::string> AskTellSession::ask(const Node& message) {
  const Node* n = message.find("n");
  const std::int64_t count = n == nullptr ? 1 : whole_number_in(*n).value_or(0);
  if (count < 1 || count > kMostAtOnce) {
    return refuse("'n' must be a whole number from 1 to " + std::to_string(kMostAtOnce));
  }
  auto suggestions = search_->ask_tell.ask(static_cast<std::size_t>(count));
  if (!suggestions && search_->ask_tell.exhausted()) return refuse("space exhausted");
  if (!suggestions) return fail(std::move(suggestions).error());
  std::string trials;
  for (const NumberedSuggestion& each : *suggestions) {
    trials += trials.empty() ? "" : ",";
    trials += "{" + trial_members(each.trial, search_->space.json(each.configuration)) + "}";
  }
  trials_ += static_cast<std::uint32_t>(suggestions->size());
  return n == nullptr ? trials : "{\"trials\":[" + trials + "]}";
}

Result<std::string> AskTellSession::tell(const Node& message) {
  const Node* id = message.find("id");
  const Node* params = message.find("params");
  if ((id == nullptr) == (params == nullptr)) {
    return refuse("a tell must have either 'id' or 'params'");
  }
  TUNER_ASSIGN_OR_RETURN(const double value, read_value(message));
  const double loss = search_->sign * value;
  std::vector<double> excesses;
  if (!std::isnan(loss)) {
    TUNER_ASSIGN_OR_RETURN(excesses,
                           read_excesses(message.find("constraints"), search_->constraints));
  }
  if (id != nullptr) return tell_trial(*id, loss, std::move(excesses));
  TUNER_ASSIGN_OR_RETURN(const Configuration configuration,
                         search_->space.read_configuration(*params));
  TUNER_RETURN_IF_ERROR(search_->ask_tell.tell(configuration, loss, std::move(excesses)));
  ++trials_;
  return kDone;
}

Result<std::string> AskTellSession::tell_trial(const Node& id,
                                               double loss,
                                               std::vector<double> excesses) {
  const auto number = whole_number_in(id);
  if (!number) return refuse("'id' must be a whole number");
  if (*number < 0 || *number >= trials_) {
    return refuse("there is no trial of id " + std::to_string(*number));
  }
  if (!search_->ask_tell.tell(
          trial_of(static_cast<std::uint32_t>(*number)), loss, std::move(excesses))) {
    return refuse("the trial of id " + std::to_string(*number) + " has been told already");
  }
  return kDone;
}

Result<std::string> AskTellSession::best() const {
  const auto found = search_->ask_tell.best();
  if (!found && search_->constraints.empty()) return refuse("no trial has a value yet");
  if (!found) return refuse("no trial has a value and keeps every constraint yet");
  const double value = search_->sign * *found->loss;
  return "{" + trial_members(found->trial, search_->space.json(found->configuration)) +
         ",\"value\":" + json(value).dump() + "}";
}

}  // namespace tuner
