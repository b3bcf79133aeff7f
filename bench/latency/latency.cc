// `latency`: how long a strategy thinks. One JSON row per strategy, space, number of results and number of pending trials.
//
// A search is told n results, then asked and told in turns; with q pending trials it is asked q times before, and the oldest open
// trial is told in every round. It ends when it has grown by a tenth, but not before three rounds, and the next one begins with the
// same n results and another seed, until there are rounds enough. Everything is in one process and one thread: pin it to one core.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bench/latency/load.h"
#include "bench/regret/quantile.h"
#include "bench/row_file.h"
#include "strategies/ask_tell.h"

namespace tuner::latency {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

struct Options {
  std::vector<std::string> strategies = {"bayesian"};
  std::vector<std::string> spaces = {"4", "8", "10", "20", "50", "mixed"};
  std::vector<std::size_t> sizes = {10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10'000};
  std::vector<std::size_t> pending = {0, 16};
  std::size_t rounds = 51;
  std::string out = "-";
};

// Milliseconds.
struct Measured {
  std::vector<double> loads, firsts;  // of each search: all results told; the first ask after them
  std::vector<double> rounds;         // ask and tell of each round
};

std::size_t rounds_of_a_search(std::size_t results) {
  return std::max<std::size_t>(3, results / 10);
}

double since(Clock::time_point before) {
  return std::chrono::duration<double, std::milli>(Clock::now() - before).count();
}

class Meter {
 public:
  Meter(const regret::Problem& space, AskTell search, Measured& measured)
      : space_(space), search_(std::move(search)), measured_(measured) {}

  Result<void> run(std::size_t results, std::size_t pending, std::size_t rounds) {
    TUNER_RETURN_IF_ERROR(load(results));
    for (std::size_t i = 0; i < pending; ++i) TUNER_RETURN_IF_ERROR(ask());
    for (std::size_t i = 0; i < rounds; ++i) {
      TUNER_ASSIGN_OR_RETURN(const double asking, ask());
      TUNER_ASSIGN_OR_RETURN(const double telling, tell_oldest());
      measured_.rounds.push_back(asking + telling);
    }
    return {};
  }

 private:
  Result<void> load(std::size_t results) {
    std::vector<double> losses;
    losses.reserve(results);
    const auto points = make_points(space_, results);
    for (const Configuration& each : points) losses.push_back(space_.loss(each));
    const auto before = Clock::now();
    for (std::size_t i = 0; i < results; ++i) {
      TUNER_RETURN_IF_ERROR(search_.tell(points[i], losses[i]));
    }
    measured_.loads.push_back(since(before));
    return {};
  }

  Result<double> ask() {
    const auto before = Clock::now();
    TUNER_ASSIGN_OR_RETURN(NumberedSuggestion suggestion, search_.ask());
    const double asking = since(before);
    if (++asked_ == 1) measured_.firsts.push_back(asking);
    open_.push_back(std::move(suggestion));
    return asking;
  }

  Result<double> tell_oldest() {
    const NumberedSuggestion oldest = std::move(open_.front());
    open_.pop_front();
    const double loss = space_.loss(oldest.configuration);
    const auto before = Clock::now();
    TUNER_RETURN_IF_ERROR(search_.tell(oldest.trial, loss));
    return since(before);
  }

  const regret::Problem& space_;
  AskTell search_;
  std::deque<NumberedSuggestion> open_;
  std::size_t asked_ = 0;
  Measured& measured_;
};

class Runner {
 public:
  Runner(const Options& options, std::ostream& out) : options_(options), out_(out) {}

  Result<void> run() {
    for (const std::string& strategy : options_.strategies) {
      for (const std::string& text : options_.spaces) {
        TUNER_ASSIGN_OR_RETURN(const regret::Problem space, make_space(text));
        for (const std::size_t pending : options_.pending) {
          for (const std::size_t results : options_.sizes) {
            TUNER_RETURN_IF_ERROR(row(strategy, space, results, pending));
          }
        }
      }
    }
    return {};
  }

 private:
  Result<void> row(const std::string& strategy,
                   const regret::Problem& space,
                   std::size_t results,
                   std::size_t pending) {
    Measured measured;
    for (std::uint64_t seed = 1; measured.rounds.size() < options_.rounds; ++seed) {
      TUNER_ASSIGN_OR_RETURN(AskTell search, AskTell::create(space.space, {strategy, seed}));
      const std::size_t rounds =
          std::min(options_.rounds - measured.rounds.size(), rounds_of_a_search(results));
      TUNER_RETURN_IF_ERROR(
          Meter(space, std::move(search), measured).run(results, pending, rounds));
    }
    const double first = regret::quantile(measured.firsts, 0.5),
                 p50 = regret::quantile(measured.rounds, 0.5),
                 p95 = regret::quantile(measured.rounds, 0.95);
    const Json json = {{"strategy", strategy},
                       {"space", space.name},
                       {"results", results},
                       {"pending", pending},
                       {"rounds", options_.rounds},
                       {"milliseconds_load", regret::quantile(measured.loads, 0.5)},
                       {"milliseconds_first", first},
                       {"milliseconds_p50", p50},
                       {"milliseconds_p95", p95}};
    out_ << json.dump() << std::endl;
    std::fprintf(stderr,
                 "%s, space %s, %zu results, %zu pending: first %.3g ms, p50 %.3g, p95 %.3g\n",
                 strategy.c_str(),
                 space.name.c_str(),
                 results,
                 pending,
                 first,
                 p50,
                 p95);
    return {};
  }

  const Options& options_;
  std::ostream& out_;
};

int main_of(int argc, char** argv) {
  Options options;
  CLI::App app("How long a strategy thinks between a result and the next suggestion", "latency");
  app.add_option("--strategies", options.strategies, "With commas (default: bayesian)")
      ->delimiter(',');
  app.add_option("--spaces", options.spaces, "Dimensions, or mixed (default: 4,8,10,20,50,mixed)")
      ->delimiter(',');
  app.add_option("--sizes", options.sizes, "Results told before (default: 10 … 10000)")
      ->delimiter(',');
  app.add_option("--pending", options.pending, "Trials open beside (default: 0,16)")
      ->delimiter(',');
  app.add_option("--rounds", options.rounds, "Of ask and tell (default: 51)")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--out", options.out, "File of rows (default: standard output)");
  CLI11_PARSE(app, argc, argv);
  return write_rows(
      "latency", options.out, [&options](std::ostream& out) { return Runner(options, out).run(); });
}

}  // namespace
}  // namespace tuner::latency

int main(int argc, char** argv) { return tuner::latency::main_of(argc, argv); }
