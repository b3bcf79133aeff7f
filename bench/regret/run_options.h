// What `regret` and `fronts` are both told: which runs to make, and where their rows go.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tuner::regret {

struct RunOptions {
  std::string strategy = "bayesian", problems = "all", seeds = "0-9", instances = "0-4", out = "-";
};

// `options` outlives the parsing.
void add_run_options(CLI::App& app, RunOptions& options);

}  // namespace tuner::regret
