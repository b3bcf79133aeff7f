// `regret`: how well a strategy searches problems of known minimum. One JSON row per run; see README.md beside this file.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/regret/baseline.h"
#include "bench/regret/numbers.h"
#include "bench/regret/problems.h"
#include "bench/regret/related.h"
#include "bench/regret/run_options.h"
#include "bench/regret/search_run.h"
#include "bench/row_file.h"

namespace tuner::regret {
namespace {

using Json = nlohmann::ordered_json;

struct Options : RunOptions {
  std::size_t budget = 0;  // 0: each problem's own
  std::size_t workers = 1;
  bool violations_fail = false;
  RelatedSetting related;
};

// A problem in one instance, with the length of its runs and their yardstick.
struct Measured {
  Problem problem;
  std::size_t budget;
  Yardstick yardstick;
};

// A recorded yardstick counts for the problem's own budget only.
Yardstick yardstick_of(const Problem& problem, std::uint64_t instance, std::size_t budget) {
  if (problem.recorded && budget == problem.budget) return *problem.recorded;
  const double optimum = problem.recorded ? problem.recorded->optimum : problem.loss(problem.best);
  return {optimum, random_medians(problem, instance, budget).back()};
}

class Runner {
 public:
  Runner(Options options, std::ostream& out) : options_(std::move(options)), out_(out) {}

  Result<void> run() {
    TUNER_ASSIGN_OR_RETURN(const auto names, select_problems(options_.problems));
    TUNER_ASSIGN_OR_RETURN(const Numbers seeds, parse_numbers(options_.seeds));
    TUNER_ASSIGN_OR_RETURN(const Numbers instances, parse_numbers(options_.instances));
    double sum = 0.0;
    for (const std::string& name : names) {
      double of_problem = 0.0;
      for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
        TUNER_ASSIGN_OR_RETURN(const double each,
                               row(name, instances.first + seed % instances.size(), seed));
        of_problem += each / static_cast<double>(seeds.size());
      }
      std::fprintf(stderr, "%-20s %7.3f\n", name.c_str(), of_problem);
      sum += of_problem / static_cast<double>(names.size());
    }
    std::fprintf(stderr, "%-20s %7.3f  mean log10 regret ratio\n", "all", sum);
    return {};
  }

 private:
  // Writes the row of one run; its log regret ratio.
  Result<double> row(const std::string& name, std::uint64_t dealt, std::uint64_t seed) {
    const auto& [problem, budget, yardstick] = measured_problem(name, dealt);
    const auto [optimum, random] = yardstick;
    const std::uint64_t instance = problem.recorded ? 0 : dealt;
    TUNER_ASSIGN_OR_RETURN(RelatedTasks related,
                           related_tasks(problem, instance, options_.related, seed));
    TUNER_ASSIGN_OR_RETURN(const SearchRun run,
                           run_search(problem,
                                      {.strategy = options_.strategy,
                                       .seed = seed,
                                       .budget = budget,
                                       .workers = options_.workers,
                                       .violations_fail = options_.violations_fail,
                                       .prior = {.related = std::move(related)}}));
    Json incumbents = Json::array();
    for (const Incumbent& each : run.incumbents) incumbents.push_back({each.trial, each.loss});
    const double found = log_regret_ratio(run.found(), optimum, random);
    const Json json = {
        {"problem", name},
        {"family", problem.family},
        {"instance", instance},
        {"seed", seed},
        {"strategy", options_.strategy},
        {"workers", options_.workers},
        {"related", options_.related.tasks},
        {"budget", budget},
        {"trials", run.trials},
        {"optimum", optimum},
        {"random", random},
        {"incumbents", incumbents},
        {"recommended", run.recommended},
        {"log_regret_ratio", found},
        {"log_regret_ratio_recommended", log_regret_ratio(run.recommended, optimum, random)},
        {"seconds", run.seconds},
        {"milliseconds_p50", run.milliseconds_p50},
        {"milliseconds_p95", run.milliseconds_p95},
    };
    out_ << json.dump() << std::endl;
    return found;
  }

  const Measured& measured_problem(const std::string& name, std::uint64_t instance) {
    const auto key = std::pair(name, instance);
    if (const auto found = measured_.find(key); found != measured_.end()) return found->second;
    Problem problem = make_problem(name, instance);
    const std::size_t budget = options_.budget == 0 ? problem.budget : options_.budget;
    const Yardstick yardstick = yardstick_of(problem, instance, budget);
    return measured_.emplace(key, Measured{std::move(problem), budget, yardstick}).first->second;
  }

  Options options_;
  std::ostream& out_;
  std::map<std::pair<std::string, std::uint64_t>, Measured> measured_;
};

int main_of(int argc, char** argv) {
  Options options;
  CLI::App app("Search quality of a strategy on problems of known minimum", "regret");
  add_run_options(app, options);
  app.add_option("--budget", options.budget, "Trials of a run (default: each problem's own)");
  app.add_option("--workers", options.workers, "Trials side by side (default: 1)")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--violations-fail",
               options.violations_fail,
               "Tell results that violate a constraint as failures, without their values");
  app.add_option("--related", options.related.tasks, "Related tasks that are known (default: 0)")
      ->check(CLI::Range(0, 100));
  app.add_option("--related-trials", options.related.trials, "Trials of each (default: 50)");
  app.add_option(
      "--related-strategy", options.related.strategy, "Strategy that chose them (default: random)");
  const std::map<std::string, Relation> relations{
      {"moved", Relation::kMoved}, {"negated", Relation::kNegated}, {"other", Relation::kOther}};
  app.add_option("--relation", options.related.relation, "moved, negated or other (default: moved)")
      ->transform(CLI::CheckedTransformer(relations));
  CLI11_PARSE(app, argc, argv);
  return write_rows(
      "regret", options.out, [&options](std::ostream& out) { return Runner(options, out).run(); });
}

}  // namespace
}  // namespace tuner::regret

int main(int argc, char** argv) { return tuner::regret::main_of(argc, argv); }
