// What one trial costs with the strategies for short trainings: one ask and the tell of its result, with n results told
// before, in d continuous dimensions.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "strategies/registry.h"
#include "tuner/base/rng.h"

namespace tuner {
namespace {

SearchSpace box(std::int64_t d) {
  std::vector<Parameter> parameters;
  for (std::int64_t j = 0; j < d; ++j) {
    parameters.push_back({"x" + std::to_string(j), Continuous{0.0, 1.0, Scale::kLinear}});
  }
  return SearchSpace::create(std::move(parameters)).value();
}

double loss_of(const Configuration& configuration) {
  double sum = 0.0;
  for (const auto& [name, value] : configuration) {
    const double distance = std::get<double>(value) - 0.3;
    sum += distance * distance;
  }
  return sum;
}

void one_trial(Strategy& strategy, std::uint32_t trial) {
  const auto suggestions = strategy.ask(TrialId{trial}, 1);
  strategy.tell({TrialId{trial},
                 suggestions->front(),
                 TrialStatus::kSucceeded,
                 FailureClass::kNone,
                 {loss_of(suggestions->front().configuration)}});
}

void tell_uniform(Strategy& strategy, std::uint32_t trial, std::int64_t d) {
  Rng rng = Rng::for_trial(1, TrialId{trial}, "bench");
  Configuration configuration;
  for (std::int64_t j = 0; j < d; ++j) configuration["x" + std::to_string(j)] = rng.uniform();
  strategy.tell({TrialId{trial},
                 {configuration},
                 TrialStatus::kSucceeded,
                 FailureClass::kNone,
                 {loss_of(configuration)}});
}

// Trials before the n-th are told and not asked, so that a start costs little.
void BM_AskAndTell(benchmark::State& state, const char* name) {
  const auto strategy = make_strategy(name, box(state.range(1)), 1).value();
  const auto n = static_cast<std::uint32_t>(state.range(0));
  for (std::uint32_t trial = 1; trial <= n; ++trial) tell_uniform(*strategy, trial, state.range(1));
  std::uint32_t trial = n;
  for (auto _ : state) one_trial(*strategy, ++trial);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"n", "d"})->Unit(benchmark::kMicrosecond);
  for (const std::int64_t n : {100, 1000, 10'000}) benchmark->Args({n, 10});
}

// Many generations, and the sorting of what was told before the first ask is spread over them.
BENCHMARK_CAPTURE(BM_AskAndTell, cma_es, "cma_es")->Apply(sizes)->Iterations(5000);
BENCHMARK_CAPTURE(BM_AskAndTell, tpe, "tpe")->Apply(sizes)->Iterations(50);

}  // namespace
}  // namespace tuner

BENCHMARK_MAIN();
