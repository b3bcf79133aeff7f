#include "backends/run_end.h"

#include <signal.h>

#include <cstring>

#include "tuner/base/utf8.h"

namespace tuner {
namespace {

constexpr std::size_t kReasonCharacters = 1024;  // what SageMaker keeps of output/failure

struct Judgement {
  RunEnd end;
  std::string reason;
};

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

// "the training ended with exit code 3"
std::string plain_end(std::optional<int> exit_code, std::optional<int> signal) {
  if (signal) return "the training was ended by " + signal_text(*signal);
  return "the training ended with exit code " + std::to_string(exit_code.value_or(-1));
}

// A training does not kill itself with these; the exit codes are how a shell passes them on.
bool killed_from_outside(const EndRecord& record) {
  return record.signal == SIGKILL || record.signal == SIGTERM || record.exit_code == 128 + SIGKILL;
}

Judgement judge(const EndRecord& record) {
  switch (record.cause) {
    case EndCause::kStop:
      return {RunEnd::kStopped, "stopped"};
    case EndCause::kTimeLimit:
      return {RunEnd::kTimeLimit, "the time limit was reached"};
    case EndCause::kStartError:
      return {RunEnd::kStartError, record.message};
    case EndCause::kMachine:
      return {RunEnd::kInfrastructure, record.message};
    case EndCause::kOutside:
      return {RunEnd::kPreempted, "the run was ended from outside (TERM to its supervisor)"};
    case EndCause::kOwn:
      break;
  }
  if (record.oom_kill)
    return {RunEnd::kOutOfMemory, "the kernel killed the training because memory ran out"};
  if (killed_from_outside(record)) {
    return {RunEnd::kInfrastructure,
            plain_end(record.exit_code, record.signal) +
                ", which neither we nor a lack of memory explains"};
  }
  if (record.exit_code == 0) return {RunEnd::kSucceeded, ""};
  return {RunEnd::kUserError, plain_end(record.exit_code, record.signal)};
}

}  // namespace

std::string readable_beginning(std::string_view text) {
  std::string readable;
  std::size_t characters = 0;
  while (!text.empty() && characters < kReasonCharacters) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t width = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const std::string_view character = text.substr(0, width);
    if (valid_utf8_prefix(character) < character.size() || character.size() < width) {
      readable += '?';
      text.remove_prefix(1);
    } else {
      const bool printable = (first >= 0x20 && first != 0x7F) || first == '\n' || first == '\t';
      if (printable) readable += character;
      text.remove_prefix(width);
    }
    ++characters;
  }
  return readable;
}

RunStatus ended_status(const EndRecord& record, const std::string& failure_text) {
  Judgement judgement = judge(record);
  const std::string failure = readable_beginning(failure_text);
  const bool said_by_training = judgement.end == RunEnd::kUserError && !failure.empty();
  if (said_by_training) judgement.reason = failure;
  if (record.left_over) judgement.reason += "; a process of it did not die of KILL";
  return {.phase = RunPhase::kEnded,
          .end = judgement.end,
          .exit_code = record.exit_code,
          .signal = record.signal,
          .reason = std::move(judgement.reason),
          .said_by_training = said_by_training,
          .ran_for = record.ran_for};
}

}  // namespace tuner
