#include "bench/regret/run_options.h"

#include <CLI/CLI.hpp>

namespace tuner::regret {

void add_run_options(CLI::App& app, RunOptions& options) {
  app.add_option("--strategy", options.strategy, "Strategy (default: bayesian)");
  app.add_option("--problems", options.problems, "Names and families, or all (default: all)");
  app.add_option("--seeds", options.seeds, "Number or range (default: 0-9)");
  app.add_option("--instances",
                 options.instances,
                 "Number or range, dealt to the seeds in turn (default: 0-4)");
  app.add_option("--out", options.out, "File of rows (default: standard output)");
}

}  // namespace tuner::regret
