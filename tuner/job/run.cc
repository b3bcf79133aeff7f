#include "tuner/job/run.h"

#include <cstring>

namespace tuner {
namespace {

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

}  // namespace

std::string plain_end(std::optional<int> exit_code, std::optional<int> signal) {
  if (signal) return "the training was ended by " + signal_text(*signal);
  return "the training ended with exit code " + std::to_string(exit_code.value_or(-1));
}

}  // namespace tuner
