// TUNER_CHECK: a broken contract between two pieces of our own code. Always on; prints file, line and message, then aborts.
#pragma once

#include <string_view>

namespace tuner {

[[noreturn]] void check_failed(const char* file,
                               int line,
                               const char* condition,
                               std::string_view message);

}  // namespace tuner

#define TUNER_CHECK(condition, message)                                               \
  do {                                                                                \
    if (!(condition)) ::tuner::check_failed(__FILE__, __LINE__, #condition, message); \
  } while (false)
