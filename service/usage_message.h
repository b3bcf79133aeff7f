// What to say about a command line that cannot be understood.
#pragma once

#include <string>

namespace CLI {
class App;
class Error;
}  // namespace CLI

namespace tuner {

// One line for standard error: the unknown command, option or argument with the nearest known one, else what the parser
// found; and the help that goes on from there. `app` is the whole program after it has parsed and failed with `error`.
std::string usage_message(const CLI::App& app, const CLI::Error& error);

}  // namespace tuner
