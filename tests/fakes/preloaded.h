// What the libraries that are preloaded into a program have in common. Each is a single file, so that all of this is its own.
#pragma once

#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace tuner::preloaded {

inline std::atomic<long> calls{0};  // that were counted so far
inline bool is_it = false;          // only one program is touched, not what it starts

inline bool runs_in(const char* wanted) {
  char program[4096];
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length <= 0) return false;
  program[length] = '\0';
  const char* name = std::strrchr(program, '/');
  return name != nullptr && std::strcmp(name + 1, wanted) == 0;
}

inline long number_from(const char* variable, long otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atol(text);
}

// Writes the number of calls into the file that the variable names, where the process ends by itself.
inline void report_calls(const char* variable) {
  const char* file = std::getenv(variable);
  if (!is_it || file == nullptr) return;
  is_it = false;
  if (std::FILE* out = std::fopen(file, "w")) {
    std::fprintf(out, "%ld\n", calls.load());
    std::fclose(out);
  }
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace tuner::preloaded
