#include <cstdio>
#include <exception>

#include "service/cli.h"
#include "service/exit_code.h"

namespace {

#ifdef __AVX2__
// The whole binary is built for one instruction set; say so instead of dying of an illegal instruction.
bool processor_is_too_old() {
  __builtin_cpu_init();
  return !__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma");
}
#else
bool processor_is_too_old() { return false; }
#endif

}  // namespace

int main(int argc, char** argv) {
  if (processor_is_too_old()) {
    std::fputs(
        "tuner: this build needs a processor with AVX2 and FMA; build the 'baseline' preset "
        "instead\n",
        stderr);
    return tuner::kExitEnvironment;
  }
  try {
    return tuner::run_cli(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tuner: unexpected: %s\n", error.what());
    return tuner::kExitEnvironment;
  }
}
