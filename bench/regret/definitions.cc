// `definitions`: what splitting one budget by what pays gains over an even split, on jobs drawn from problems of known minimum.
//
// A job has two to five definitions, each a problem of our own, with its loss in units of what random search reaches,
//
//   loss = offset + scale · (loss of the problem − optimum) / (yardstick − optimum),   offset ∈ [0, 1], log₁₀ scale ∈ [−1, ½]
//
// and 8, 12, 20 or 30 trials for each definition. Both splits see the same strategies with the same seeds. Regret: the lowest
// loss found − the lowest offset.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <vector>

#include "bench/regret/baseline.h"
#include "bench/regret/problems.h"
#include "strategies/registry.h"
#include "strategies/several_definitions.h"
#include "tuner/base/rng.h"

namespace tuner::regret {
namespace {

constexpr double kFloor = 1e-3;  // of a regret; less is as good as nothing
constexpr std::size_t kYardstickTrials = 10;

struct DrawnDefinition {
  Problem problem;
  double optimum = 0.0, unit = 1.0, offset = 0.0;

  double loss(const Configuration& configuration) const {
    return offset + (problem.loss(configuration) - optimum) / unit;
  }
};

struct DrawnJob {
  std::vector<DrawnDefinition> definitions;
  std::size_t trials = 0;
};

DrawnDefinition draw_definition(Rng& rng) {
  const std::vector<std::string> names = problem_names();
  while (true) {
    const std::string& name = names[rng.below(names.size())];
    const std::uint64_t instance = rng.below(5);
    Problem problem = make_problem(name, instance);
    if (problem.excesses || problem.recorded || problem.best.empty()) continue;
    const double optimum = problem.loss(problem.best);
    const double random = random_medians(problem, instance, kYardstickTrials).back();
    const double scale = std::pow(10.0, -1.0 + 1.5 * rng.uniform());
    if (!std::isfinite(random) || random <= optimum) continue;
    return {std::move(problem), optimum, (random - optimum) / scale, rng.uniform()};
  }
}

DrawnJob draw_job(std::uint64_t seed) {
  constexpr std::size_t kTrialsEach[] = {8, 12, 20, 30};
  Rng rng = Rng::for_trial(seed, {1}, "several definitions");
  DrawnJob job;
  const std::size_t count = 2 + rng.below(4);
  for (std::size_t i = 0; i < count; ++i) job.definitions.push_back(draw_definition(rng));
  job.trials = count * kTrialsEach[rng.below(4)];
  return job;
}

std::vector<std::unique_ptr<Strategy>> make_inner(const DrawnJob& job,
                                                  const std::string& strategy,
                                                  std::uint64_t seed) {
  std::vector<std::unique_ptr<Strategy>> inner;
  for (const DrawnDefinition& each : job.definitions)
    inner.push_back(make_strategy(strategy, each.problem.space, seed + inner.size()).value());
  return inner;
}

// Asks the strategies in turn.
class EvenSplit {
 public:
  explicit EvenSplit(std::vector<std::unique_ptr<Strategy>> inner) : inner_(std::move(inner)) {}

  Result<std::vector<Suggestion>> ask(TrialId trial, std::size_t) {
    for (std::size_t i = 0; i < inner_.size(); ++i) {
      const std::size_t definition = turn_++ % inner_.size();
      TUNER_ASSIGN_OR_RETURN(auto answer, inner_[definition]->ask(trial, 1));
      if (answer.empty()) continue;
      answer.front().definition = definition;
      return answer;
    }
    return std::vector<Suggestion>();
  }
  void tell(const Outcome& outcome) { inner_[outcome.suggestion.definition]->tell(outcome); }

 private:
  std::vector<std::unique_ptr<Strategy>> inner_;
  std::size_t turn_ = 0;
};

template <class Split>
double regret_of(const DrawnJob& job, Split split) {
  double best = std::numeric_limits<double>::infinity(), lowest = best;
  for (const DrawnDefinition& each : job.definitions) lowest = std::min(lowest, each.offset);
  for (std::size_t n = 1; n <= job.trials; ++n) {
    const TrialId trial{static_cast<std::uint32_t>(n)};
    const auto answer = split.ask(trial, 1);
    if (!answer || answer->empty()) break;
    const Suggestion& suggestion = answer->front();
    const double loss = job.definitions[suggestion.definition].loss(suggestion.configuration);
    Outcome outcome{.trial = trial, .suggestion = suggestion};
    if (std::isfinite(loss)) {
      outcome.losses = {loss};
      best = std::min(best, loss);
    } else {
      outcome.status = TrialStatus::kFailed;
      outcome.failure = FailureClass::kUserError;
    }
    split.tell(outcome);
  }
  return std::max(std::isfinite(best) ? best - lowest : 10.0, 0.0) + kFloor;
}

int main_of(int argc, char** argv) {
  std::string strategy = "bayesian";
  std::uint64_t first = 0, count = 100;
  CLI::App app("One budget for several definitions: by what pays against an even split",
               "definitions");
  app.add_option("--strategy", strategy, "Strategy of each definition (default: bayesian)");
  app.add_option("--first", first, "Seed of the first job (default: 0)");
  app.add_option("--jobs", count, "How many jobs (default: 100)")->check(CLI::Range(2, 1'000'000));
  CLI11_PARSE(app, argc, argv);
  double sum = 0.0, squares = 0.0;
  std::size_t better = 0, worse = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const DrawnJob job = draw_job(seed);
    const double even = regret_of(job, EvenSplit(make_inner(job, strategy, 100 * seed)));
    const double paid = regret_of(job, SeveralDefinitions(make_inner(job, strategy, 100 * seed)));
    const double gain = std::log10(paid / even);
    std::printf(
        "{\"seed\": %llu, \"definitions\": %zu, \"trials\": %zu, \"even\": %.6g, \"paid\": %.6g}\n",
        static_cast<unsigned long long>(seed),
        job.definitions.size(),
        job.trials,
        even,
        paid);
    sum += gain;
    squares += gain * gain;
    better += gain < 0.0 ? 1 : 0;
    worse += gain > 0.0 ? 1 : 0;
  }
  const auto jobs = static_cast<double>(count);
  const double mean = sum / jobs;
  const double error = std::sqrt((squares / jobs - mean * mean) / (jobs - 1.0));
  std::fprintf(stderr,
               "log10 of regret by what pays over regret of an even split: %.3f, 95 %% interval "
               "%.3f … %.3f; "
               "better in %zu, worse in %zu of %llu jobs\n",
               mean,
               mean - 1.96 * error,
               mean + 1.96 * error,
               better,
               worse,
               static_cast<unsigned long long>(count));
  return 0;
}

}  // namespace
}  // namespace tuner::regret

int main(int argc, char** argv) { return tuner::regret::main_of(argc, argv); }
