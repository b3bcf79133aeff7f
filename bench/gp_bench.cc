// The hot paths of the model: one likelihood, one fit, one suggestion.
//
// BM_Suggest counts everything between the last of n results and the answer, without anything prepared: fit, factor, search.
// BM_NextSuggestion is the usual case in a running job: the factor exists and grows by one row; a new fit falls due now and then.
#include <benchmark/benchmark.h>

#include <Eigen/Core>

#include "strategies/bayesian.h"
#include "tuner/base/rng.h"
#include "tuner/gp/gp_fit.h"
#include "tuner/gp/targets.h"

namespace tuner {
namespace {

Eigen::MatrixXd points(Eigen::Index n, Eigen::Index d) {
  Rng rng = Rng::for_trial(1, TrialId{1}, "bench");
  return Eigen::MatrixXd::NullaryExpr(n, d, [&rng] { return rng.uniform(); });
}

// Smooth with a little noise, so that a fit has work to do and does not degenerate.
Eigen::VectorXd losses_at(const Eigen::MatrixXd& x) {
  Rng rng = Rng::for_trial(2, TrialId{1}, "bench");
  const Eigen::VectorXd smooth =
      (x.array() - 0.3).square().rowwise().sum() + (5.0 * x.col(0).array()).sin();
  return smooth.unaryExpr([&rng](double y) { return y + 0.05 * rng.normal(); });
}

GpData data(Eigen::Index n, Eigen::Index d) {
  ColumnGroups groups;
  for (Eigen::Index c = 0; c < d; ++c) groups.push_back(c);
  const Eigen::MatrixXd x = points(n, d);
  const Eigen::VectorXd losses = losses_at(x);
  return {x, groups, standardise_losses({losses.data(), static_cast<std::size_t>(n)})};
}

void BM_Likelihood(benchmark::State& state) {
  const GpData sample = data(state.range(0), state.range(1));
  const Eigen::VectorXd theta = starting_points(state.range(1)).front().pack();
  Eigen::VectorXd gradient;
  LogLikelihood likelihood(sample);
  for (auto _ : state) benchmark::DoNotOptimize(log_posterior(likelihood, theta, gradient));
}

void BM_GpFit(benchmark::State& state) {
  const GpData sample = data(state.range(0), state.range(1));
  int evaluations = 0;
  for (auto _ : state) evaluations = fit_gp(sample).evaluations;
  state.counters["evaluations"] = evaluations;
}

SearchSpace box(Eigen::Index d) {
  std::vector<Parameter> parameters;
  for (Eigen::Index j = 0; j < d; ++j) {
    parameters.push_back({"x" + std::to_string(j), Continuous{0.0, 1.0, Scale::kLinear}});
  }
  return SearchSpace::create(std::move(parameters)).value();
}

Outcome result(std::uint32_t trial, const Eigen::VectorXd& x, double loss) {
  Configuration configuration;
  for (Eigen::Index j = 0; j < x.size(); ++j) configuration["x" + std::to_string(j)] = x[j];
  return {TrialId{trial}, {configuration}, TrialStatus::kSucceeded, FailureClass::kNone, {loss}};
}

std::unique_ptr<Strategy> told(Eigen::Index n, Eigen::Index d) {
  auto strategy = make_bayesian(box(d), 1);
  const Eigen::MatrixXd x = points(n, d);
  const Eigen::VectorXd losses = losses_at(x);
  for (Eigen::Index i = 0; i < n; ++i) {
    strategy->tell(result(static_cast<std::uint32_t>(i + 1), x.row(i), losses[i]));
  }
  return strategy;
}

void BM_Suggest(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    const auto strategy = told(state.range(0), state.range(1));
    const TrialId next{static_cast<std::uint32_t>(state.range(0) + 1)};
    state.ResumeTiming();
    benchmark::DoNotOptimize(strategy->ask(next, 1));
  }
}

void BM_NextSuggestion(benchmark::State& state) {
  const auto strategy = told(state.range(0), state.range(1));
  auto trial = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) {
    const auto suggestions = strategy->ask(TrialId{++trial}, 1);
    strategy->tell({TrialId{trial},
                    suggestions->front(),
                    TrialStatus::kSucceeded,
                    FailureClass::kNone,
                    {1.0}});
  }
}

// What rest() costs: the factor again, from the parameters of the last fit, and the rows since.
void BM_AfterRest(benchmark::State& state) {
  const auto strategy = told(state.range(0), state.range(1));
  strategy->prepare();
  for (auto _ : state) {
    strategy->rest();
    strategy->prepare();
  }
}

// The sizes of the latency table: few, usual, usual in many dimensions, many, and about the largest factor.
void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"n", "d"})->Unit(benchmark::kMillisecond);
  for (const auto& [n, d] : {std::pair{20, 8}, {100, 8}, {100, 50}, {500, 8}, {1000, 8}})
    benchmark->Args({n, d});
}
void fit_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"n", "d"})->Unit(benchmark::kMillisecond);
  for (const auto& [n, d] : {std::pair{20, 8}, {100, 8}, {256, 8}, {256, 50}})
    benchmark->Args({n, d});
}

BENCHMARK(BM_Likelihood)->Apply(fit_sizes);
BENCHMARK(BM_GpFit)->Apply(fit_sizes);
BENCHMARK(BM_Suggest)->Apply(sizes);
BENCHMARK(BM_NextSuggestion)->Apply(sizes)->Iterations(10);
BENCHMARK(BM_AfterRest)->Apply(sizes);

}  // namespace
}  // namespace tuner

BENCHMARK_MAIN();
