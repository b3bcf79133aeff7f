// One conversation of `tuner ask-tell`: a line of JSON in, a line of JSON out. No stream, no clock: replies are a function
// of the strategy's name and of the lines so far. docs/ask-tell.md describes the protocol.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "service/ask_tell_search.h"
#include "tuner/base/result.h"

namespace tuner {

class AskTellSession {
 public:
  // `strategy` is one of strategy_names(); any other is what the reply to the header complains about.
  explicit AskTellSession(std::string strategy) : strategy_(std::move(strategy)) {}

  // The reply to one line, both without the newline at the end. A line that is wrong in any way changes nothing and is
  // answered with {"error":"one sentence"}.
  std::string reply(std::string_view line);

  // True after a `quit`.
  bool ended() const { return ended_; }

 private:
  Result<std::string> answer(std::string_view line);
  Result<std::string> start(const Node& header);
  Result<std::string> ask(const Node& message);
  Result<std::string> tell(const Node& message);
  Result<std::string> best(const Node& message) const;

  std::string strategy_;
  std::optional<AskTellSearch> search_;  // after the header
  bool ended_ = false;
};

}  // namespace tuner
