// The command line: options in, one call of commands.h, an exit code out.
#pragma once

namespace tuner {

int run_cli(int argc, const char* const* argv);

}  // namespace tuner
