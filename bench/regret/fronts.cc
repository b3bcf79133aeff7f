// `fronts`: how well a strategy searches problems of several losses. One JSON row per run; see README.md beside this file.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/regret/baseline.h"
#include "bench/regret/front_problems.h"
#include "bench/regret/numbers.h"
#include "bench/regret/quantile.h"
#include "bench/regret/run_options.h"
#include "bench/row_file.h"
#include "strategies/registry.h"
#include "tests/fakes/hypervolume.h"

namespace tuner::regret {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kRandomSearches = 21;

struct Options : RunOptions {
  std::uint32_t budget = 100;
};

struct FrontRun {
  double volume = 0.0;
  std::vector<double> milliseconds;  // of ask and tell, one for each trial
};

FrontRun search_front(const FrontProblem& problem, Strategy& strategy, std::uint32_t budget) {
  FrontRun run;
  Eigen::MatrixXd points(budget, problem.reference.size());
  for (std::uint32_t trial = 1; trial <= budget; ++trial) {
    const auto before = Clock::now();
    const Suggestion suggestion = strategy.ask(TrialId{trial}, 1).value().front();
    const auto asked = Clock::now();
    const std::vector<double> losses = problem.losses(suggestion.configuration);
    points.row(trial - 1) =
        Eigen::Map<const Eigen::RowVectorXd>(losses.data(), problem.reference.size());
    const auto after = Clock::now();
    strategy.tell(
        {TrialId{trial}, suggestion, TrialStatus::kSucceeded, FailureClass::kNone, losses});
    run.milliseconds.push_back(
        std::chrono::duration<double, std::milli>((asked - before) + (Clock::now() - after))
            .count());
  }
  run.volume = hypervolume(points, problem.reference);
  return run;
}

double volume_of_random_search(const FrontProblem& problem,
                               std::uint64_t instance,
                               std::uint32_t budget) {
  std::vector<double> volumes;
  for (std::uint64_t k = 0; k < kRandomSearches; ++k) {
    const auto random =
        make_strategy("random", problem.space, 1'000'000 * (instance + 1) + k).value();
    volumes.push_back(search_front(problem, *random, budget).volume);
  }
  return quantile(volumes, 0.5);
}

class FrontRunner {
 public:
  FrontRunner(Options options, std::ostream& out) : options_(std::move(options)), out_(out) {}

  Result<void> run() {
    TUNER_ASSIGN_OR_RETURN(const Numbers seeds, parse_numbers(options_.seeds));
    TUNER_ASSIGN_OR_RETURN(const Numbers instances, parse_numbers(options_.instances));
    for (const std::string& name : front_problem_names()) {
      if (!wanted(name)) continue;
      double sum = 0.0;
      for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
        TUNER_ASSIGN_OR_RETURN(const double each,
                               row(name, instances.first + seed % instances.size(), seed));
        sum += each;
      }
      std::fprintf(stderr, "%-20s %7.3f\n", name.c_str(), sum / static_cast<double>(seeds.size()));
    }
    return {};
  }

 private:
  bool wanted(const std::string& name) const {
    const std::string family = make_front_problem(name, 0).family;
    std::string list = "," + options_.problems + ",";
    return options_.problems == "all" || list.find("," + name + ",") != std::string::npos ||
           list.find("," + family + ",") != std::string::npos;
  }

  Result<double> row(const std::string& name, std::uint64_t instance, std::uint64_t seed) {
    const FrontProblem problem = make_front_problem(name, instance);
    const auto key = std::pair(name, instance);
    if (!random_.contains(key))
      random_[key] = volume_of_random_search(problem, instance, options_.budget);
    const double random = random_[key];
    TUNER_ASSIGN_OR_RETURN(
        const auto strategy,
        make_strategy(options_.strategy, problem.space, seed, problem.objectives()));
    const FrontRun run = search_front(problem, *strategy, options_.budget);
    const double score = log_regret_ratio(-run.volume, -problem.largest, -random);
    const Json json = {
        {"problem", name},
        {"family", problem.family},
        {"instance", instance},
        {"seed", seed},
        {"strategy", options_.strategy},
        {"workers", 1},
        {"budget", options_.budget},
        {"largest", problem.largest},
        {"random", random},
        {"volume", run.volume},
        {"log_regret_ratio", score},
        {"milliseconds_p50", quantile(run.milliseconds, 0.5)},
        {"milliseconds_p95", quantile(run.milliseconds, 0.95)},
    };
    out_ << json.dump() << std::endl;
    return score;
  }

  Options options_;
  std::ostream& out_;
  std::map<std::pair<std::string, std::uint64_t>, double> random_;  // volume, by name and instance
};

int main_of(int argc, char** argv) {
  Options options;
  CLI::App app("How much of the space below a reference a strategy's front dominates", "fronts");
  add_run_options(app, options);
  app.add_option("--budget", options.budget, "Trials of a run (default: 100)")
      ->check(CLI::Range(1, 10'000));
  CLI11_PARSE(app, argc, argv);
  return write_rows("fronts", options.out, [&options](std::ostream& out) {
    return FrontRunner(options, out).run();
  });
}

}  // namespace
}  // namespace tuner::regret

int main(int argc, char** argv) { return tuner::regret::main_of(argc, argv); }
