#include "service/ask_tell_session.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "service/known_members.h"
#include "service/version.h"
#include "tuner/base/utf8.h"
#include "tuner/job/document.h"

namespace tuner {
namespace {

using nlohmann::json;

constexpr const char* kDone = R"({"ok":true})";

std::string error_json(const Error& error) {
  const std::string text = shortened_to_bytes(to_string(error), kMaxMessageBytes);
  return "{\"error\":" + json(text).dump() + "}";
}

// As Python writes what JSON has no word for.
bool has_no_number(std::string_view line) {
  return line.find("NaN") != line.npos || line.find("Infinity") != line.npos;
}

}  // namespace

std::string AskTellSession::reply(std::string_view line) {
  const Result<std::string> answered = answer(line);
  return answered ? *answered : error_json(answered.error());
}

Result<std::string> AskTellSession::answer(std::string_view line) {
  const auto message = parse_document(line, DocumentFormat::kJson, "");
  if (!message) {
    return refuse("the line cannot be read: " + message.error().front().message +
                  (has_no_number(line) ? "; JSON has no NaN and no Infinity: the value of a trial "
                                         "that has none is null"
                                       : ""));
  }
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
  if (is_text(op, "best")) return best(*message);
  return refuse("'op' must be \"ask\", \"tell\", \"best\" or \"quit\"");
}

Result<std::string> AskTellSession::start(const Node& header) {
  const Node* protocol = header.find("protocol");
  if (protocol == nullptr) return refuse("the first line must be a header with 'protocol'");
  if (whole_number_in(*protocol) != 1) return refuse("'protocol' must be 1");
  TUNER_RETURN_IF_ERROR(
      check_spelling(header, {"protocol", "space", "direction", "seed", "constraints", "budget"}));
  auto search = AskTellSearch::create(header, strategy_);
  if (!search) return fail(std::move(search).error().front());
  search_.emplace(*std::move(search));
  return "{\"ok\":true,\"name\":\"tuner\",\"version\":" + json(kVersion).dump() + "}";
}

Result<std::string> AskTellSession::ask(const Node& message) {
  constexpr std::int64_t kMost = AskTellSearch::kMostAtOnce;
  TUNER_RETURN_IF_ERROR(check_spelling(message, {"op", "n"}));
  const Node* given = message.find("n");
  const std::int64_t count = given == nullptr ? 1 : whole_number_in(*given).value_or(0);
  if (count < 1 || count > kMost) {
    return refuse("'n' must be a whole number from 1 to " + std::to_string(kMost));
  }
  TUNER_ASSIGN_OR_RETURN(const auto trials, search_->ask(static_cast<std::size_t>(count)));
  if (given == nullptr) return trials.front();
  std::string list;
  for (const std::string& trial : trials) list += (list.empty() ? "" : ",") + trial;
  return "{\"trials\":[" + list + "]}";
}

Result<std::string> AskTellSession::tell(const Node& message) {
  TUNER_RETURN_IF_ERROR(
      check_spelling(message, {"op", "id", "params", "value", "state", "constraints"}));
  auto told = search_->tell(message);
  if (!told) return fail(std::move(told).error().front());
  return kDone;
}

Result<std::string> AskTellSession::best(const Node& message) const {
  TUNER_RETURN_IF_ERROR(check_spelling(message, {"op"}));
  return search_->best();
}

}  // namespace tuner
